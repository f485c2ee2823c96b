from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.state import BOT, QUEUE, State
from bot.store.conversations import (
    change_owner,
    create_conversation,
    lock_conversation,
    save_conversation,
)
from bot.store.topics import (
    Shown,
    group_now,
    hold_mirror,
    move_group,
    note_shown,
    save_topic,
    shown_in,
    topic_at,
    topic_of,
    topics_behind,
    want_topic,
)
from tests.desk.engines import NOON

GROUP = -1001
MINUTE = timedelta(minutes=1)


def write(store, chat, *, owner=QUEUE, priority="normal", at=NOON, lines=1):
    """A conversation with so many lines that somebody has."""
    with store.write() as tx:
        held = lock_conversation(tx, tenant="main", conversation=chat) or create_conversation(
            tx,
            tenant="main",
            conversation=chat,
            state=State(pack="bike"),
            book_digest="",
            now=at,
        )
        if held.owner != owner:
            change_owner(tx, held, owner=owner, now=at, priority=priority)
        held.last_seq += lines
        save_conversation(tx, held, now=at)


def behind(store):
    with store.read() as tx:
        return [one.conversation for one in topics_behind(tx, tenant="main")]


def shown(store, chat, **changes):
    with store.write() as tx:
        topic = topic_of(tx, tenant="main", conversation=chat) or want_topic(
            tx, tenant="main", conversation=chat, chat_id=GROUP
        )
        values = {"state": "open", "thread_id": 7, "card_id": 8, "shown_seq": 1, "owner": QUEUE}
        assert save_topic(
            tx,
            tenant="main",
            topic=replace(topic, **(values | {"looked_at": NOON} | changes)),
            is_new=topic.thread_id is None,
        )


def test_those_with_people_are_behind_danger_first_then_by_waiting_time(store):
    write(store, "telegram:1", at=NOON)
    write(store, "telegram:2", at=NOON - MINUTE)
    write(store, "telegram:3", priority="danger")
    write(store, "telegram:4", owner=BOT)
    write(store, "telegram:5", priority="urgent")
    write(store, "office:6")

    assert behind(store) == ["telegram:3", "telegram:5", "telegram:2", "telegram:1"]


def test_topic_that_shows_everything_is_not_behind(store):
    write(store, "telegram:1")
    shown(store, "telegram:1")

    assert behind(store) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"shown_seq": 0},
        {"state": "wanted"},
        {"card_id": None},
        {"owner": BOT},
        {"looked_at": None},
        {"looked_at": NOON - MINUTE},
        {"state": "closed"},
    ],
    ids=str,
)
def test_topic_that_shows_less_is_behind(store, changes):
    write(store, "telegram:1")
    shown(store, "telegram:1", **changes)

    assert behind(store) == ["telegram:1"]


def test_closed_topic_of_a_conversation_the_bot_has_is_left_alone(store):
    write(store, "telegram:1", owner=BOT, lines=5)
    shown(store, "telegram:1", state="closed", owner=BOT)

    assert behind(store) == []


def test_topic_wanted_again_forgets_what_it_showed(store):
    write(store, "telegram:1")
    shown(store, "telegram:1", shown_seq=1)
    line = Shown(conversation="telegram:1", message_id=9, seq=1)
    with store.write() as tx:
        note_shown(tx, tenant="main", shown=[line, line])
        assert shown_in(tx, tenant="main", conversation="telegram:1", message_id=9) == (line,)
        want_topic(tx, tenant="main", conversation="telegram:1", chat_id=GROUP)

    with store.read() as tx:
        assert shown_in(tx, tenant="main", conversation="telegram:1", message_id=9) == ()
        assert topic_at(tx, tenant="main", chat_id=GROUP, thread_id=7) is None
        found = topic_of(tx, tenant="main", conversation="telegram:1")
    assert found is not None
    assert (found.state, found.thread_id, found.shown_seq) == ("wanted", None, 0)


def test_topic_wanted_again_is_not_overwritten_by_who_still_knows_the_old_one(store):
    write(store, "telegram:1")
    shown(store, "telegram:1")
    with store.write() as tx:
        old = topic_of(tx, tenant="main", conversation="telegram:1")
        wanted = want_topic(tx, tenant="main", conversation="telegram:1", chat_id=GROUP)
        assert not save_topic(tx, tenant="main", topic=replace(old, shown_seq=5))
        assert topic_of(tx, tenant="main", conversation="telegram:1") == wanted
        assert save_topic(tx, tenant="main", topic=replace(wanted, thread_id=9), is_new=True)


def test_only_one_process_mirrors_until_its_lease_runs_out(store):
    def hold(holder, now):
        with store.write() as tx:
            return hold_mirror(
                tx,
                tenant="main",
                configured=GROUP,
                holder=holder,
                now=now,
                until=now + MINUTE,
            )

    assert hold("a", NOON)
    assert not hold("b", NOON)
    assert hold("a", NOON + MINUTE / 2)
    assert not hold("b", NOON + MINUTE)
    assert hold("b", NOON + 2 * MINUTE)
    assert not hold("a", NOON + 2 * MINUTE)


def test_moved_group_is_known_by_its_configured_number(store):
    with store.write() as tx:
        assert group_now(tx, tenant="main", configured=GROUP) == GROUP
        move_group(tx, tenant="main", configured=GROUP, to=-2002)
        move_group(tx, tenant="main", configured=GROUP, to=-3003)

    with store.read() as tx:
        assert group_now(tx, tenant="main", configured=GROUP) == -3003
