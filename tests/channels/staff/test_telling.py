from dataclasses import replace
from typing import Any

from bot.channels.staff.keys import message_key
from bot.channels.staff.telling import parts
from bot.core.events import MediaFile
from bot.desk.views import MessageView
from tests.core.engine.conversation import MONDAY_TEN

GROUP = -100


def line(seq: int, **changes: Any) -> MessageView:
    said = MessageView(
        seq=seq,
        incoming=True,
        kind="said",
        author="customer:1",
        text="在吗",
        buttons=(),
        files=(),
        why=None,
        update_id=str(seq),
        edited=False,
        internal=False,
        about=None,
        deleted=False,
        at=MONDAY_TEN,
        delivery="received",
    )
    return replace(said, **changes)


def photo(seq: int, **changes: Any) -> MessageView:
    return line(seq, kind="media", files=(MediaFile(kind="photo", ref=f"p{seq}"),), **changes)


def numbers(lines: list[MessageView]) -> list[list[int]]:
    return [[one.seq for one in part] for part in parts(lines, GROUP)]


def test_short_lines_are_one_message():
    assert numbers([line(1), line(2), line(3)]) == [[1, 2, 3]]


def test_long_lines_are_messages_of_their_own():
    assert numbers([line(1), line(2, text="x" * 3400), line(3)]) == [[1], [2], [3]]


def test_photos_in_a_row_are_an_album_of_ten_at_most():
    assert numbers([photo(n) for n in range(1, 13)]) == [[*range(1, 11)], [11, 12]]


def test_photos_of_two_people_are_two_albums():
    assert numbers([photo(1), photo(2), photo(3, author="staff:a")]) == [[1, 2], [3]]


def test_voice_messages_stand_alone():
    voice = (MediaFile(kind="voice", ref="v"),)

    assert numbers([line(1, files=voice), line(2, files=voice)]) == [[1], [2]]


def test_what_was_typed_in_the_topic_is_not_written_again():
    typed = line(2, update_id=message_key(GROUP, 7), author="staff:a", incoming=False)

    assert numbers([line(1), typed, line(3)]) == [[1], [2], [3]]
