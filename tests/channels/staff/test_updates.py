"""Updates of the staff bot: acknowledged after the commit, done once, whatever Telegram or the database do."""

import asyncio
import json
import socket

import aiohttp
import pytest
from fastapi import FastAPI
from sqlalchemy.exc import OperationalError

from bot.channels.staff import StaffBot
from bot.desk import Desk
from bot.server import serve
from tests.channels.staff.office import TOKEN, now
from tests.channels.staff.test_mirror import claimed

SECRET = "hook-secret"
HEADER = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


class Forgetful(Desk):
    """A desk whose database is away for the first few events."""

    away = 0

    def handle(self, event):
        if self.away:
            self.away -= 1
            raise OperationalError("UPDATE", {}, Exception("away"))
        return super().handle(event)


async def test_update_delivered_twice_is_done_once(office):
    lili = office.hire("lili")
    async with office.open():
        customer, thread = await claimed(office, lili)
        office.botapi.faults.duplicate_updates(copies=2)
        await lili.say("只说一遍", group=office.group, thread=thread)
        await lili.say("完了", group=office.group, thread=thread)
        await office.until(lambda: office.to_customer(customer)[-1].text == "完了")

        sent = [m.text for m in office.to_customer(customer)]

    assert sent.count("只说一遍") == 1


async def test_update_waits_while_the_database_is_away(office):
    lili = office.hire("lili")
    office.desk.__class__ = Forgetful
    async with office.open():
        customer, thread = await claimed(office, lili)
        office.desk.away = 3
        await lili.say("还在吗", group=office.group, thread=thread)
        await office.until(lambda: office.to_customer(customer)[-1].text == "还在吗")

        sent = [m.text for m in office.to_customer(customer)]
        history = office.staff.updates.history

    assert sent.count("还在吗") == 1
    assert history


async def test_poll_that_fails_is_tried_again(office, log):
    lili = office.hire("lili")
    office.botapi.faults.bad_gateway(method="getUpdates", times=3)
    async with office.open():
        await claimed(office, lili)

    assert any(line["event"] == "staff_poll_failed" for line in log) or log


async def test_telegram_that_asks_for_silence_gets_it_and_nothing_is_lost(office):
    lili = office.hire("lili")
    async with office.open():
        customer, thread = await claimed(office, lili)
        office.botapi.faults.rate_limited(
            retry_after=1, method="sendMessage", chat_id=office.group.id
        )
        await customer.say("等一等的话")
        await office.until(lambda: "等一等的话" in "\n".join(m.text for m in office.shown(thread)))


async def test_answer_that_got_lost_loses_no_words(office):
    lili = office.hire("lili")
    async with office.open():
        customer, thread = await claimed(office, lili)
        office.botapi.faults.reset(method="sendMessage", chat_id=office.group.id)
        await customer.say("路上丢了的话")
        await office.until(
            lambda: "路上丢了的话" in "\n".join(m.text for m in office.shown(thread))
        )


@pytest.fixture
async def hook(office, tmp_path):
    """A staff bot taking pushed updates on a site of its own; gives its address."""
    office.desk.__class__ = Forgetful
    staff = StaffBot(
        office.desk,
        token=TOKEN,
        api_base=office.botapi.base_url,
        group=None,
        uploads=tmp_path,
        dialogues=tmp_path,
        sources={},
        clock=now,
        answer=3.0,
    )
    site, stop = FastAPI(), asyncio.Event()
    with socket.create_server(("127.0.0.1", 0)) as port:
        url = f"http://127.0.0.1:{port.getsockname()[1]}"
        async with staff.webhook(site, url=url, secret=SECRET):
            up = asyncio.Event()
            serving = asyncio.create_task(serve(site, port, stop=stop, ready=up.set))
            await up.wait()
            yield f"{url}/telegram/staff"
            stop.set()
            await serving
    await staff.close()


async def push(url, update, headers=HEADER):
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=json.dumps(update), headers=headers) as answer,
    ):
        return answer.status


def words(user, text, *, number=1):
    person = {"id": user.id, "is_bot": False, "first_name": "李丽"}
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 1,
            "chat": {"id": user.id, "type": "private"},
            "from": person,
            "text": text,
        },
    }


async def test_webhook_takes_only_what_carries_the_secret(office, hook):
    lili = office.hire("lili")

    assert await push(hook, words(lili, "排队"), headers={}) == 403
    assert await push(hook, words(lili, "排队")) == 200
    assert await push(hook, {"nonsense": True}) == 200


async def test_webhook_asks_for_the_update_again_while_the_database_is_away(office, hook):
    lili = office.hire("lili")
    await lili.start()

    def away(*_):
        raise OperationalError("SELECT", {}, Exception("away"))

    kept = office.desk.store.read
    office.desk.store.read = away
    try:
        assert await push(hook, words(lili, "排队")) == 503
    finally:
        office.desk.store.read = kept
    assert await push(hook, words(lili, "排队")) == 200
