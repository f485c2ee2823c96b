import pytest

from bot.core.effects import KeepDocument, SendDocument, Why
from bot.core.printing import UnknownFormError, keep, send
from tests.documents.drawer import CASE, book_of_forms

PACK = book_of_forms().pack("ebike")
DATA = {"number": CASE}


def test_form_is_sent_under_its_own_name():
    why = Why(rule="test")
    assert send(PACK, "return_list", DATA, text="清单", why=why, case=CASE) == SendDocument(
        form="return_list", data=DATA, name=f"退货清单-{CASE}.pdf", text="清单", why=why, case=CASE
    )


def test_form_is_laid_with_its_case():
    assert keep(PACK, "appraisal", DATA, case=CASE) == KeepDocument(
        form="appraisal", data=DATA, name=f"鉴定单-{CASE}.pdf", case=CASE
    )


def test_form_the_pack_does_not_have_raises():
    with pytest.raises(UnknownFormError, match="no form nothing"):
        keep(PACK, "nothing", DATA, case=CASE)
