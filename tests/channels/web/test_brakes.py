from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.web import brakes
from bot.channels.web.brakes import may_go_on
from bot.core.events import CustomerSentMedia, MediaFile
from bot.desk import Desk
from tests.desk.engines import echo, event, tiny_book

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def passed(store, times, *, conversation="web:1", address="203.0.113.9", now=NOW, what="message"):
    """How many of so many at one moment get through."""
    given = {"conversation": conversation, "address": address, "now": now}
    return sum(may_go_on(store, what, **given) for _ in range(times))


def test_one_conversation_is_held_up_and_others_are_not(store):
    assert passed(store, 50) == 20
    assert passed(store, 1, conversation="web:2") == 1
    assert passed(store, 50, now=NOW + timedelta(seconds=4)) == 2


def test_one_address_is_held_up_over_all_its_conversations(store):
    got = sum(passed(store, 1, conversation=f"web:{number}") for number in range(200))
    assert got == 120
    assert passed(store, 1, conversation="web:x", address="203.0.113.10") == 1


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", ""])
def test_this_machine_is_not_one_visitor(store, address):
    got = sum(passed(store, 1, conversation=f"web:{n}", address=address) for n in range(150))
    assert got == 150


def test_messages_and_uploads_are_counted_apart(store):
    assert passed(store, 30) == 20
    assert passed(store, 1, what="upload") == 1


def test_conversation_has_room_for_so_many_files_and_bytes(store, monkeypatch):
    monkeypatch.setattr(brakes, "MOST_FILES", 2)
    monkeypatch.setattr(brakes, "MOST_BYTES", 100)
    desk = Desk(store, tiny_book, step=echo)

    def send(number, size):
        file = MediaFile(kind="photo", ref=f"file:{number}", size=size)
        what = CustomerSentMedia(file=file)
        desk.handle(event(chat="web:1", update=str(number), what=what))

    assert brakes.has_room(store, "web:1", size=100)
    send(1, 60)
    assert [brakes.has_room(store, "web:1", size=size) for size in (40, 41)] == [True, False]
    send(2, 1)
    assert not brakes.has_room(store, "web:1", size=1)
    assert brakes.has_room(store, "web:2", size=1)
