"""Every fault, as each framework meets it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import telegram
import telegram.error
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
)

from tests.fakes.botapi import FakeBotApi, Faults, Rates, TelegramUser
from tests.patience import PATIENCE

Setting = Callable[[Faults], Any]


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    set: Setting
    aiogram_error: type[Exception]
    ptb_error: type[Exception]
    applied: int

    @property
    def waits(self) -> int:
        """Seconds for the answer: one that never comes is not waited for longer than a call takes."""
        return 2 if "hang" in self.name else 60


FAULTS = [
    Case(
        "429",
        lambda faults: faults.rate_limited(retry_after=7),
        TelegramRetryAfter,
        telegram.error.RetryAfter,
        0,
    ),
    Case(
        "403",
        lambda faults: faults.blocked(),
        TelegramForbiddenError,
        telegram.error.Forbidden,
        0,
    ),
    Case(
        "502",
        lambda faults: faults.bad_gateway(),
        ClientDecodeError,
        telegram.error.NetworkError,
        0,
    ),
    Case(
        "hang before",
        lambda faults: faults.hang(),
        TelegramNetworkError,
        telegram.error.TimedOut,
        0,
    ),
    Case(
        "hang after",
        lambda faults: faults.hang(applied=True),
        TelegramNetworkError,
        telegram.error.TimedOut,
        1,
    ),
    Case(
        "reset before",
        lambda faults: faults.reset(),
        TelegramNetworkError,
        telegram.error.NetworkError,
        0,
    ),
    Case(
        "reset after",
        lambda faults: faults.reset(applied=True),
        TelegramNetworkError,
        telegram.error.NetworkError,
        1,
    ),
    Case(
        "migrate",
        lambda faults: faults.fail(400, "Bad Request: moved", parameters={"migrate_to_chat_id": 5}),
        TelegramMigrateToChat,
        telegram.error.ChatMigrated,
        0,
    ),
]
named = pytest.mark.parametrize("case", FAULTS, ids=lambda case: case.name)


async def started(botapi: FakeBotApi) -> TelegramUser:
    user = botapi.user()
    await user.start()
    return user


@named
async def test_fault_as_aiogram_meets_it(
    botapi: FakeBotApi,
    bot: Bot,
    case: Case,
):
    user = await started(botapi)
    case.set(botapi.faults)
    with pytest.raises(case.aiogram_error):
        await bot.send_message(user.id, "在", request_timeout=case.waits)
    assert len(botapi.sent(user.id)) == case.applied
    await bot.send_message(user.id, "在")
    assert len(botapi.sent(user.id)) == case.applied + 1
    assert botapi.repeated() == ({(user.id, "在"): 2} if case.applied else {})


@named
async def test_fault_as_ptb_meets_it(
    botapi: FakeBotApi,
    ptb: telegram.Bot,
    case: Case,
):
    user = await started(botapi)
    case.set(botapi.faults)
    with pytest.raises(case.ptb_error):
        await ptb.send_message(user.id, "在", read_timeout=case.waits)
    assert len(botapi.sent(user.id)) == case.applied


async def test_retry_after_carries_its_seconds(botapi: FakeBotApi, bot: Bot):
    user = await started(botapi)
    botapi.faults.rate_limited(retry_after=7)
    with pytest.raises(TelegramRetryAfter) as refused:
        await bot.send_message(user.id, "在")
    assert refused.value.retry_after == 7


async def test_conflict_strikes_polling(botapi: FakeBotApi, bot: Bot, ptb: telegram.Bot):
    botapi.faults.conflict(times=2)
    with pytest.raises(TelegramConflictError):
        await bot.get_updates()
    with pytest.raises(telegram.error.Conflict):
        await ptb.get_updates()
    assert await bot.get_updates() == []


async def test_fault_strikes_the_nth_call_of_its_method_and_chat(botapi: FakeBotApi, bot: Bot):
    one, two = await started(botapi), await started(botapi)
    rule = botapi.faults.blocked(method="sendMessage", chat_id=one.id, nth=2, times=1)
    await bot.send_chat_action(one.id, "typing")
    await bot.send_message(one.id, "1")
    await bot.send_message(two.id, "2")
    with pytest.raises(TelegramForbiddenError):
        await bot.send_message(one.id, "3")
    await bot.send_message(one.id, "4")
    assert (rule.seen, rule.fired) == (3, 1)
    assert [message.text for message in botapi.sent(one.id)] == ["1", "4"]
    assert [
        (call.status, call.applied) for call in botapi.calls("sendMessage", chat_id=one.id)
    ] == [
        (200, True),
        (403, False),
        (200, True),
    ]


async def test_cleared_faults_strike_no_more(botapi: FakeBotApi, bot: Bot):
    user = await started(botapi)
    botapi.faults.blocked(times=None)
    with pytest.raises(TelegramForbiddenError):
        await bot.send_message(user.id, "1")
    botapi.faults.clear()
    await bot.send_message(user.id, "2")


async def test_slow_answer_comes_late_but_right(botapi: FakeBotApi, bot: Bot):
    user = await started(botapi)
    botapi.faults.slow(seconds=0.05)
    assert (await bot.send_message(user.id, "在")).text == "在"


async def test_hanging_call_ends_with_the_server():
    async with FakeBotApi() as api, telegram.Bot(api.token, base_url=api.ptb_base_url) as ptb:
        user = await started(api)
        api.faults.hang(applied=True)
        call = asyncio.create_task(ptb.send_message(user.id, "在", read_timeout=30))
        await api.until(lambda: bool(api.sent(user.id)))
        await api.stop()
        with pytest.raises(telegram.error.NetworkError):
            await call
        await api.start()


async def poll(bot: Bot, texts: list[str], *, until: int) -> list[int]:
    """Read updates as a bot does, confirming each batch, until `until` have come."""
    offset, seen = 0, []
    async with asyncio.timeout(PATIENCE):
        while len(seen) < until:
            for update in await bot.get_updates(offset=offset, timeout=1):
                assert update.message
                texts.append(update.message.text or "")
                seen.append(update.update_id)
                offset = max(offset, update.update_id + 1)
    return seen


async def test_duplicate_update_comes_again_with_its_id(botapi: FakeBotApi, bot: Bot):
    user = botapi.user()
    botapi.faults.duplicate_updates(chat_id=user.id, nth=2)
    for text in ("一", "二", "三"):
        await user.say(text)
    texts: list[str] = []
    seen = await poll(bot, texts, until=4)
    assert texts == ["一", "二", "三", "二"]
    assert seen[3] == seen[1]


async def test_late_update_comes_after_newer_ones(botapi: FakeBotApi, bot: Bot):
    user = botapi.user()
    botapi.faults.late_updates(seconds=0.2)
    await user.say("一")
    await user.say("二")
    texts: list[str] = []
    seen = await poll(bot, texts, until=2)
    assert texts == ["二", "一"]
    assert seen == sorted(seen)


async def test_swapped_updates_change_places(botapi: FakeBotApi, bot: Bot):
    user = botapi.user()
    botapi.faults.swap_updates()
    for text in ("一", "二", "三"):
        await user.say(text)
    texts: list[str] = []
    await poll(bot, texts, until=3)
    assert texts == ["二", "一", "三"]


def crawling() -> Rates:
    """Limits whose second is a hundred: a loaded machine does within it what a quiet one does in one."""
    return Rates(scale=0.01)


async def test_rates_refuse_what_telegram_would():
    async with (
        FakeBotApi(rates=crawling()) as api,
        telegram.Bot(api.token, base_url=api.ptb_base_url) as ptb,
    ):
        users = [await started(api) for _ in range(31)]
        for _ in range(3):
            await ptb.send_message(users[0].id, "快")
        with pytest.raises(telegram.error.RetryAfter):
            await ptb.send_message(users[0].id, "太快")
        for user in users[1:28]:
            await ptb.send_message(user.id, "您好")
        with pytest.raises(telegram.error.RetryAfter):
            await ptb.send_message(users[30].id, "第三十一条")
        assert len(api.sent()) == 30


async def test_rates_allow_twenty_a_minute_in_a_group():
    async with (
        FakeBotApi(rates=crawling()) as api,
        telegram.Bot(api.token, base_url=api.ptb_base_url) as ptb,
    ):
        group = api.group(title="售后")
        for _ in range(20):
            await ptb.send_message(group.id, "卡片")
        with pytest.raises(telegram.error.RetryAfter):
            await ptb.send_message(group.id, "卡片")
