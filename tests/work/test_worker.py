import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import TableClause, column, delete, select, table

from bot.core.effects import SetTimer
from bot.core.events import Event, TimerFired
from bot.core.state import State
from bot.core.turn import Records, Turn
from bot.desk import Desk, views
from bot.desk.door import Step
from bot.store.engines import Store
from bot.store.timers import timers_of
from bot.work.dispatcher import DurableDispatcher, migrate_work, wall_clock
from bot.work.purge import purge
from bot.work.sweeper import sweep
from bot.work.worker import Worker
from tests.desk.engines import echo, event, say, tiny_book
from tests.patience import until
from tests.work.doubles import UNHURRIED, ScriptedSender

CHAT = "telegram:1"


@pytest.fixture
def dispatcher(store: Store) -> Iterator[DurableDispatcher]:
    migrate_work(store)
    with store.write() as tx:
        tx.execute(delete(status_table(store)))
    made = DurableDispatcher(store)
    yield made
    made.close()


def status_table(store: Store) -> TableClause:
    return table(
        "workflow_status",
        column("name"),
        column("status"),
        schema=None if store.sqlite else "dbos",
    )


def workflows(store: Store) -> list[tuple[str, str]]:
    with store.read() as tx:
        found = status_table(store)
        rows = tx.execute(select(found.c.name, found.c.status))
        return sorted((row.name, row.status) for row in rows)


@asynccontextmanager
async def at_work(
    desk: Desk, dispatcher: DurableDispatcher, sender: ScriptedSender
) -> AsyncIterator[Worker]:
    worker = Worker(desk, dispatcher, {"telegram": sender}, pace=UNHURRIED)
    async with worker.running():
        yield worker


def desk_with(store: Store, dispatcher: DurableDispatcher, step: Step = echo) -> Desk:
    return Desk(store, tiny_book, step=step, dispatcher=dispatcher)


async def test_reply_leaves_at_once_and_its_guard_stands(
    store: Store, dispatcher: DurableDispatcher
):
    desk, sender = desk_with(store, dispatcher), ScriptedSender()
    async with at_work(desk, dispatcher, sender):
        await desk.receive(event("一", update="1"))
        await desk.receive(event("二", update="2"))
        await until(lambda: sender.texts == ["一", "二"])
        assert workflows(store) == [("send", "DELAYED")]


async def test_reply_committed_by_another_process_is_sent_by_the_workflow(
    store: Store, dispatcher: DurableDispatcher
):
    sender = ScriptedSender()
    front = DurableDispatcher(store)  # a process that only talks to the channel
    async with at_work(desk_with(store, dispatcher), dispatcher, sender):
        await desk_with(store, front).receive(event("一"))
        await until(lambda: sender.texts == ["一"])
        await until(lambda: workflows(store) == [("send", "SUCCESS")])
    front.close()


async def test_reply_left_by_a_dead_process_is_sent_at_the_start(
    store: Store, dispatcher: DurableDispatcher
):
    desk_with(store, dispatcher).handle(event("一", at=wall_clock()))
    sender = ScriptedSender()
    async with at_work(desk_with(store, dispatcher), dispatcher, sender):
        await until(lambda: sender.texts == ["一"])


@pytest.mark.usefixtures("dispatcher")
async def test_rolled_back_turn_enqueues_nothing(store: Store):
    class Crash(DurableDispatcher):
        def arm_timer(self, tx, held, *, at):  # type: ignore[no-untyped-def]
            super().arm_timer(tx, held, at=at)
            raise RuntimeError("power cut")

    def step(_book: object, state: State, event_: Event, _records: Records) -> Turn:
        return Turn(state, (say("一"), SetTimer("nudge", event_.at)))

    crashing = Crash(store)
    with pytest.raises(RuntimeError):
        desk_with(store, crashing, step).handle(event())
    crashing.close()
    assert workflows(store) == []
    assert views.transcript(store, CHAT) == ()


def reminding(delay: timedelta) -> Step:
    """Set a timer at every message, and say so when it fires."""

    def step(_book: object, state: State, event_: Event, _records: Records) -> Turn:
        if isinstance(event_.what, TimerFired):
            return Turn(state, (say("还在吗"),))
        timer = SetTimer("nudge", event_.at + delay)
        return Turn(replace(state, turns=state.turns + 1), (timer,))

    return step


