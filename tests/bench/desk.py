"""What a desk costs with a full house: twenty colleagues at theirs, five hundred conversations open."""

import asyncio
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import socketio
from playwright.sync_api import Page, sync_playwright

from bot.book.loading import load
from bot.channels.web.staff_door import COOKIE
from bot.core.dispatch import dispatch
from bot.core.events import CustomerSaid, Event, Person
from bot.desk import Desk
from bot.desk.staff import SignedIn, add_staff, sign_in
from bot.store.engines import Store
from tests.bench.figure import Figure, at_most, percentile

ROOT = Path(__file__).parents[2]
AGENTS = 20
CONVERSATIONS = 500
_PASSWORD = "a long test password"
_FIRST = """(() => {
    window.firstSeen = {};
    new MutationObserver(() => {
        for (const one of ["#queue .row", "form"]) {
            if (!firstSeen[one] && document.querySelector(one)) firstSeen[one] = performance.now();
        }
    }).observe(document, { childList: true, subtree: true });
})()"""
_OPEN = """(id) => new Promise((done) => {
    const began = performance.now();
    document.querySelector(`#queue .row[data-key="${id}"] button`).click();
    const look = () => document.querySelector(".desk").dataset.open === id
        && document.querySelector(`#log .line`)
        ? done(performance.now() - began) : requestAnimationFrame(look);
    look();
})"""
_HEARD = """(words) => new Promise((done) => {
    const look = () => document.querySelector("#log").textContent.includes(words)
        ? done(Date.now()) : setTimeout(look, 4);
    look();
})"""


def measure_desk(*, rounds: int) -> Iterator[Figure]:
    """Measure in Chromium, while the other colleagues' desks are open and customers write."""
    with tempfile.TemporaryDirectory() as folder, _site(Path(folder)) as (url, database):
        store = Store(database)
        book = load(ROOT / "dialogues", default="ebike").book
        if book is None:
            raise SystemExit("the book has errors: python -m bot check")
        desk = Desk(store, lambda: book, step=dispatch)
        chats = [_conversation(desk, number) for number in range(CONVERSATIONS)]
        tokens = [_colleague(store, number) for number in range(AGENTS)]
        others = _Others(url, tokens[1:], chats)
        talking = _Customers(desk, chats[AGENTS:])
        with others.seated(), talking.writing(), _browser(url, tokens[0]) as page:
            floors = [_load(page, "/login", "form") for _ in range(rounds)]
            lists = [_load(page, "/desk", "#queue .row") for _ in range(rounds)]
            opened = [page.evaluate(_OPEN, chat) for chat in _shown(page, rounds)]
            heard = [_hear(page, desk, number) for number in range(rounds)]
        store.close()
    yield Figure(name="plain page (floor), p50", measured=f"{percentile(floors, 50):.0f} ms")
    yield Figure(name="plain page (floor), p95", measured=f"{percentile(floors, 95):.0f} ms")
    yield from _figures("desk list is there", lists, 200)
    yield from _figures("conversation opens", opened, 300)
    yield from _figures("customer's message appears", heard, 1000)


def _figures(name: str, values: list[float], limit: float) -> Iterator[Figure]:
    for percent in (50, 95):
        yield at_most(
            f"{name}, p{percent}", percentile(values, percent), limit, unit="ms", digits=0
        )


def _load(page: Page, path: str, selector: str) -> float:
    page.goto(path, wait_until="commit")
    page.wait_for_function("(selector) => window.firstSeen?.[selector]", arg=selector)
    return float(page.evaluate("(selector) => firstSeen[selector]", selector))


def _shown(page: Page, rounds: int) -> list[str]:
    page.wait_for_function("window.did_handshake === true")
    return page.evaluate(
        "(n) => [...document.querySelectorAll('#queue .row')].slice(0, n).map((r) => r.dataset.key)",
        rounds,
    )


def _hear(page: Page, desk: Desk, number: int) -> float:
    words = f"听得到吗{number}-{secrets.token_hex(3)}"
    chat = page.evaluate("document.querySelector('.desk').dataset.open")
    began: list[float] = []

    def tell() -> None:
        _say(desk, chat, words)
        began.append(time.time() * 1000)

    said = threading.Timer(0.2, tell)
    said.start()
    heard = float(page.evaluate(_HEARD, words))
    said.join()
    return max(heard - began[0], 0.0)


