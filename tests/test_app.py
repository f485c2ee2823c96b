import asyncio
import io
import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
from websockets.sync.client import connect

from bot.app import LoggedDesk
from bot.core.engine import step
from bot.core.events import CustomerSaid, CustomerSharedContact, Event, Person
from bot.greeting import greeting
from bot.logs import set_up_logs
from bot.opening import read_book
from bot.settings import Settings
from tests.patience import PATIENCE
from tests.ports import free_port

ROOT = Path(__file__).parents[1]
SAID = ("电动车充不进电", "红灯", "我住在幸福路 8 号", "电话 13800138000", "转人工")


@pytest.fixture
def environment(tmp_path) -> dict[str, str]:
    """What a started process sees: a data folder and a port of its own, nothing else set."""
    clean = {name: value for name, value in os.environ.items() if name not in _names()}
    return clean | {
        "DATA_DIR": str(tmp_path / "data"),
        "WEB_PORT": str(free_port()),
        "LOG_FORMAT": "json",
    }


def _names() -> set[str]:
    return {name.upper() for name in Settings.model_fields}


def bot(
    *arguments: str, environment: dict[str, str], **more: object
) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        **more,
    )


@contextmanager
def running(environment: dict[str, str], errors: Path):
    """A started process once it says that it is up; its log goes to a file."""
    with errors.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            assert process.stdout.readline() == "售后 Shouhou is up. Ctrl-C stops it.\n", (
                errors.read_text()
            )
            yield process
        finally:
            process.kill()
            process.stdout.close()
            process.wait()


def fetched(address: str) -> str:
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        return answer.read().decode()


def ended(process: subprocess.Popen, number: signal.Signals) -> str:
    """Send a signal, expect a clean end, and return what else was printed."""
    process.send_signal(number)
    assert process.wait(timeout=PATIENCE) == 0
    return process.stdout.read()


@pytest.mark.slow
def test_run_serves_until_ctrl_c_and_goes_on_at_the_second_start(environment, tmp_path):
    site = f"http://127.0.0.1:{environment['WEB_PORT']}"
    with running(environment, tmp_path / "first.log") as process:
        assert json.loads(fetched(f"{site}/healthz"))["status"] == "ok"
        assert "shouhou_pending 0" in fetched(f"{site}/metrics")
        assert "<html" in fetched(f"{site}/")
        assert "admin, password " in ended(process, signal.SIGINT)
    with running(environment, tmp_path / "second.log") as process:
        assert "admin, password " not in ended(process, signal.SIGTERM)
    for log in ("first.log", "second.log"):
        events = [json.loads(line)["event"] for line in (tmp_path / log).read_text().splitlines()]
        assert events[-1] == "stopped"
        assert "Traceback" not in (tmp_path / log).read_text()


@contextmanager
def opened(site: str):
    """A page of the site with its socket open, as a browser holds it; yields socket and client id."""
    client = re.search(r"'client_id': '([^']+)'", fetched(f"{site}/"))[1]
    query = f"EIO=4&transport=websocket&implicit_handshake=false&client_id={client}"
    address = f"{site.replace('http', 'ws')}/_nicegui_ws/socket.io/?{query}"
    with connect(address, open_timeout=PATIENCE) as page:
        assert page.recv(timeout=PATIENCE).startswith("0")
        page.send("40")
        assert page.recv(timeout=PATIENCE).startswith("40")
        yield page, client


@pytest.mark.slow
def test_what_strangers_send_never_reaches_the_log(environment, tmp_path):
    site = f"http://127.0.0.1:{environment['WEB_PORT']}"
    with running(environment, tmp_path / "log") as process:
        with opened(site) as (page, client):
            line = {"client_id": client, "level": "error", "message": "made up by a stranger"}
            page.send("42" + json.dumps(["log", line]))
            for sent in ('42["event",null]', '42["handshake",{"a":1}]', "42nonsense", '42["x"]'):
                page.send(sent)
            with pytest.raises(urllib.error.HTTPError, match="404"):
                fetched(f"{site}/wp-admin/made-up-path")
        ended(process, signal.SIGINT)
    log = (tmp_path / "log").read_text()
    assert "socket_event_refused" in log
    for foreign in ("made up", "made-up", "Traceback", "nonsense"):
        assert foreign not in log


