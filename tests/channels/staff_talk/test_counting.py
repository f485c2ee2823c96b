"""A form at the warehouse: counts as people say them, pictures, and what nobody can place."""

from bot.channels.staff_talk.case_form import _counted
from bot.core.forms import Around, FormField, Misfit, read_value
from bot.desk.cases import FieldView

RECEIVED = FormField(id="received", kind="counts", ask={"zh-CN": "实收"}, default="*")
AROUND = Around(today=None, pieces={1: 3, 2: 2})
VIEW = FieldView(id="received", kind="counts", prompt="实收", required=False, value="*")


class Action:
    form = (VIEW,)


def test_counts_are_read_as_people_say_them():
    for said in ("1=2", "1：2", "第1行2个", "1行2"):
        assert read_value(RECEIVED, said, AROUND) == "1=2"
    assert isinstance(read_value(RECEIVED, "少了一个", AROUND), Misfit)


def test_lines_not_named_came_as_announced():
    assert _counted(Action, {"received": "*"}, {"received": "1=2"}, AROUND) == {
        "received": "1=2,2=2"
    }


def test_later_counts_are_laid_over_earlier_ones():
    after = _counted(Action, {"received": "1=2,2=2"}, {"received": "2=0"}, AROUND)
    assert after == {"received": "1=2,2=0"}