def _say(desk: Desk, chat: str, words: str) -> None:
    update = secrets.token_hex(8)
    desk.handle(
        Event(
            channel="web",
            conversation=chat,
            update_id=update,
            at=datetime.now(UTC),
            sender=Person(role="customer", id=chat[4:], name=f"客户{chat[-4:]}"),
            what=CustomerSaid(words),
            message_id=update,
        )
    )


def _conversation(desk: Desk, number: int) -> str:
    chat = f"web:{number:032x}"
    _say(desk, chat, "电池充不进电")
    _say(desk, chat, "转人工")
    return chat


def _colleague(store: Store, number: int) -> str:
    now = datetime.now(UTC)
    login = f"agent{number}"
    add_staff(
        store, login=login, name=f"同事{number}", roles=("agent",), password=_PASSWORD, now=now
    )
    entered = sign_in(store, login=login, password=_PASSWORD, address="127.0.0.1", now=now)
    if not isinstance(entered, SignedIn):
        raise TypeError(f"{login} was not let in")
    return entered.token


@contextmanager
def _site(folder: Path) -> Iterator[tuple[str, str]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = folder / "log"
    settings = {"DATA_DIR": str(folder), "WEB_PORT": str(port), "LOG_LEVEL": "ERROR"}
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run", "--roles", "web,work"],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        while "is up" not in log.read_text():
            if process.poll() is not None:
                raise SystemExit(log.read_text())
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}", f"sqlite:///{folder}/shouhou.db"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


@contextmanager
def _browser(url: str, token: str) -> Iterator[Page]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        context = chromium.new_context(
            base_url=url, locale="zh-CN", viewport={"width": 1280, "height": 800}
        )
        context.add_cookies([{"name": COOKIE, "value": token, "url": url}])
        context.add_init_script(_FIRST)
        page = context.new_page()
        page.goto("/desk")
        yield page
        chromium.close()


class _Others:
    """The desks of the other colleagues: the page fetched, its socket held open, a conversation open."""

    def __init__(self, url: str, tokens: list[str], chats: list[str]) -> None:
        self._url = url
        self._tokens = tokens
        self._chats = chats

    @contextmanager
    def seated(self) -> Iterator[None]:
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        sitting = asyncio.run_coroutine_threadsafe(self._sit_down(), loop)
        sockets = sitting.result(timeout=120)
        try:
            yield
        finally:
            leaving = asyncio.run_coroutine_threadsafe(_leave(sockets), loop)
            leaving.result(timeout=30)
            loop.call_soon_threadsafe(loop.stop)
            thread.join()

    async def _sit_down(self) -> list[socketio.AsyncClient]:
        async with httpx.AsyncClient(base_url=self._url, timeout=30) as web:
            return [
                await self._open(web, token, self._chats[number])
                for number, token in enumerate(self._tokens)
            ]

    async def _open(self, web: httpx.AsyncClient, token: str, chat: str) -> socketio.AsyncClient:
        page = await web.get("/desk", headers={"cookie": f"{COOKIE}={token}"})
        client_id = re.search(r"'client_id': '([0-9a-f-]+)'", page.text)
        listener = re.search(r'"listener_id":"([0-9a-f-]+)","type":"desk"', page.text)
        if client_id is None or listener is None:
            raise LookupError("the desk's page has another form than this measurement knows")
        line = socketio.AsyncClient()
        query = f"client_id={client_id[1]}&next_message_id=0&implicit_handshake=true"
        ids = f"document_id={secrets.token_hex(8)}&tab_id={secrets.token_hex(8)}&old_tab_id="
        await line.connect(
            f"{self._url}?{query}&{ids}",
            socketio_path="/_nicegui_ws/socket.io",
            transports=["websocket"],
        )
        await line.emit(
            "event",
            {
                "id": 0,
                "client_id": client_id[1],
                "listener_id": listener[1],
                "args": [json.dumps({"do": "open", "id": chat})],
            },
        )
        return line


async def _leave(lines: list[socketio.AsyncClient]) -> None:
    for line in lines:
        await line.disconnect()


class _Customers:
    """Customers who write, three messages a second."""

    def __init__(self, desk: Desk, chats: list[str]) -> None:
        self._desk = desk
        self._chats = chats
        self._over = threading.Event()

    @contextmanager
    def writing(self) -> Iterator[None]:
        thread = threading.Thread(target=self._write, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()

    def _write(self) -> None:
        number = 0
        while not self._over.wait(1 / 3):
            number += 1
            _say(self._desk, self._chats[number * 7 % len(self._chats)], f"还在吗 {number}")
