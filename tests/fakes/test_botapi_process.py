"""The fake as its own process, by remote control."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest_asyncio
import telegram

ROOT = Path(__file__).parents[2]
TOKEN = "1000001:FAKE-public"


class Remote:
    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self.http = http
        self.url = url

    async def get(self, path: str) -> Any:
        async with self.http.get(f"{self.url}/control/{path}") as response:
            return await response.json()

    async def post(self, path: str, **body: Any) -> Any:
        async with self.http.post(f"{self.url}/control/{path}", json=body) as response:
            return await response.json()


@pytest_asyncio.fixture
async def remote(tmp_path: Path) -> AsyncIterator[Remote]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.fakes.botapi",
        "--log",
        str(tmp_path / "calls.jsonl"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    url = (await process.stdout.readline()).decode().strip()
    async with aiohttp.ClientSession() as http:
        yield Remote(http, url)
    process.send_signal(signal.SIGINT)
    assert await process.wait() == 0


async def test_process_acts_loads_counts_and_logs(remote: Remote, tmp_path: Path):
    said = await remote.post("act", user=7, name="张三", do="say", text="灯不亮")
    assert said["text"] == "灯不亮"
    load = await remote.post("load", rate=200, count=20, users=20, texts=["第{n}条"])
    answered = 0
    async with telegram.Bot(TOKEN, base_url=f"{remote.url}/bot") as bot:
        offset = 0
        while answered < 21:
            for update in await bot.get_updates(offset=offset, timeout=5):
                offset = update.update_id + 1
                assert update.message
                await bot.send_message(update.message.chat.id, update.message.text or "")
                answered += 1
        await remote.post("faults", kind="reset", applied=True, method="sendMessage")
        try:
            await bot.send_message(7, "两遍")
        except telegram.error.NetworkError:
            await bot.send_message(7, "两遍")
    report = await remote.get(f"load/{load['number']}")
    assert (report["done"], report["injected"], report["answered"], report["unanswered"]) == (
        True,
        20,
        20,
        0,
    )
    assert 0 < report["p50_ms"] <= report["p99_ms"] <= report["max_ms"]
    messages = await remote.get("messages?chat_id=7&wait=3")
    assert [message["text"] for message in messages] == ["灯不亮", "两遍", "两遍"]
    assert messages[0]["arrived_ms"] > said["arrived_ms"]
    summary = await remote.get("summary")
    assert summary["sent"] == 23
    assert summary["repeated"] == [{"chat_id": 7, "text": "两遍", "times": 2}]
    assert summary["updates"]["created"] == summary["updates"]["served"] == 21
    assert len(await remote.get("calls?method=sendMessage&chat_id=7")) == 3
    assert len(await remote.get("updates")) == 21
    lines = (tmp_path / "calls.jsonl").read_text(encoding="utf-8").splitlines()
    sends = [record for record in map(json.loads, lines) if record["method"] == "sendMessage"]
    assert [record["applied"] for record in sends] == [True] * 23


async def test_process_makes_groups_presses_buttons_and_explains_wrong_orders(remote: Remote):
    group = await remote.post("groups", title="售后", users=[8])
    said = await remote.post("act", user=8, do="say", text="在吗", group=group["id"])
    assert said["chat_id"] == group["id"]
    await remote.post("act", user=8, do="start")
    async with telegram.Bot(TOKEN, base_url=f"{remote.url}/bot") as bot:
        button = telegram.InlineKeyboardButton("红灯", callback_data="red")
        markup = telegram.InlineKeyboardMarkup([[button]])
        await bot.send_message(8, "灯?", reply_markup=markup)
        pressed = await remote.post("act", user=8, do="press", label="红灯")
        updates = await bot.get_updates()
        assert updates[-1].callback_query
        assert updates[-1].callback_query.id == pressed["callback_query_id"]
    for body in ({"user": 7, "do": "fly"}, {"user": 7, "do": "say"}, {"do": "say", "text": "x"}):
        assert "error" in await remote.post("act", **body)
    assert "error" in await remote.post("faults", kind="flood")
    assert "error" in await remote.get("load/1")
