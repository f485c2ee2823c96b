"""From a customer's cry for a person to the card in the staff group, while everybody else writes too."""

import time
from collections.abc import Iterator
from tempfile import TemporaryDirectory

from tests.bench.figure import Figure, at_most, percentile
from tests.bench.load import TEXTS, USERS, control, process
from tests.bench.served import TOKEN
from tests.bench.staffed import STAFF_TOKEN

RATE = 30
"""Messages a second, cries for a person among them."""

CRIES = 1.0
"""A second."""

P95_MS = 1000
_FIRST = 6_000_001
_WARM = 3.0
_PATIENCE = 30.0


def measure_staff(seconds: int) -> Iterator[Figure]:
    """Let one customer a second ask for a person, and wait for each one's card."""
    with (
        process("tests.fakes.botapi", "--token", TOKEN, "--token", STAFF_TOKEN) as api,
        TemporaryDirectory(prefix="shouhou-bench-") as folder,
    ):
        group = control(api, "groups", {"title": "staff", "bots": [STAFF_TOKEN]})["id"]
        with process("tests.bench.staffed", api, f"{folder}/bench.sqlite", str(group)):
            order = {"rate": RATE - CRIES, "users": USERS, "texts": TEXTS}
            number = control(api, "load", order | {"seconds": seconds + _WARM})["number"]
            time.sleep(_WARM)
            cried = _cry(api, seconds)
            cards = _cards(api, group, expected=len(cried))
            report = control(api, f"load/{number}")
    waits = [cards[name] - at for name, at in cried.items() if name in cards]
    name = f"cry to card at {RATE}/s for {seconds} s"
    yield at_most(f"{name}, p50", percentile(waits, 50), P95_MS, unit="ms", digits=0)
    yield at_most(f"{name}, p95", percentile(waits, 95), P95_MS, unit="ms", digits=0)
    yield Figure(name=f"{name}, slowest", measured=f"{max(waits):.0f} ms")
    yield Figure(
        name=f"{name}, cards missing",
        measured=f"{len(cried) - len(waits)} of {len(cried)}",
        goal="0",
        is_met=len(waits) == len(cried),
    )
    yield Figure(name="replies to the others meanwhile, p99", measured=f"{report['p99_ms']:.0f} ms")


def _cry(api: str, seconds: int) -> dict[str, float]:
    """Return when each customer asked for a person, by name."""
    cried = {}
    began = time.monotonic()
    for number in range(int(seconds * CRIES)):
        time.sleep(max(0.0, began + number / CRIES - time.monotonic()))
        name = f"Customer{number:04d}"
        said = {"user": _FIRST + number, "name": name, "do": "say", "text": "转人工"}
        cried[name] = float(control(api, "act", said)["arrived_ms"])
    return cried


def _cards(api: str, group: int, *, expected: int) -> dict[str, float]:
    """Return when each customer's card stood in the group, by name."""
    give_up = time.monotonic() + _PATIENCE
    while True:
        cards: dict[str, float] = {}
        for message in control(api, f"messages?chat_id={group}"):
            if message["buttons"] and message["text"].startswith("Customer"):
                cards.setdefault(message["text"].split(" ")[0], float(message["arrived_ms"]))
        if len(cards) >= expected or time.monotonic() > give_up:
            return cards
        time.sleep(0.5)
