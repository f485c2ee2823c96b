import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.channels.public.intake import TRIES
from bot.core.book import Book
from bot.core.events import CustomerSaid, Event
from bot.core.state import State
from bot.core.turn import Records, Turn
from bot.desk import Desk, Handled, views
from bot.desk.door import Step
from bot.store.engines import Store
from tests.channels.public.running import Running, seen
from tests.desk.engines import echo
from tests.fakes.botapi import FakeBotApi, TelegramUser

POISON = "poison"


@pytest.fixture
def echoing(botapi: FakeBotApi, store: Store, book: Book, tmp_path: Path) -> Running:
    """The public bot with an engine that repeats what was said."""
    return Running(botapi, store, book, files=tmp_path, step=echo)


def poisoned(book: Book, state: State, event: Event, records: Records) -> Turn:
    if isinstance(event.what, CustomerSaid) and event.what.text == POISON:
        raise ZeroDivisionError
    return echo(book, state, event, records)


def incoming(running: Running, user: TelegramUser) -> list[str]:
    return [line.text for line in running.transcript(user) if line.incoming]


async def confirmed(botapi: FakeBotApi) -> None:
    history = botapi.bot.updates.history
    await botapi.until(lambda: all(update.confirmed_ms for update in history))


async def test_update_is_confirmed_only_after_its_commit(
    botapi: FakeBotApi, store: Store, book: Book, tmp_path: Path
):
    reached, go_on = asyncio.Event(), asyncio.Event()

    class Waits(Desk):
        async def receive(self, event: Event) -> Handled:
            handled = await super().receive(event)
            reached.set()
            await go_on.wait()
            return handled

    def desks(step: Step) -> Desk:
        return Waits(store, lambda: book, step=step)

    running = Running(botapi, store, book, files=tmp_path, step=echo, desks=desks)
    user = botapi.user()
    async with running.polling():
        await user.say("在吗")
        await reached.wait()
        (update,) = botapi.bot.updates.history
        assert (incoming(running, user), update.confirmed_ms) == (["在吗"], None)
        go_on.set()
        await botapi.until(lambda: update.confirmed_ms is not None)


async def test_order_within_each_chat_is_kept(botapi: FakeBotApi, echoing: Running):
    users = [botapi.user() for _ in range(5)]
    said = [str(number) for number in range(12)]
    for text in said:
        for user in users:
            await user.say(text)
    async with echoing.polling():
        for user in users:
            await echoing.settled(user)
    assert [incoming(echoing, user) for user in users] == [said] * 5
    assert [[m.text for m in botapi.sent(user.id)] for user in users] == [said] * 5


async def test_chats_are_handled_side_by_side(
    botapi: FakeBotApi, store: Store, book: Book, tmp_path: Path
):
    together = asyncio.Barrier(3)

    class Meets(Desk):
        async def receive(self, event: Event) -> Handled:
            await together.wait()
            return await super().receive(event)

    def desks(step: Step) -> Desk:
        return Meets(store, lambda: book, step=step)

    users = [botapi.user() for _ in range(3)]
    for user in users:
        await user.say("在吗")
    running = Running(botapi, store, book, files=tmp_path, step=echo, desks=desks)
    async with running.polling():
        await confirmed(botapi)


async def test_poison_is_kept_answered_and_holds_up_nobody(
    botapi: FakeBotApi, store: Store, book: Book, tmp_path: Path
):
    running = Running(botapi, store, book, files=tmp_path, step=poisoned)
    user = botapi.user()
    async with running.polling():
        for text in ("一", POISON, "二"):
            await user.say(text)
        await user.received(3)
        await running.settled(user)
    assert incoming(running, user) == ["一", POISON, "二"]
    rules = [line.why.phrase for line in running.transcript(user) if line.why]
    assert rules == ["", "telegram.not_saved#0", ""]
    assert seen(botapi, user) == running.said(user)


