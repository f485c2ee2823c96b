"""A return in the making: what the dealer told so far; survives any interruption as part of the state."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.core.returns.line import ReturnLine

Stage = Literal["lines", "review", "sender", "leaving", "which"]
"""`lines`: more may come, or a field is asked for. `review`: the summary waits for a yes. `sender`: where it
is sent from is asked for. `leaving`: asked whether the list is to be thrown away. `which`: asked which announced
return `heard` is about."""


@dataclass(frozen=True, slots=True)
class AskedField:
    """A field that was asked for, of one line or of several that lack the same; rows count from 0."""

    rows: tuple[int, ...]
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
    shown: int = 0
    """Lines in the summary when it was last shown; 0: not yet, or changed since."""
    explained: int = 0
    """Lines whose warranty was given reasons for; 0: not yet, or changed since."""
    whole: tuple[str, ...] = ()
    """Photos that show no line of their own but the lot."""
    amends: str = ""
    """Number of the announced case whose lines these are, while it is being changed."""
    heard: str = ""
    """A correction of which it was asked what it is about."""
    kept: int = 0
    """Lines that came while a colleague had the conversation, and were not shown yet."""
    sender: str = ""
    """Where the parcels are sent from, when the profile does not say."""
    touched: datetime | None = None
    """When a line was last told or changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaybillDraft:
    """What is known of a waybill that is not complete yet."""

    case: str = ""
    parcel: str = ""
    carrier: str = ""
    waybill: str = ""
    pieces: int | None = None
    photo: str = ""
    following: int = 0
    """How many more waybills the same message tells of."""
    asked: Literal["", "case", "parcel", "carrier", "waybill"] = ""
    number: int = 0
    """Of the question whose buttons are on the table."""
    misses: int = 0
