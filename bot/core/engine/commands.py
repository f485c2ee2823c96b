"""What a message means to the engine: the small set between understanding and execution."""

from dataclasses import dataclass
from typing import Literal

from bot.core.intents import Intent


@dataclass(frozen=True, slots=True)
class Answer:
    """The pending question is answered with a valid value (`unsure` and `skipped` are values too)."""

    value: str
    asked: tuple[Intent, ...] = ()
    """Questions asked in the same message, answered first."""


@dataclass(frozen=True, slots=True)
class Missed:
    """The pending question got no usable answer."""

    how: Literal["missing", "unrecognised", "invalid"]


@dataclass(frozen=True, slots=True)
class Between:
    """The answer fits two or three choices of the pending question about equally well."""

    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pick:
    """One of the engine's own offers was taken; `none` turns all of them down."""

    option: str


@dataclass(frozen=True, slots=True)
class Start:
    """One or more faults were named, most severe first."""

    nodes: tuple[str, ...]
    asked: tuple[Intent, ...] = ()
    """Questions asked in the same message, answered first."""
    told: tuple[str, str] | None = None
    """Slot and value of a question that the complaint has answered already."""


@dataclass(frozen=True, slots=True)
class AlsoHeard:
    """A further fault was named while another is being worked on."""

    node: str


@dataclass(frozen=True, slots=True)
class First:
    """Of the faults kept for later, the customer wants this one dealt with now."""

    node: str


@dataclass(frozen=True, slots=True)
class Clarify:
    """Two or three faults fit equally well."""

    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Nothing in the book fits."""


@dataclass(frozen=True, slots=True)
class Noted:
    """Nothing but a fact we keep: a phone, a frame number, a model, a day of purchase."""


@dataclass(frozen=True, slots=True)
class Detail:
    """The pending question got something else that may tell: how, when or where it happens."""


@dataclass(frozen=True, slots=True)
class Danger:
    """Somebody may get hurt; `node` is None when the kind of danger is unclear."""

    node: str | None


@dataclass(frozen=True, slots=True)
class Hazard:
    """It may be dangerous, and which of a few faults it is has to be asked."""

    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Correct:
    """An earlier answer was wrong."""

    slot: str
    value: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words that answer an earlier question differently, without saying so: worth asking."""

    slot: str
    value: str


@dataclass(frozen=True, slots=True)
class CorrectFault:
    """The fault at hand is the wrong one; `node` is what it is instead, None when not said."""

    node: str | None


@dataclass(frozen=True, slots=True)
class TakeBack:
    """The last answer was wrong, the right one is still unknown."""


@dataclass(frozen=True, slots=True)
class Status:
    """The customer asks how a case stands; without a number: all of theirs."""

    number: str | None


@dataclass(frozen=True, slots=True)
class Speak:
    """The customer wants another language."""

    lang: str


@dataclass(frozen=True, slots=True)
class Aside:
    """Anything that is answered without moving the conversation, or that ends or resets it."""

    intent: Intent
    also: tuple[Intent, ...] = ()
    """Further questions asked in the same message."""


Command = (
    Answer
    | Missed
    | Between
    | Pick
    | Start
    | AlsoHeard
    | First
    | Clarify
    | NotUnderstood
    | Noted
    | Detail
    | Danger
    | Hazard
    | Correct
    | Doubt
    | CorrectFault
    | TakeBack
    | Status
    | Speak
    | Aside
)