async def test_timer_fires_through_its_workflow(store: Store, dispatcher: DurableDispatcher):
    desk = desk_with(store, dispatcher, reminding(timedelta(seconds=0.5)))
    sender = ScriptedSender()
    async with at_work(desk, dispatcher, sender):
        await desk.receive(event(at=wall_clock()))
        await until(lambda: sender.texts == ["还在吗"])


async def test_timer_moved_away_needs_no_new_workflow(store: Store, dispatcher: DurableDispatcher):
    desk = desk_with(store, dispatcher, reminding(timedelta(minutes=10)))
    for number in range(5):
        desk.handle(event(update=str(number), at=wall_clock()))
    assert workflows(store) == [("timer", "DELAYED")]


async def test_early_waker_fires_nothing_and_stands_ready_again(
    store: Store, dispatcher: DurableDispatcher
):
    desk = desk_with(store, dispatcher, reminding(timedelta(minutes=10)))
    worker = Worker(desk, dispatcher, {})
    desk.handle(event(update="1", at=wall_clock()))
    desk.handle(event(update="2", at=wall_clock() + timedelta(minutes=1)))
    worker.wake(CHAT)
    assert [line.text for line in views.transcript(store, CHAT)] == ["在吗", "在吗"]
    assert workflows(store) == [("timer", "DELAYED")] * 2
    worker.wake("telegram:nobody")


async def test_timer_that_fails_is_tried_again_later_and_holds_up_no_other(
    store: Store, dispatcher: DurableDispatcher
):
    def step(_book: object, state: State, event_: Event, _records: Records) -> Turn:
        match event_.what:
            case TimerFired("bad"):
                raise RuntimeError("a mistake in the book")
            case TimerFired(name):
                return Turn(state, (say(name),))
        at = event_.at
        return Turn(state, (SetTimer("bad", at), SetTimer("good", at)))

    desk = desk_with(store, dispatcher, step)
    now = wall_clock()
    desk.handle(event(at=now))
    Worker(desk, dispatcher, {}).wake(CHAT)
    assert [line.text for line in views.transcript(store, CHAT)] == ["在吗", "good"]
    with store.read() as tx:
        [left] = timers_of(tx, tenant=store.tenant, conversation=CHAT)
    assert (left.name, left.at > now + timedelta(minutes=9)) == ("bad", True)


async def test_sweeper_finds_what_is_late(store: Store, dispatcher: DurableDispatcher):
    now = wall_clock()
    long_ago = now - timedelta(minutes=2)
    desk_with(store, dispatcher).handle(event("一", at=long_ago))
    desk_with(store, dispatcher).handle(event("二", chat="telegram:2", update="2", at=now))
    forgotten = reminding(timedelta(seconds=10))
    desk_with(store, dispatcher, forgotten).handle(
        event(chat="telegram:3", update="3", at=long_ago)
    )
    sent: list[str] = []
    woken: list[str] = []
    assert sweep(store, now=now, send=sent.append, wake=woken.append) == (CHAT, "telegram:3")
    assert (sent, woken) == ([CHAT], ["telegram:3"])


async def test_finished_workflows_and_old_updates_are_purged(
    store: Store, dispatcher: DurableDispatcher
):
    sender = ScriptedSender()
    desk = desk_with(store, dispatcher)
    front = DurableDispatcher(store)
    async with at_work(desk, dispatcher, sender):
        await desk_with(store, front).receive(event("一"))
        await until(lambda: workflows(store) == [("send", "SUCCESS")])
        await asyncio.to_thread(purge, store, now=wall_clock())
        assert workflows(store) == [("send", "SUCCESS")]
        await asyncio.to_thread(purge, store, now=wall_clock() + timedelta(days=8))
        assert workflows(store) == []
        assert desk.handle(event("一")).status == "done"
    front.close()


@pytest.fixture(autouse=True)
def quiet_dbos() -> Iterator[None]:
    """DBOS sets its logger up anew each time; leave it as it was."""
    logger = logging.getLogger("dbos")
    level, propagate = logger.level, logger.propagate
    yield
    logger.setLevel(level)
    logger.propagate = propagate
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
