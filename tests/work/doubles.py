"""Channels and clocks under the test's thumb."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.desk import Desk
from bot.store.engines import Store
from bot.store.outbox import Outgoing
from bot.store.rates import Rate
from bot.work.pace import Pace
from bot.work.sender import SendResult, Sent
from tests.desk.engines import NOON, doing, event, say, tiny_book

_FAST = Rate(10_000, timedelta(seconds=1), burst=1000)
UNHURRIED = Pace(bot=_FAST, chat=_FAST, group=_FAST)
"""Limits no test runs into."""


@dataclass
class HandClock:
    """A clock that moves when it is told to."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@dataclass
class ScriptedSender:
    """Answers as scripted, then accepts everything; remembers what it was given."""

    answers: list[SendResult | Exception] = field(default_factory=list)
    given: list[Outgoing] = field(default_factory=list)

    async def send(self, outgoing: Outgoing) -> SendResult:
        self.given.append(outgoing)
        answer = self.answers.pop(0) if self.answers else Sent(str(len(self.given)))
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def texts(self) -> list[str]:
        return [outgoing.text for outgoing in self.given]


def write(store: Store, *texts: str, chat: str = "telegram:1", at: datetime = NOON) -> None:
    """Commit replies to a chat, as the desk does."""
    step = doing(*(say(text) for text in texts))
    update = f"{chat} {next(_UPDATES)}"
    Desk(store, tiny_book, step=step).handle(event(chat=chat, update=update, at=at))


def _count() -> Iterator[int]:
    number = 0
    while True:
        yield (number := number + 1)


_UPDATES = _count()
