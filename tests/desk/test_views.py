import pytest

from bot.core.events import CustomerSentMedia, MediaFile
from bot.desk import Desk, views
from tests.desk.engines import echo, event, tiny_book


@pytest.fixture
def talk(store):
    """Three inputs and their answers: lines 1 to 6."""
    desk = Desk(store, tiny_book, step=echo)
    for number in range(3):
        desk.handle(event(str(number), update=str(number)))
    return "telegram:1"


@pytest.mark.parametrize(
    ("asked", "seqs"),
    [
        ({}, [1, 2, 3, 4, 5, 6]),
        ({"after": 4}, [5, 6]),
        ({"newest": 3}, [4, 5, 6]),
        ({"after": 5, "newest": 3}, [6]),
    ],
)
def test_transcript_is_read_from_a_line_on_or_its_newest_part(store, talk, asked, seqs):
    assert [line.seq for line in views.transcript(store, talk, **asked)] == seqs


def test_file_was_sent_in_its_own_conversation_only(store):
    desk = Desk(store, tiny_book, step=echo)
    desk.handle(event(what=CustomerSentMedia(file=MediaFile(kind="photo", ref="file:ab.png"))))
    asked = (
        ("telegram:1", "file:ab.png"),
        ("telegram:1", "file:ab"),
        ("telegram:2", "file:ab.png"),
    )
    assert [views.was_sent(store, *one) for one in asked] == [True, False, False]
