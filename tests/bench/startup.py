"""How long until a command is of use, and how much memory it takes."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import psutil

from tests.bench.figure import Figure, at_most

ROOT = Path(__file__).parents[2]
TIMES = 3
CHECK_S, CHAT_S, PAGE_S = 1.5, 1.5, 10
CHAT_MB, SERVER_MB = 130, 380
PATIENCE = 60.0
IDLE = 5.0
"""Seconds a server is left alone before its memory is read."""


def measure_startup() -> Iterator[Figure]:
    """Measure `check`, `chat` and `scripts/run`: the middle of three runs each, after one to warm up."""
    _check()
    yield at_most("python -m bot check", median(_check() for _ in range(TIMES)), CHECK_S, unit="s")
    chats = [_chat() for _ in range(TIMES)]
    yield at_most("chat ready", median(seconds for seconds, _ in chats), CHAT_S, unit="s")
    yield at_most("memory, terminal chat", chats[-1][1], CHAT_MB, unit="MB", digits=0)
    seconds, memory = _run()
    yield at_most("scripts/run to the first page", seconds, PAGE_S, unit="s")
    yield at_most("memory, all roles idle", memory, SERVER_MB, unit="MB", digits=0)


def _check() -> float:
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "bot", "check"], cwd=ROOT, check=True, capture_output=True
    )
    return time.perf_counter() - began


def _chat() -> tuple[float, float]:
    """Return the seconds to the first answer, and the memory in MB."""
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "chat", "--jsonl"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("no pipes")
        process.stdin.write(json.dumps({"text": "/start"}) + "\n")
        process.stdin.flush()
        process.stdout.readline()
        seconds = time.perf_counter() - began
        memory = _megabytes(process.pid)
        process.stdin.close()
    return seconds, memory


def _run() -> tuple[float, float]:
    """Return the seconds from `./scripts/run` to the first page, and the memory in MB when idle.

    The bots are on: they poll an address nobody answers at.
    """
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    with TemporaryDirectory(prefix="shouhou-bench-") as folder:
        environment = os.environ | {
            "DATA_DIR": folder,
            "WEB_PORT": str(port),
            "PUBLIC_BOT_TOKEN": "1000001:FAKE-public",
            "TELEGRAM_API_BASE": "http://127.0.0.1:9",
            "LOG_LEVEL": "ERROR",
        }
        began = time.perf_counter()
        with subprocess.Popen(
            [ROOT / "scripts" / "run"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        ) as process:
            try:
                _first_page(f"http://127.0.0.1:{port}/", process)
                seconds = time.perf_counter() - began
                time.sleep(IDLE)
                return seconds, _megabytes(process.pid)
            finally:
                process.terminate()


def _first_page(url: str, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
                answer.read()
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    raise RuntimeError("scripts/run served no page")


def _megabytes(pid: int) -> float:
    process = psutil.Process(pid)
    family = [process, *process.children(recursive=True)]
    return sum(one.memory_info().rss for one in family) / 2**20
