"""The real program on a free port, and pages of a real Chromium that may talk to nobody else."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.ports import free_port

ROOT = Path(__file__).parents[2]
_PATIENCE = 60_000
"""Milliseconds to wait for what must appear; a page on a busy machine is slow, not wrong."""
expect.set_options(timeout=_PATIENCE)
_FLAGS = (
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Site:
    url: str
    password: str
    database: str


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    port = free_port()
    settings = {"DATA_DIR": str(folder), "WEB_PORT": str(port), "LOG_LEVEL": "WARNING"}
    log = folder / "log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run", "--roles", "web,work"],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        told = _wait_for_greeting(process, log)
        yield Site(f"http://127.0.0.1:{port}", told, f"sqlite:///{folder}/shouhou.db")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=120)


def _wait_for_greeting(process: subprocess.Popen[bytes], log: Path) -> str:
    while process.poll() is None:
        told = re.search(r"password (\S+)", log.read_text())
        if told:
            return told[1]
        try:
            process.wait(timeout=0.2)
        except subprocess.TimeoutExpired:
            continue
    pytest.fail(f"the program ended with {process.returncode}:\n{log.read_text()}")


# Not for the whole session: while Playwright is open, no test of this process can run a loop of its own.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.skip("CHROMIUM is not set, and there is no chromium here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        yield browser
        browser.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, site: Site) -> Iterator[OpenPage]:
    """Opens pages of one visitor; the test fails on any script error or request elsewhere."""
    contexts = []
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(f"{message.type}: {message.text}")

    def asked(request: Request) -> None:
        if not request.url.startswith((site.url, "data:", "blob:")):
            complaints.append(f"asked {request.url}")

    def open_page(path: str = "/", *, width: int = 1280, beside: Page | None = None) -> Page:
        if beside is None:
            context = chromium.new_context(
                viewport={"width": width, "height": 844 if width < 600 else 800},
                locale="zh-CN",
                base_url=site.url,
            )
            context.set_default_timeout(_PATIENCE)
            contexts.append(context)
        else:
            context = beside.context
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", asked)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
