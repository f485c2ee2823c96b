from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.clocks.marks import Mark
from bot.core.clocks.rating import Rating
from bot.core.clocks.task import Task
from bot.core.state import State
from bot.store.clocks import keep_rating, marks_of, marks_of_many, note_mark, ratings_of
from bot.store.conversations import create_conversation
from bot.store.engines import Store
from bot.store.tasks import (
    find_task,
    move_task,
    open_task,
    open_tasks_for,
    open_tasks_of,
    overdue_tasks,
    settle_task,
    tasks_of_case,
)
from tests.desk.engines import NOON

CHAT = "telegram:1"
TASK = Task(
    id="a1",
    kind="promise",
    title="回电",
    conversation=CHAT,
    case="RT-20261123-0001",
    role="agent",
    assignee="s1",
    opened_at=NOON,
    due_at=NOON + timedelta(hours=2),
    remind_at=NOON + timedelta(hours=1),
    escalate_to="manager",
)
SHARED = replace(TASK, id="b2", role="tech", assignee="", due_at=None, remind_at=None)


@pytest.fixture
def tx(store: Store):
    with store.write() as tx:
        create_conversation(
            tx,
            tenant=store.tenant,
            conversation=CHAT,
            state=State(pack="ebike"),
            book_digest="d",
            now=NOON,
        )
        yield tx


def settle(tx, store, task, state="done"):
    return settle_task(
        tx, tenant=store.tenant, task=task, state=state, by="s1", note="好了", at=NOON
    )


def test_task_is_kept_as_it_is(tx, store: Store):
    assert open_task(tx, tenant=store.tenant, task=TASK)
    assert find_task(tx, tenant=store.tenant, task="a1") == TASK
    assert find_task(tx, tenant=store.tenant, task="none") is None


def test_task_is_opened_once(tx, store: Store):
    open_task(tx, tenant=store.tenant, task=TASK)

    assert not open_task(tx, tenant=store.tenant, task=replace(TASK, title="别的"))
    assert open_tasks_of(tx, tenant=store.tenant, conversation=CHAT) == (TASK,)


def test_task_is_settled_once(tx, store: Store):
    open_task(tx, tenant=store.tenant, task=TASK)

    assert settle(tx, store, "a1")
    assert not settle(tx, store, "a1", "cancelled")
    assert tasks_of_case(tx, tenant=store.tenant, number=TASK.case) == (
        replace(TASK, state="done", done_by="s1", done_at=NOON),
    )


def test_what_climbed_from_a_task_ends_with_it(tx, store: Store):
    above = replace(TASK, id="c3", role="manager", assignee="", parent="a1")
    highest = replace(above, id="d4", role="gm", parent="c3")
    for task in (TASK, above, highest, SHARED):
        open_task(tx, tenant=store.tenant, task=task)
    settle(tx, store, "a1")

    assert open_tasks_of(tx, tenant=store.tenant, conversation=CHAT) == (SHARED,)


def test_settling_what_is_gone_still_ends_what_climbed(tx, store: Store):
    above = replace(TASK, id="c3", role="manager", assignee="", parent="a1")
    open_task(tx, tenant=store.tenant, task=above)

    assert not settle(tx, store, "a1")
    assert open_tasks_of(tx, tenant=store.tenant, conversation=CHAT) == ()


def test_person_sees_their_own_and_what_their_roles_share(tx, store: Store):
    for task in (TASK, SHARED):
        open_task(tx, tenant=store.tenant, task=task)

    def seen(member, *roles):
        tasks = open_tasks_for(tx, tenant=store.tenant, roles=roles, member=member)
        return [task.id for task in tasks]

    assert seen("s1", "tech") == ["a1", "b2"]
    assert seen("s2", "agent") == []
    assert seen("s2", "tech") == ["b2"]


def test_task_given_to_another_moves_with_its_times(tx, store: Store):
    open_task(tx, tenant=store.tenant, task=TASK)
    later = NOON + timedelta(hours=5)

    moved = {"assignee": "s2", "due_at": later, "remind_at": None}
    assert move_task(tx, tenant=store.tenant, task="a1", **moved)
    assert find_task(tx, tenant=store.tenant, task="a1") == replace(TASK, **moved)
    settle(tx, store, "a1")
    assert not move_task(tx, tenant=store.tenant, task="a1", **moved)


def test_overdue_are_the_open_ones_past_their_time(tx, store: Store):
    for task in (TASK, SHARED):
        open_task(tx, tenant=store.tenant, task=task)

    assert overdue_tasks(tx, tenant=store.tenant, now=TASK.due_at) == ()
    late = TASK.due_at + timedelta(minutes=1)
    assert overdue_tasks(tx, tenant=store.tenant, now=late) == (TASK,)
    assert (TASK.is_overdue(late), SHARED.is_overdue(late)) == (True, False)


def test_marks_come_back_in_order(tx, store: Store):
    marks = tuple(
        Mark(at=NOON, kind=kind, by="customer", about=about)
        for kind, about in (("wanted", ""), ("case", "RT-1"), ("customer", ""))
    )
    for mark in marks:
        note_mark(tx, tenant=store.tenant, conversation=CHAT, mark=mark)

    assert marks_of(tx, tenant=store.tenant, conversation=CHAT) == marks
    both = marks_of_many(tx, tenant=store.tenant, conversations=[CHAT, "telegram:2"])
    assert both == {CHAT: marks}


def test_word_that_comes_later_joins_its_score(tx, store: Store):
    score = Rating(subject="talk:3", score=2, at=NOON)
    worded = replace(score, word="没人接电话", at=NOON + timedelta(minutes=1))
    for rating in (score, worded):
        keep_rating(tx, tenant=store.tenant, conversation=CHAT, rating=rating)

    assert ratings_of(tx, tenant=store.tenant, conversation=CHAT) == (worded,)
