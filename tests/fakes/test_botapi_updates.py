import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

from tests.fakes.botapi import FakeBotApi


@pytest_asyncio.fixture
async def http(botapi: FakeBotApi) -> AsyncIterator[aiohttp.ClientSession]:
    base = f"{botapi.base_url}/bot{botapi.token}/"
    async with aiohttp.ClientSession(base) as session:
        yield session


async def call(http: aiohttp.ClientSession, method: str, **params: Any) -> Any:
    async with http.post(method, json=params) as response:
        body = await response.json()
    return body["result"] if body["ok"] else (body["error_code"], body["description"])


async def ids(http: aiohttp.ClientSession, **params: Any) -> list[int]:
    return [update["update_id"] for update in await call(http, "getUpdates", **params)]


async def test_offset_confirms_and_nothing_else_does(
    botapi: FakeBotApi, http: aiohttp.ClientSession
):
    user = botapi.user()
    for text in ("一", "二", "三"):
        await user.say(text)
    first, second, third = await ids(http)
    assert await ids(http) == [first, second, third]
    assert await ids(http, limit=1) == [first]
    assert await ids(http, offset=second) == [second, third]
    assert await ids(http) == [second, third]
    assert await ids(http, offset=third + 1) == []
    assert [update.confirmed_ms is not None for update in botapi.bot.updates.history] == [
        True,
        True,
        True,
    ]
    assert (first + 1, second + 1) == (second, third)


async def test_negative_offset_forgets_all_but_the_last(
    botapi: FakeBotApi, http: aiohttp.ClientSession
):
    user = botapi.user()
    for text in ("一", "二", "三"):
        await user.say(text)
    last = (await ids(http))[-1]
    assert await ids(http, offset=-1) == [last]
    assert await ids(http) == [last]


async def test_long_poll_waits_for_an_update_and_ends_at_its_timeout(
    botapi: FakeBotApi, http: aiohttp.ClientSession
):
    poll = asyncio.create_task(ids(http, timeout=20))
    await botapi.until(lambda: bool(botapi.calls("getUpdates")))
    await botapi.user().say("在吗")
    (update_id,) = await poll
    assert await ids(http, offset=update_id + 1, timeout=1) == []


async def test_second_poller_ends_the_first_with_409(
    botapi: FakeBotApi, http: aiohttp.ClientSession
):
    first = asyncio.create_task(call(http, "getUpdates", timeout=20))
    await botapi.until(lambda: bool(botapi.calls("getUpdates")))
    second = asyncio.create_task(call(http, "getUpdates", timeout=20))
    assert await first == (
        409,
        (
            "Conflict: terminated by other getUpdates request; "
            "make sure that only one bot instance is running"
        ),
    )
    await botapi.user().say("在吗")
    assert len(await second) == 1


async def test_poller_that_hangs_up_frees_its_place(
    botapi: FakeBotApi, http: aiohttp.ClientSession
):
    poll = asyncio.create_task(call(http, "getUpdates", timeout=20))
    await botapi.until(lambda: bool(botapi.calls("getUpdates")))
    poll.cancel()
    await botapi.user().say("在吗")
    assert len(await call(http, "getUpdates", timeout=20)) == 1


async def test_allowed_updates_are_kept_and_reset_by_an_empty_list(
    botapi: FakeBotApi, http: aiohttp.ClientSession
):
    user = botapi.user()
    await call(http, "getUpdates", allowed_updates=["callback_query"])
    await user.say("不要")
    assert await ids(http) == []
    await call(http, "getUpdates", allowed_updates=[])
    said = await user.say("要")
    await user.react(said, "👍")
    assert len(await ids(http)) == 1


async def test_unknown_method_token_and_bad_json(botapi: FakeBotApi, http: aiohttp.ClientSession):
    assert await call(http, "sendTelepathy") == (404, "Not Found: method not found")
    assert (await call(http, "GETME"))["id"] == botapi.bot.id
    markup = await call(http, "sendMessage", chat_id=1, text="x", reply_markup="{")
    assert markup == (400, "Bad Request: can't parse reply keyboard markup JSON object")
    async with http.post(f"{botapi.base_url}/bot42:nobody/getMe") as response:
        assert (response.status, (await response.json())["description"]) == (401, "Unauthorized")
    async with http.get("getMe") as response:
        assert response.status == 200


