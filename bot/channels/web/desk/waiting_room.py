"""The list of conversations, read once for all desks: five hundred rows cost more than looking at them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from time import monotonic

from bot.channels.web.desk.pulse import Pulse
from bot.core.book import Book
from bot.core.staff import StaffMember
from bot.core.state import STAFF
from bot.desk.queue import QueueFilter, QueueRow, Whose, queue_list
from bot.store.engines import Store

_AT_MOST_EVERY = 0.5
"""Seconds between two readings, however much is going on."""
_LATELY = 2.0
"""Seconds a page that is being made may be behind."""
_AT_LEAST_EVERY = 8.0
"""Seconds after which clocks have run on so far that it is read again."""


@dataclass(slots=True)
class _Reading:
    rows: tuple[QueueRow, ...] = ()
    beats: int = -1
    at: float = float("-inf")
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class WaitingRoom:
    """Everybody who is waited on, as of a moment ago."""

    def __init__(self, store: Store, books: Callable[[], Book], pulse: Pulse) -> None:
        """Read when something moved since the last reading."""
        self._store = store
        self._books = books
        self._pulse = pulse
        self._readings: dict[Whose, _Reading] = {"working": _Reading(), "bot": _Reading()}

    async def rows(
        self, member: StaffMember, whose: Whose, *, at_once: bool = False
    ) -> tuple[QueueRow, ...]:
        """Return the list as a member sees it; `at_once`: with what happened this very moment."""
        reading = self._readings[whose]
        await self._refresh(reading, member, whose, at_once=at_once)
        return _as_seen(reading, member)

    async def glimpse(self, member: StaffMember) -> tuple[QueueRow, ...]:
        """Return the list as it was lately, for a page that brings itself up to date once it is there."""
        reading = self._readings["working"]
        if monotonic() - reading.at > _LATELY:
            await self._refresh(reading, member, "working", at_once=False)
        return _as_seen(reading, member)

    async def _refresh(
        self, reading: _Reading, member: StaffMember, whose: Whose, *, at_once: bool
    ) -> None:
        async with reading.turn:
            age = monotonic() - reading.at
            moved = reading.beats != self._pulse.beats
            if age >= _AT_LEAST_EVERY or (moved and (at_once or age >= _AT_MOST_EVERY)):
                beats = self._pulse.beats
                rows = await asyncio.to_thread(self._read, member, whose)
                reading.rows, reading.beats, reading.at = rows, beats, monotonic()

    def is_behind(self, whose: Whose) -> bool:
        """Tell whether something moved since the list was read."""
        return self._readings[whose].beats != self._pulse.beats

    def _read(self, member: StaffMember, whose: Whose) -> tuple[QueueRow, ...]:
        wanted = QueueFilter(whose=whose)
        return queue_list(self._store, self._books(), member, wanted, now=datetime.now(UTC))


def _as_seen(reading: _Reading, member: StaffMember) -> tuple[QueueRow, ...]:
    mine = f"{STAFF}{member.id}"
    return tuple(
        row if row.mine == (row.owner == mine) else replace(row, mine=row.owner == mine)
        for row in reading.rows
    )
