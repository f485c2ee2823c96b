"""Through everything: an update of the fake Telegram in, its reply accepted there."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.figure import Figure, at_most
from tests.bench.served import TOKEN

ROOT = Path(__file__).parents[2]
TEXTS = ["充不进电", "红灯", "保修多久", "刹车异响", "在吗", "谢谢", "仪表不亮"]
USERS = 300
"""No multiple of the number of texts, so that everybody says something else each time."""

RATE = 30
RUNS = 3
P50_MS, P99_MS = 80, 300
SHARE_OF_FLOOR = 0.30
PATIENCE = 300.0


def measure_durable(count: int) -> Iterator[Figure]:
    """Compare turns per second with the floor, on both settings of SQLite; the best of runs in turn."""
    for synchronous in ("NORMAL", "FULL"):
        runs = [
            (_throughput("echo", synchronous, count), _throughput("bot", synchronous, count))
            for _ in range(RUNS)
        ]
        floor, ours = (max(speeds) for speeds in zip(*runs, strict=True))
        yield Figure(name=f"floor, {synchronous}", measured=f"{floor:.0f} updates/s")
        yield Figure(
            name=f"durable turns, {synchronous}",
            measured=f"{ours:.0f}/s = {ours / floor:.2f} of the floor",
            goal=f"≥ {SHARE_OF_FLOOR:.2f} of the floor",
            is_met=ours / floor >= SHARE_OF_FLOOR,
        )


def measure_latency(seconds: int) -> list[Figure]:
    """Send 30 messages a second and wait for each reply; SQLite as shipped, `FULL`."""
    with _telegram() as api, _served("bot", api, "FULL"):
        order = {"rate": RATE, "seconds": seconds, "users": USERS, "texts": TEXTS}
        number = control(api, "load", order)["number"]
        time.sleep(seconds)

        def answered() -> bool:
            report = control(api, f"load/{number}")
            return bool(report["done"]) and not report["unanswered"]

        lost = 0 if _waited(answered, 10) else control(api, f"load/{number}")["unanswered"]
        report = control(api, f"load/{number}")
    name = f"reply at {RATE}/s for {seconds} s"
    return [
        at_most(f"{name}, p50", report["p50_ms"], P50_MS, unit="ms", digits=0),
        at_most(f"{name}, p99", report["p99_ms"], P99_MS, unit="ms", digits=0),
        Figure(
            name=f"{name}, lost",
            measured=f"{lost} of {report['injected']}",
            goal="0",
            is_met=not lost,
        ),
    ]


def _throughput(kind: str, synchronous: str, count: int) -> float:
    """Return updates per second from the first one served to the last reply accepted."""
    with _telegram() as api:
        order = {"rate": 1e6, "count": count, "users": USERS, "texts": TEXTS}
        number = control(api, "load", order)["number"]
        _wait(lambda: control(api, f"load/{number}")["done"])
        with _served(kind, api, synchronous):
            _wait(lambda: _answered(api) == count)
        updates = control(api, "updates")
        last = max(message["arrived_ms"] for message in control(api, "messages"))
        return count * 1000 / float(last - min(update["first_served_ms"] for update in updates))


def _answered(api: str) -> int:
    """Count updates confirmed, once no reply came for a while."""
    before = control(api, "summary")
    time.sleep(0.5)
    after = control(api, "summary")
    quiet = before["sent"] == after["sent"] >= after["updates"]["confirmed"]
    return int(after["updates"]["confirmed"]) if quiet else 0


@contextmanager
def _telegram() -> Iterator[str]:
    with process("tests.fakes.botapi", "--token", TOKEN) as line:
        yield line


@contextmanager
def _served(kind: str, api: str, synchronous: str) -> Iterator[None]:
    with (
        TemporaryDirectory(prefix="shouhou-bench-") as folder,
        process("tests.bench.served", kind, api, f"{folder}/bench.sqlite", synchronous),
    ):
        yield


@contextmanager
def process(module: str, *arguments: str) -> Iterator[str]:
    """Start a program and give its first line; it is asked to stop when the block ends."""
    with subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            if process.stdout is None or not (line := process.stdout.readline().strip()):
                raise RuntimeError(f"{module} did not start")
            yield line
        finally:
            process.terminate()


def control(api: str, path: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{api}/control/{path}", data=data)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def _waited(condition: Callable[[], bool], patience: float) -> bool:
    give_up = time.monotonic() + patience
    while not condition():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.2)
    return True


def _wait(condition: Callable[[], bool]) -> None:
    if not _waited(condition, PATIENCE):
        raise TimeoutError(f"still not done after {PATIENCE} s")