@pytest.mark.slow
def test_run_on_a_taken_port_is_one_line_that_names_it(environment):
    port = environment["WEB_PORT"]
    with socket.create_server(("127.0.0.1", int(port))):
        refused = bot("run", environment=environment)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == f"WEB_PORT: {port} is in use; stop what uses it or choose another\n"


@pytest.mark.slow
def test_run_refuses_a_book_with_errors_and_says_where(environment, tmp_path):
    pack = tmp_path / "dialogues" / "ebike"
    pack.mkdir(parents=True)
    (pack / "brand.yaml").write_text("name: [\n", encoding="utf-8")
    refused = bot("run", environment=environment | {"DIALOGUES_DIR": str(tmp_path / "dialogues")})
    assert refused.returncode == 1
    assert "ebike/brand.yaml:2:1 " in refused.stderr
    assert refused.stderr.endswith("The book has errors, so nothing was started.\n")


def test_the_greeting_tells_where_to_go_and_what_is_off():
    shown = greeting(Settings(_env_file=None), roles={"web", "public"}, password="first-one")
    assert shown.splitlines() == [
        "售后 Shouhou is up. Ctrl-C stops it.",
        "  Chat as a customer   http://127.0.0.1:8080/   (no account needed)",
        "  Scripts and faults   http://127.0.0.1:8080/book",
        "  Telegram             off: put PUBLIC_BOT_TOKEN into .env to switch it on",
        "  Staff sign in as     admin, password first-one   (shown only now)",
    ]


def test_the_log_of_a_conversation_holds_ids_and_nothing_that_was_said(store):
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    stream = io.StringIO()
    set_up_logs(level="DEBUG", as_json=True, stream=stream)
    try:
        book = read_book(Settings(_env_file=None))
        desk = LoggedDesk(store, lambda: book, step=step)
        whats = [CustomerSaid(text) for text in SAID]
        whats.append(CustomerSharedContact(phone="13800138000", name="王小明"))
        for number, what in enumerate(whats):
            desk.handle(
                Event(
                    channel="web",
                    conversation="web:1",
                    update_id=str(number),
                    at=datetime(2026, 11, 23, 2, number, tzinfo=UTC),
                    sender=Person(role="customer", id="1", name="王小明"),
                    what=what,
                )
            )
    finally:
        root.handlers, root.level = handlers, level
        logging.captureWarnings(capture=False)
        structlog.reset_defaults()
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    handled = [line for line in lines if line["event"] == "event_handled"]
    assert [(line["conversation"], line["update"]) for line in handled] == [
        ("web:1", str(number)) for number in range(len(whats))
    ]
    for private in (*SAID, "幸福路", "13800138000", "王小明", "充电器"):
        assert private not in stream.getvalue()


@asynccontextmanager
async def serving(environment: dict[str, str], log: Path):
    """A started process with the roles of Telegram, ended by SIGTERM."""
    with log.open("w") as errors:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run", "--roles", "public,work"),
            cwd=ROOT,
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
        )
        try:
            assert b"is up" in await process.stdout.readline()
            yield
            process.terminate()
            assert await asyncio.wait_for(process.wait(), timeout=PATIENCE) == 0
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


@pytest.mark.slow
async def test_telegram_is_answered_and_what_came_while_it_was_down_too(
    botapi, environment, tmp_path
):
    environment |= {"PUBLIC_BOT_TOKEN": botapi.token, "TELEGRAM_API_BASE": botapi.base_url}
    user = botapi.user(name="王小明", language="zh-hans")
    async with serving(environment, tmp_path / "first.log"):
        await user.say("电动车充不进电")
        (question,) = await user.received(1)
        assert "红灯" in question.labels
    await user.press("红灯")
    async with serving(environment, tmp_path / "second.log"):
        (answer,) = await user.received(1)
        assert answer.text != question.text
    assert not botapi.repeated()
    for log in ("first.log", "second.log"):
        for private in ("王小明", "充不进电", botapi.token):
            assert private not in (tmp_path / log).read_text()
