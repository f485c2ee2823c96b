"""The context card: everything a colleague must know before saying a word (R4, R8)."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.cases import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A question that was asked, and what the customer said to it."""

    question: str
    answer: str
    """In the customer's words or the button's label."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A step the conversation can be handed back to, or that can be run."""

    script: str
    step: str
    label: str
    """The question in words."""
    interrupted: bool = False
    """Where the bot was when people came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextCard:
    """Who, what, how far, and what for."""

    conversation: str
    name: str
    role: str
    channel: str
    lang: str
    phone: str
    """With its middle hidden unless the viewer owns the conversation."""
    product: str
    frame_no: str
    bought_on: str
    warranty: str
    """What the warranty says of the part at hand, in words; empty when nothing is known."""
    said: str
    """The customer's own words for the trouble."""
    fault: str
    """Name of the fault at hand."""
    severity: str
    path: tuple[Passed, ...]
    """Questions and answers of the fault path, in order."""
    tried: tuple[str, ...]
    """Steps the customer was told to try, in words."""
    mood: str
    reason: str
    """Why a person is wanted."""
    note: str
    priority: str
    owner: str
    owner_name: str
    owned_at: datetime | None
    waiting_since: datetime | None
    answer_by: datetime | None
    """Until when the customer expects an answer."""
    photos: tuple[str, ...]
    """Refs of what the customer sent."""
    open_cases: tuple[Case, ...]
    earlier_cases: tuple[Case, ...]
    targets: tuple[Target, ...]
    """Where it can be handed back to, the interrupted step first."""
