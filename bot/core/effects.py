"""What is to be done: everything a turn asks of the world, in the imperative.

The engine returns effects; the store writes them in the event's one transaction, and nothing is
sent before that transaction commits.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.core.cases import Case, CaseChange

Priority = Literal["danger", "urgent", "normal"]


@dataclass(frozen=True, slots=True)
class Button:
    """An answer a customer would give; `data` is at most 64 bytes."""

    label: str
    data: str
    request: Literal["", "contact", "location"] = ""
    """Ask the channel for the phone's own share button where it has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why the bot said this; stored beside the message and shown to staff."""

    rule: str
    """Which rule of the engine spoke, such as `ask`, `danger`, `clarify`, `digression`."""
    phrase: str = ""
    """Phrase id and variant, such as `ev_no_charge.soothe#1`."""
    step: str = ""
    """`script/step` that was running."""
    source: str = ""
    """`file:line` of that step in the book."""
    candidates: tuple[tuple[str, float], ...] = ()
    """What the matcher heard: node and score, best first."""
    evidence: tuple[str, ...] = ()
    """The nearest bank lines behind the best candidate."""
    answers: tuple[tuple[str, str, str], ...] = ()
    """Slot, value and update id of each answer known at this moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Send one message to the conversation's customer; `text` is an escaped HTML fragment."""

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    why: Why
    file: str = ""
    """Path or ref of a file to send with it."""


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Wake this conversation at `at` with `TimerFired(name)`; replaces the timer of that name."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ClearTimer:
    """Forget the timer of that name."""

    name: str


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Register a new case (number already drawn)."""

    case: Case


@dataclass(frozen=True, slots=True)
class AmendCase:
    """Change an open case; the change is appended to its history, nothing is overwritten."""

    number: str
    change: CaseChange


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOff:
    """Put the conversation into the queue for a person."""

    reason: str
    priority: Priority = "normal"
    note: str = ""
    """One line for staff: what it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteMiss:
    """Keep a text the book did not understand well, for the weekly improvement of the bank."""

    text: str
    kind: Literal["missed", "clarified", "corrected", "handed_over"]
    candidates: tuple[tuple[str, float], ...] = ()
    chosen: str = ""
    """The node it turned out to be, when the customer told us."""


Effect = Say | SetTimer | ClearTimer | OpenCase | AmendCase | HandOff | NoteMiss
