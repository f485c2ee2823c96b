"""What is to be done: everything a turn asks of the world, in the imperative.

The engine returns effects; the store writes them in the event's one transaction, and nothing is
sent before that transaction commits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bot.core.cases import Case, CaseChange
from bot.core.clocks.marks import Mark
from bot.core.clocks.rating import Rating
from bot.core.clocks.task import Task, TaskState
from bot.core.dealers import Right
from bot.core.events import MediaFile

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
    file_name: str = ""
    """What the file is called where it arrives; its own name when empty."""
    author: str = "bot"
    """`bot` or `staff:<id>`; only the bot's words are fenced when the owner changes."""
    media: tuple[MediaFile, ...] = ()
    """Files of a colleague; a channel sends one with a message, so there is one in each."""
    reply_to: int = 0
    """Number of the transcript line it answers; 0: none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendDocument:
    """Fill a form of the book in and send it to the conversation's customer.

    `core.printing.send` makes one. Stored with its data in the event's transaction; the file is made when
    it is first needed, outside of it.
    """

    form: str
    data: Mapping[str, Any]
    """JSON values, as the form's fields ask."""
    name: str
    """The file's name, such as `退货清单-RT-20261123-0007.pdf`."""
    text: str
    """What is said with it, an escaped HTML fragment."""
    why: Why
    case: str = ""
    """Number of the case it belongs to."""
    buttons: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepDocument:
    """Fill a form in and lay it with a case, for staff to print; nobody is sent anything.

    `core.printing.keep` makes one.
    """

    form: str
    data: Mapping[str, Any]
    name: str
    case: str


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


NoteKind = Literal[
    "note",
    "notice",
    "claimed",
    "transferred",
    "released",
    "back_in_queue",
    "withdrew",
    "handed_back",
    "ran",
    "ran_out",
    "unheard",
    "wants_person",
    "case_opened",
    "promised",
    "closed",
]
"""What an internal line of the transcript is: a colleague's note, a notice the customer is spared
during a take-over, or a mark of how the conversation changed hands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Append an internal line that only colleagues see."""

    kind: NoteKind
    text: str = ""
    author: str = "bot"
    files: tuple[MediaFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSent:
    """Change or take back (`text` is None) a reply that was sent; the channel carries it out."""

    seq: int
    text: str | None
    """An escaped HTML fragment."""
    author: str


@dataclass(frozen=True, slots=True)
class KeepDraft:
    """Keep what a colleague wrote and could not send."""

    staff: str
    text: str


Refusal = Literal[
    "unknown_conversation",
    "owned",
    "not_owner",
    "nothing",
    "unknown_step",
    "unknown_procedure",
    "unknown_line",
    "not_yours",
    "not_sent",
    "too_late",
    "unknown_staff",
    "not_their_work",
    "away",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse:
    """Do nothing of what a colleague wanted, and say why."""

    reason: Refusal
    owner: str = ""
    """Who owns the conversation: `bot`, `queue` or `staff:<id>`."""
    name: str = ""
    """That colleague's name; for `away`: who stands in for who is away."""


@dataclass(frozen=True, slots=True)
class OpenTask:
    """Give somebody something to do; one whose id is there already changes nothing.

    Its reminder and its deadline become timers of the conversation.
    """

    task: Task


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseTask:
    """End an open task; one that is not open changes nothing."""

    id: str
    by: str
    """Who did it: staff id, `bot`, `customer`."""
    state: TaskState = "done"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveTask:
    """Give an open task to somebody, or another time."""

    id: str
    assignee: str
    due_at: datetime | None
    remind_at: datetime | None = None
    role: str = ""
    """The role it goes to; empty: the one it has."""
    title: str = ""
    """The new line for staff; empty: the one it has."""


@dataclass(frozen=True, slots=True)
class NoteMark:
    """Keep a moment the clocks are computed from."""

    mark: Mark


@dataclass(frozen=True, slots=True)
class KeepRating:
    """Keep what the customer answered to the survey."""

    rating: Rating


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseMove:
    """Make no move in the case, and tell who wanted it what is missing; nothing is stored."""

    messages: tuple[str, ...]
    """In the actor's language, plain text."""
    fields: tuple[tuple[str, str], ...] = ()
    """Field id and its message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinDealer:
    """Use an invite up and make this conversation's person one of the dealer's people."""

    invite: str
    dealer: str
    right: Right
    name: str


@dataclass(frozen=True, slots=True)
class LeaveDealer:
    """End a membership; what was announced stays with the dealership."""

    member: str


Effect = (
    Say
    | SendDocument
    | KeepDocument
    | Note
    | ChangeSent
    | KeepDraft
    | Refuse
    | SetTimer
    | ClearTimer
    | OpenCase
    | AmendCase
    | HandOff
    | NoteMiss
    | OpenTask
    | CloseTask
    | MoveTask
    | NoteMark
    | KeepRating
    | RefuseMove
    | JoinDealer
    | LeaveDealer
)
