"""A return in the making: what the dealer told so far; survives any interruption as part of the state."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.core.returns.line import ReturnLine

Stage = Literal["lines", "review", "placing"]
"""`lines`: more may come, or a field is asked for. `review`: the summary waits for a yes."""


@dataclass(frozen=True, slots=True)
class AskedField:
    """A field of a line that was asked for; `row` counts from 0."""

    row: int
    field: str
    misses: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnDraft:
    """The lines in the order of the summary, and where the talk about them stands."""

    lines: tuple[ReturnLine, ...] = ()
    stage: Stage = "lines"
    asked: AskedField | None = None
    number: int = 0
    """Of the question whose buttons are on the table."""
    loose: tuple[str, ...] = ()
    """Photos of which nobody knows yet which line they belong to."""
    stated: int | None = None
    """How many pieces the dealer says there are in all."""
    touched: datetime | None = None
    """When a line was last told or changed."""
