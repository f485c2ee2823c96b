import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy.exc import OperationalError

from bot import server
from bot.server import make_site
from bot.store.executors import renew_executor

PUBLIC, HERE = ("203.0.113.9", 40_000), ("127.0.0.1", 40_000)
TOKEN = "a token for the tests"
COUNTS = {"conversations": 0, "waiting": 0, "pending": 0, "failed": 0, "unknown": 0}


async def asked(store, path, *, client=HERE, works=False, token=TOKEN, given=""):
    transport = ASGITransport(make_site(store, works=works, token=token), client=client)
    headers = {"authorization": given} if given else {}
    async with AsyncClient(transport=transport, base_url="http://site") as browser:
        return await browser.get(path, headers=headers)


async def test_health_gives_counts_to_this_machine_and_a_word_to_others(store):
    assert (await asked(store, "/healthz")).json() == {"status": "ok", **COUNTS}
    assert (await asked(store, "/healthz", client=PUBLIC)).json() == {"status": "ok"}


@pytest.mark.parametrize(
    ("client", "given", "token", "code"),
    [
        (HERE, "", None, 200),
        (PUBLIC, "", None, 403),
        (PUBLIC, "Bearer None", None, 403),
        (PUBLIC, "Bearer guess", TOKEN, 403),
        (PUBLIC, f"Bearer {TOKEN}", TOKEN, 200),
    ],
)
async def test_metrics_are_for_this_machine_and_the_token(store, client, given, token, code):
    answer = await asked(store, "/metrics", client=client, given=given, token=token)
    assert answer.status_code == code
    assert ("shouhou_pending 0" in answer.text) == (code == 200)


async def test_health_of_a_process_that_works_needs_a_living_worker(store):
    def live(until):
        with store.write() as tx:
            renew_executor(tx, executor="worker-1", until=until)

    answers = [await asked(store, "/healthz", works=True)]
    for minutes in (-1, 1):
        live(datetime.now(UTC) + timedelta(minutes=minutes))
        answers.append(await asked(store, "/healthz", works=True))
    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert answers[0].json() == {"status": "work"}


async def test_health_needs_a_database_that_takes_writes(store, monkeypatch):
    def refuse(_store):
        raise OperationalError("INSERT", {}, sqlite3.OperationalError("disk I/O error"))

    monkeypatch.setattr(server, "probe_write", refuse)
    answer = await asked(store, "/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "database"})
