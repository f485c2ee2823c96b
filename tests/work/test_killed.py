import asyncio
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.desk import Desk, views
from bot.store.engines import Store
from bot.store.tables import Executor, table
from bot.work.dispatcher import DurableDispatcher, migrate_work
from bot.work.worker import Worker
from tests.desk.engines import tiny_book
from tests.work.doubles import UNHURRIED, ScriptedSender
from tests.work.victim import CHATS, UPDATES, reply

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0
KILLS = 3

pytestmark = pytest.mark.slow


def start(store: Store, log: Path, mode: str) -> subprocess.Popen[str]:
    url = store.url.render_as_string(hide_password=False)
    return subprocess.Popen(
        [sys.executable, "-m", "tests.work.victim", url, str(log), mode],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def wait_for(condition: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < give_up, "waited too long"
        time.sleep(0.01)


def kill(victim: subprocess.Popen[str]) -> None:
    victim.kill()
    victim.wait()
    assert victim.stdout is not None
    victim.stdout.close()


def lines(log: Path) -> list[str]:
    return log.read_text().splitlines() if log.exists() else []


def test_killed_under_load_loses_nothing_and_keeps_the_order(store: Store, tmp_path: Path):
    log = tmp_path / "sent.log"
    for round_ in range(1, KILLS + 1):
        victim = start(store, log, "load")
        enough = round_ * UPDATES // 3
        wait_for(lambda enough=enough: len(lines(log)) >= enough)
        kill(victim)
    # The channel repeats what was not acknowledged: every update comes once more.
    last = start(store, log, "load")
    wait_for(lambda: len(set(lines(log))) == 2 * UPDATES and views.counts(store)["pending"] == 0)
    kill(last)

    handled: list[str] = []
    sent: dict[str, list[str]] = defaultdict(list)
    for line in lines(log):
        chat, text = line.split()
        if text not in sent[chat]:
            sent[chat].append(text)
    for number in range(CHATS):
        chat = f"telegram:{number}"
        transcript = views.transcript(store, chat)
        handled += [line.text for line in transcript if line.incoming]
        replies = [line.text for line in transcript if not line.incoming]
        assert sent[chat] == replies == sorted(replies)
    assert sorted(handled) == [f"{number:04}" for number in range(UPDATES)]
    twice = len(lines(log)) - 2 * UPDATES
    assert twice <= KILLS * CHATS, "more duplicates than messages can have been in flight"


def test_two_workers_share_the_chats_and_send_nothing_twice(store: Store, tmp_path: Path):
    log = tmp_path / "sent.log"
    workers = [start(store, log, "share"), start(store, log, "share")]
    wait_for(lambda: len(lines(log)) >= 2 * UPDATES and views.counts(store)["pending"] == 0)
    for worker in workers:
        kill(worker)
    sent: dict[str, list[str]] = defaultdict(list)
    for line in lines(log):
        chat, text = line.split()
        sent[chat].append(text)
    expected = {
        f"telegram:{chat}": [
            f"{number:04}{part}" for number in range(chat, UPDATES, CHATS) for part in "ab"
        ]
        for chat in range(CHATS)
    }
    assert sent == expected


async def test_workflow_of_a_killed_worker_is_finished_by_another(store: Store, tmp_path: Path):
    log = tmp_path / "sent.log"
    victim = start(store, log, "stuck")
    await asyncio.to_thread(wait_for, lambda: lines(log) == ["telegram:0 0000a"])
    kill(victim)

    migrate_work(store)
    dispatcher, sender = DurableDispatcher(store), ScriptedSender()
    desk = Desk(store, tiny_book, step=reply, dispatcher=dispatcher)
    worker = Worker(desk, dispatcher, {"telegram": sender}, pace=UNHURRIED)
    executor = table(Executor)

    def taken_over() -> bool:
        with store.read() as tx:
            alive = tuple(tx.execute(select(executor.c.id)).scalars())
        return alive == (worker.id,) and sender.texts == ["0000a", "0000b"]

    async with worker.running():
        await asyncio.to_thread(wait_for, taken_over)
    dispatcher.close()
    assert [sent.attempt for sent in sender.given] == [2, 1]
