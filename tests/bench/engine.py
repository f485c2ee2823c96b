"""The engine alone: no store, no network."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter

from bot.core.book import Book
from bot.core.cases import Case, case_number
from bot.core.effects import OpenCase, Say
from bot.core.engine import step
from bot.core.events import CustomerPressed, CustomerSaid, Event, Happening, Person
from bot.core.state import State
from tests.bench.figure import Figure, at_most, percentile

COMPLAINTS = Path(__file__).parents[1] / "data" / "dev.jsonl"
START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PRESSES = 5
P50_MS, P99_MS = 0.5, 3.0


@dataclass
class Memory:
    """`core.turn.Records` without a database."""

    cases: dict[str, Case] = field(default_factory=dict)

    def new_case_number(self, now: datetime) -> str:
        return case_number(date(now.year, now.month, now.day), len(self.cases) + 1)

    def case(self, number: str, conversation: str) -> Case | None:
        found = self.cases.get(number)
        return found if found is not None and found.conversation == conversation else None

    def cases_of(self, conversation: str) -> tuple[Case, ...]:
        return tuple(c for c in self.cases.values() if c.conversation == conversation)

    def queue_ahead(self, conversation: str) -> int:  # noqa: ARG002 — the interface's name
        return 0

    def claims_with(self, serials: Collection[str]) -> tuple[()]:  # noqa: ARG002 — likewise
        return ()

    def left_dealer(self, _conversation: str) -> bool:
        return False

    def dealer_of(self, conversation: str) -> None:
        """Nobody here is a dealer."""


def measure_engine(book: Book) -> list[Figure]:
    """Talk many complaints through; the first half only warms up and holds other sentences."""
    texts = [json.loads(line)["text"] for line in COMPLAINTS.read_text("utf-8").splitlines()]
    half = len(texts) // 2
    for number, text in enumerate(texts[:half]):
        list(_talk(book, text, number))
    turns = [ms for number, text in enumerate(texts[half:]) for ms in _talk(book, text, number)]
    return [
        at_most(f"engine turn, p50 of {len(turns)}", percentile(turns, 50), P50_MS, unit="ms"),
        at_most("engine turn, p99", percentile(turns, 99), P99_MS, unit="ms"),
    ]


def _talk(book: Book, text: str, number: int) -> Iterator[float]:
    """Complain and press the first button of what is asked; gives each turn's milliseconds."""
    state, memory = State(pack=book.default), Memory()
    what: Happening | None = CustomerSaid(text)
    at = START
    for turn in range(1 + PRESSES):
        if what is None:
            return
        at += timedelta(seconds=5)
        event = Event(
            channel="telegram",
            conversation=f"telegram:{number}",
            update_id=f"{number}.{turn}",
            at=at,
            sender=Person(role="customer", id=str(number), name="王先生", language="zh-hans"),
            what=what,
        )
        began = perf_counter()
        done = step(book, state, event, memory)
        yield (perf_counter() - began) * 1000
        state = done.state
        memory.cases |= {e.case.number: e.case for e in done.effects if isinstance(e, OpenCase)}
        says = [effect for effect in done.effects if isinstance(effect, Say)]
        what = CustomerPressed(says[-1].buttons[0][0].data) if says and says[-1].buttons else None