async def test_update_that_cannot_even_be_kept_is_answered_without_the_store(
    botapi: FakeBotApi, store: Store, book: Book, tmp_path: Path
):
    tried = 0

    class Refuses(Desk):
        async def receive(self, event: Event) -> Handled:
            nonlocal tried
            tried += 1
            if event.what == CustomerSaid(POISON):
                raise ZeroDivisionError
            return await super().receive(event)

    def desks(step: Step) -> Desk:
        return Refuses(store, lambda: book, step=step)

    running = Running(botapi, store, book, files=tmp_path, step=echo, desks=desks)
    user = botapi.user()
    async with running.polling():
        await user.say(POISON)
        (apology,) = await user.received(1)
        await user.say("还在吗")
        await confirmed(botapi)
    phrase = book.packs["ebike"].phrases["telegram.not_saved"].variants["zh-CN"][0]
    assert apology.text == phrase.text
    assert incoming(running, user) == ["还在吗"]
    assert tried == 2 * TRIES + 1


async def test_update_waits_while_the_database_is_away(
    botapi: FakeBotApi, store: Store, book: Book, tmp_path: Path
):
    refusals = 2 * TRIES

    class Away(Desk):
        async def receive(self, event: Event) -> Handled:
            nonlocal refusals
            if refusals:
                refusals -= 1
                raise OperationalError("", {}, Exception("disk I/O error"))
            return await super().receive(event)

    def desks(step: Step) -> Desk:
        return Away(store, lambda: book, step=step)

    running = Running(botapi, store, book, files=tmp_path, step=echo, desks=desks)
    user = botapi.user()
    async with running.polling():
        await user.say("一")
        await user.say("二")
        await confirmed(botapi)
    assert incoming(running, user) == ["一", "二"]


async def test_update_aiogram_cannot_read_blocks_no_other(botapi: FakeBotApi, echoing: Running):
    user = botapi.user()
    await user.say("一")
    botapi.bot.updates.publish("message", {"message_id": "not a number"}, chat_id=user.id)
    await user.say("二")
    async with echoing.polling():
        await user.received(2)
        await echoing.settled(user)
    assert incoming(echoing, user) == ["一", "二"]


FETCHING: dict[str, Callable[[FakeBotApi], Any]] = {
    "409": lambda api: api.faults.conflict(times=2),
    "502": lambda api: api.faults.bad_gateway(method="getUpdates"),
    "429": lambda api: api.faults.rate_limited(method="getUpdates"),
    "reset": lambda api: api.faults.reset(method="getUpdates"),
    "reset after": lambda api: api.faults.reset(method="getUpdates", applied=True),
}


@pytest.mark.parametrize("fault", FETCHING)
async def test_polling_goes_on_after(botapi: FakeBotApi, echoing: Running, fault: str):
    FETCHING[fault](botapi)
    user = botapi.user()
    async with echoing.polling():
        await user.say("在吗")
        await user.received(1)
        await echoing.settled(user)
    assert [m.text for m in botapi.sent(user.id)] == ["在吗"]


ARRIVING: dict[str, Callable[[FakeBotApi], Any]] = {
    "duplicate": lambda api: api.faults.duplicate_updates(copies=2),
    "late": lambda api: api.faults.late_updates(seconds=0.05),
    "swapped": lambda api: api.faults.swap_updates(),
}


@pytest.mark.parametrize("how", ["polling", "webhook"])
@pytest.mark.parametrize("fault", ARRIVING)
async def test_every_update_counts_once_when(
    botapi: FakeBotApi, echoing: Running, fault: str, how: str
):
    user = botapi.user()
    async with echoing.by(how):
        ARRIVING[fault](botapi)
        for text in ("一", "二", "三"):
            await user.say(text)
        await user.received(3)
        await echoing.settled(user)
    assert sorted(incoming(echoing, user)) == sorted(["一", "二", "三"])
    assert [m.text for m in botapi.sent(user.id)] == incoming(echoing, user)


async def test_second_start_goes_on_where_the_first_stopped(
    botapi: FakeBotApi, store: Store, book: Book, tmp_path: Path
):
    user = botapi.user()
    for text in ("一", "二"):
        running = Running(botapi, store, book, files=tmp_path, step=echo)
        async with running.polling():
            await user.say(text)
            await user.received(1)
    assert [m.text for m in botapi.sent(user.id)] == ["一", "二"]
    assert views.counts(store)["pending"] == 0
