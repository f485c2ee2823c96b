"""A dealer's spreadsheet comes by Telegram: fetched, read, answered; and what happens when it does not come."""

import asyncio

import pytest

from bot.channels.public import fetching
from bot.core.dealers import Address
from bot.desk import views
from bot.desk.dealers import Profile, add_dealer
from bot.desk.membership import trust
from tests.channels.public.running import Running, now
from tests.fakes.botapi import FakeBotApi, TelegramUser
from tests.patience import PATIENCE, until

INTAKE = "bot.channels.public.intake"
CSV = "配件,数量,车型,发票日期,故障\n控制器,3,TDR-12,2026-03-01,不通电\n".encode()


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Wait for a file as long as a loaded machine takes to hand it over."""
    monkeypatch.setattr(f"{INTAKE}.SOON", PATIENCE)


def dealer(running: Running, user: TelegramUser) -> None:
    address = Address(label="门店", text="示范路 555 号", contact="林", phone="0311-555-0133")
    made = add_dealer(running.store, Profile(name="示范车行", addresses=(address,)), now=now())
    trust(running.store, made.id, conversation=f"telegram:{user.id}", name="林", now=now())


def answers(running: Running, user: TelegramUser) -> str:
    return "\n".join(text for text, _ in running.said(user))


async def test_spreadsheet_is_fetched_and_read(botapi: FakeBotApi, running: Running):
    user = botapi.user()
    async with running.polling():
        await user.say("你好")
        await running.settled(user)
        dealer(running, user)
        await user.document(CSV, name="退件.csv")
        await running.settled(user)
    assert "控制器 ×3 · TDR-12" in answers(running, user)
    view = views.conversation(running.store, f"telegram:{user.id}")
    assert view is not None
    assert view.state.returning is not None
    assert len(view.state.returning.lines) == 1


async def test_spreadsheet_that_does_not_come_is_asked_for_again(
    botapi: FakeBotApi, running: Running, monkeypatch
):
    async def nothing(_self, _ref):
        return None

    monkeypatch.setattr(fetching.Fetching, "_fetch", nothing)
    user = botapi.user()
    async with running.polling():
        await user.say("你好")
        await running.settled(user)
        dealer(running, user)
        await user.document(CSV, name="退件.csv")
        await running.settled(user)
    assert "再发一次" in answers(running, user)


async def test_slow_spreadsheet_holds_up_nobody_and_is_read_when_it_comes(
    botapi: FakeBotApi, running: Running, monkeypatch
):
    here = asyncio.Event()

    async def slowly(_self, _ref):
        await here.wait()
        return CSV

    monkeypatch.setattr(fetching.Fetching, "_fetch", slowly)
    monkeypatch.setattr(f"{INTAKE}.SOON", 0.01)
    user, other = botapi.user(), botapi.user()
    async with running.polling():
        await user.say("你好")
        await running.settled(user)
        dealer(running, user)
        await user.document(CSV, name="退件.csv")
        await other.say("你好")
        await running.settled(other)
        await running.settled(user)
        assert "传得慢" in answers(running, user)
        here.set()
        await until(lambda: "控制器 ×3" in answers(running, user))
    view = views.conversation(running.store, f"telegram:{user.id}")
    assert view is not None
    assert view.state.returning is not None
    assert len(view.state.returning.lines) == 1


async def test_file_under_way_at_the_end_is_asked_for_again(
    botapi: FakeBotApi, running: Running, monkeypatch
):
    async def never(_self, _ref):
        await asyncio.Event().wait()

    monkeypatch.setattr(fetching.Fetching, "_fetch", never)
    monkeypatch.setattr(f"{INTAKE}.SOON", 0.01)
    user = botapi.user()
    async with running.polling():
        await user.say("你好")
        await running.settled(user)
        dealer(running, user)
        await user.document(CSV, name="退件.csv")
        await running.settled(user)
    assert "没传过来" in running.transcript(user)[-1].text  # committed; the next process sends it


async def test_customers_spreadsheet_stays_a_file_with_its_caption(
    botapi: FakeBotApi, running: Running
):
    user = botapi.user()
    async with running.polling():
        await user.document(CSV, name="退件.csv", caption="喇叭不响")
        await running.settled(user)
    view = views.conversation(running.store, f"telegram:{user.id}")
    assert view is not None
    assert view.state.node == "ev_horn"
    assert view.state.returning is None
