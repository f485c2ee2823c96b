from pathlib import Path

import aiohttp
import pytest
from sqlalchemy.exc import OperationalError

from bot.channels.public.webhook import PATH, SECRET_HEADER
from bot.core.book import Book
from bot.core.events import Event
from bot.desk import Desk, Handled, views
from bot.desk.door import Step
from bot.store.engines import Store
from tests.channels.public.running import SECRET, Running
from tests.desk.engines import echo
from tests.fakes.botapi import FakeBotApi

ELSEWHERE = "http://127.0.0.1:9/"


@pytest.mark.parametrize("secret", ["", "wrong", "hook-secret "])
async def test_call_without_the_secret_is_refused(running: Running, secret: str):
    update = {"update_id": 1, "message": {"text": "在吗"}}
    async with running.webhook() as url, aiohttp.ClientSession() as session:
        headers = {SECRET_HEADER: secret} if secret else {}
        async with session.post(url + PATH, json=update, headers=headers) as response:
            assert response.status == 403
    assert views.recent_conversations(running.store) == ()


async def test_update_that_cannot_be_read_is_not_asked_for_again(running: Running):
    async with running.webhook() as url, aiohttp.ClientSession() as session:
        headers = {SECRET_HEADER: SECRET}
        async with session.post(url + PATH, data=b"{", headers=headers) as response:
            assert response.status == 200


async def test_update_comes_again_while_the_database_is_away(
    botapi: FakeBotApi, store: Store, book: Book, tmp_path: Path
):
    refusals = 3

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
    async with running.webhook():
        await user.say("一")
        await user.say("二")
        await botapi.until(
            lambda: all(update.confirmed_ms for update in botapi.bot.updates.history),
        )
    assert [line.text for line in running.transcript(user) if line.incoming] == ["一", "二"]
    assert [update.served for update in botapi.bot.updates.history] == [4, 1]


async def test_webhook_is_announced_with_its_secret(botapi: FakeBotApi, running: Running):
    async with running.webhook() as url:
        (call,) = botapi.calls("setWebhook")
    assert (call.params["url"], call.params["secret_token"]) == (url + PATH, SECRET)


async def test_polling_takes_the_webhook_away(botapi: FakeBotApi, running: Running):
    user = botapi.user()
    await botapi.webhooks.set(botapi.bot, url=ELSEWHERE, secret_token=None, max_connections=1)
    async with running.polling():
        await user.say("在吗")
        await user.received(1)
