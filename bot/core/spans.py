"""Lengths of time as a manager writes them: `30m`, `2h`, `7d`, `1mo`, and on the working calendar `2wh`, `7wd`."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Unit = Literal["s", "m", "h", "d", "w", "mo", "wm", "wh", "wd"]
"""Seconds, minutes, hours, days, weeks and months by the wall clock; `w…` counts open time only."""

_WRITTEN = re.compile(r"(\d{1,5})\s*(s|m|h|d|w|mo|wm|wh|wd)")
_FIXED = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_OPEN = {"wm": "minutes", "wh": "hours"}


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time; what it comes to is for the calendar to say (`bot.core.calendar.after`)."""

    amount: int
    unit: Unit

    @property
    def fixed(self) -> timedelta | None:
        """Its length by the wall clock; None for months and for open time."""
        name = _FIXED.get(self.unit)
        return None if name is None else timedelta(**{name: self.amount})

    @property
    def open_time(self) -> timedelta | None:
        """How much open time it is; None when it is counted otherwise."""
        name = _OPEN.get(self.unit)
        return None if name is None else timedelta(**{name: self.amount})

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"


def parse_span(text: str) -> Span | None:
    """Return the span a text writes; None when it is none."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        return None
    return Span(int(found[1]), found[2])  # type: ignore[arg-type]  # the pattern knows the units