class Receiver:
    """A webhook endpoint that answers as it is told."""

    def __init__(self) -> None:
        self.got: list[tuple[str, str | None]] = []
        self.statuses: list[int] = []
        self.reply: Any = {}
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.got.append(
            (
                update["message"]["text"],
                request.headers.get("X-Telegram-Bot-Api-Secret-Token"),
            )
        )
        status = self.statuses.pop(0) if self.statuses else 200
        return web.json_response(self.reply, status=status)


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await runner.cleanup()


async def settled(botapi: FakeBotApi) -> None:
    await botapi.until(lambda: not botapi.bot.updates.pending)


async def test_webhook_delivers_in_order_with_its_secret_and_again_until_2xx(
    botapi: FakeBotApi, http: aiohttp.ClientSession, receiver: Receiver
):
    user = botapi.user()
    await user.say("一")
    receiver.statuses = [500, 302]
    assert await call(http, "setWebhook", url=receiver.url, secret_token="s3cret") is True
    await user.say("二")
    await settled(botapi)
    assert receiver.got == [
        ("一", "s3cret"),
        ("一", "s3cret"),
        ("一", "s3cret"),
        ("二", "s3cret"),
    ]
    info = await call(http, "getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 302 Found"
    assert info["pending_update_count"] == 0
    assert (await call(http, "getUpdates"))[0] == 409


async def test_webhook_reply_calls_a_method(
    botapi: FakeBotApi, http: aiohttp.ClientSession, receiver: Receiver
):
    user = botapi.user()
    receiver.reply = {"method": "sendMessage", "chat_id": user.id, "text": "在的"}
    await call(http, "setWebhook", url=receiver.url)
    await user.say("在吗")
    assert [message.text for message in await user.received()] == ["在的"]


async def test_webhook_reply_that_is_no_call_is_ignored(
    botapi: FakeBotApi, http: aiohttp.ClientSession, receiver: Receiver
):
    await call(http, "setWebhook", url=receiver.url)
    for reply in ({"method": "getMe"}, ["sendMessage"], "ok"):
        receiver.reply = reply
        await botapi.user().say("在吗")
        await settled(botapi)
    assert len(receiver.got) == 3
    assert [record.method for record in botapi.calls()] == ["setWebhook"]


async def test_webhook_nobody_listens_to_keeps_its_updates(
    botapi: FakeBotApi, http: aiohttp.ClientSession, unused_tcp_port: int
):
    await call(http, "setWebhook", url=f"http://127.0.0.1:{unused_tcp_port}/")
    await botapi.user().say("在吗")
    hook = botapi.webhooks.of(botapi.bot)
    assert hook
    await botapi.until(lambda: hook.last_error is not None)
    assert hook.last_error == "Webhook connection closed: ClientConnectorError"
    assert len(botapi.bot.updates.pending) == 1


async def test_deleted_webhook_leaves_what_waits_to_polling(
    botapi: FakeBotApi, http: aiohttp.ClientSession, receiver: Receiver
):
    receiver.statuses = [500] * 50
    await call(http, "setWebhook", url=receiver.url)
    await botapi.user().say("在吗")
    await botapi.until(lambda: botapi.bot.updates.history[0].served > 0)
    await call(http, "deleteWebhook")
    assert len(await ids(http)) == 1
    await call(http, "deleteWebhook", drop_pending_updates=True)
    assert await ids(http) == []


async def test_webhook_redelivers_a_duplicate_and_swaps_ids(
    botapi: FakeBotApi, http: aiohttp.ClientSession, receiver: Receiver
):
    user = botapi.user()
    await call(http, "setWebhook", url=receiver.url)
    botapi.faults.duplicate_updates()
    await user.say("一")
    await settled(botapi)
    botapi.faults.swap_updates()
    await user.say("二")
    await user.say("三")
    await settled(botapi)
    assert [text for text, _ in receiver.got] == ["一", "一", "三", "二"]


@pytest.mark.parametrize(
    ("params", "problem"),
    [
        ({"url": "https://example.org/hook"}, "delivers to this machine only"),
        ({"url": "ftp://127.0.0.1/"}, "invalid webhook URL"),
        ({"url": "http://127.0.0.1/", "secret_token": "ä"}, "unallowed characters"),
    ],
)
async def test_webhook_that_cannot_be(
    http: aiohttp.ClientSession, params: dict[str, str], problem: str
):
    code, description = await call(http, "setWebhook", **params)
    assert code == 400
    assert problem in description
