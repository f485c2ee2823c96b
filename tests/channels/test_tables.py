"""A spreadsheet becomes the same event on every channel."""

import pytest

from bot.channels.tables import NOT_FETCHED, is_table, sent_file, table_event
from bot.core.events import CustomerSentMedia, DealerSentTable, MediaFile
from bot.documents.tables import MAX_BYTES


def file(name, *, size=None, kind="document"):
    return MediaFile(kind=kind, ref="file:x", name=name, size=size)


@pytest.mark.parametrize(
    ("name", "yes"),
    [("退件.xlsx", True), ("a.CSV", True), ("旧.xls", True), ("a.pdf", False), ("", False)],
)
def test_table_is_known_by_its_name(name, yes):
    assert is_table(file(name)) is yes


def test_photo_is_no_table():
    assert not is_table(file("a.csv", kind="photo"))


def test_rows_are_read():
    data = "配件,数量\n控制器,3\n".encode("gb18030")
    assert table_event(file("退件.csv"), data) == DealerSentTable(
        name="退件.csv", rows=(("配件", "数量"), ("控制器", "3")), file=file("退件.csv")
    )


WHY = {
    "corrupt": ("退件.xlsx", b"not a workbook", None),
    "not_a_table": ("退件.csv", b"%PDF-1.7", None),
    "empty": ("退件.csv", b"", None),
    "too_large": ("退件.xlsx", b"", MAX_BYTES + 1),
    NOT_FETCHED: ("退件.xlsx", None, None),
}


@pytest.mark.parametrize("why", WHY)
def test_unreadable_table_says_why(why, book):
    name, data, size = WHY[why]
    event = table_event(file(name, size=size), data)
    assert (event.unreadable, event.rows) == (why, ())
    for wordings in book.packs["ebike"].phrases["dealer.table_unreadable"].variants.values():
        assert wordings[0].render(unreadable=why).strip()


def test_other_files_stay_media():
    assert sent_file(file("a.pdf"), b"%PDF") == CustomerSentMedia(file=file("a.pdf"))


@pytest.fixture(scope="module")
def book():
    from tests.core.engine.conversation import shipped_book  # noqa: PLC0415

    return shipped_book()
