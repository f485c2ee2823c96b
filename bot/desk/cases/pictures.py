"""What readers see of cases: frozen pictures, in the reader's language where words are in them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.core.cases import CaseLine, DisplayStatus, Parcel
from bot.core.forms import FieldKind


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One field of an action's form."""

    id: str
    kind: FieldKind
    prompt: str
    required: bool
    choices: tuple[tuple[str, str], ...] = ()
    """Value and label: of a `choice` or `yes_no`, and of the lines that `lines` and `counts` offer."""
    value: str = ""
    """What stands in it to begin with: noted before, or the default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionView:
    """Something that can be done about a case now."""

    id: str
    """To be handed to `act`: `receive`, `approve:a1`, `refuse:a1`, `task:phone_call`, `cancel`, `reopen`."""
    kind: Literal["action", "approve", "refuse", "task", "cancel", "reopen"]
    label: str
    form: tuple[FieldView, ...]
    why_not: tuple[str, ...] = ()
    """Why it cannot be done by this person now, in their language; empty: it can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acted:
    """A move was made, or waits for signatures."""

    number: str
    stage: str
    """Id of the stage now."""
    stage_name: str
    """What it is called, or how the case ended."""
    status: DisplayStatus
    asked: bool = False
    """It waits for signatures."""
    outstanding: tuple[str, ...] = ()
    """Whose signatures the move or the request signed just now still wants, in their order."""
    in_order: bool = True
    """Whether they sign one after another."""
    sent_back_to: str = ""
    """Name of who asked, when a signature was refused just now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Nothing happened; the messages say what is missing, in the actor's language."""

    messages: tuple[str, ...]
    fields: tuple[tuple[str, str], ...] = ()
    """Field id and its message, for those that a form can show at their place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCard:
    """One line of a case; the names are in the reader's language."""

    position: int
    """Counted from 1."""
    about: CaseLine
    title: str
    """Part and model, or the fault."""
    status: DisplayStatus
    status_name: str
    axes: tuple[tuple[str, str], ...] = ()
    """Axis and where the line stands on it: logistics, verdict, decision, money, liability, warranty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCard:
    """Something somebody owes on this case."""

    id: str
    kind: str
    title: str
    role: str
    assignee: str
    due_at: datetime | None
    overdue: bool
    action: str = ""
    """Action that does it, such as `task:phone_call`; empty for the stage itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One move: who, when, from, to, why, which rule."""

    seq: int
    at: datetime
    by: str
    by_name: str
    what: str
    what_name: str
    """In the reader's language, such as the action's label."""
    was: str
    to: str
    """Names of the stages, empty when the stage did not change."""
    why: str
    rule: str
    values: tuple[tuple[str, str], ...]
    """What the form said, prompt and value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """A printed form of the case."""

    id: str
    form: str
    name: str
    """Name of the file."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSummary:
    """A case in a list or on the board."""

    number: str
    procedure: str
    procedure_name: str
    stage: str
    stage_name: str
    status: DisplayStatus
    status_name: str
    conversation: str
    who: str
    """Name of the dealer or customer, as far as known."""
    title: str
    """First line, and how many more."""
    pieces: int
    priority: str
    owner_role: str
    """Whose turn it is; empty when ended."""
    opened_at: datetime
    moved_at: datetime
    due_at: datetime | None
    overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureRow:
    """A signature wanted, given or refused."""

    request: str
    action_name: str
    role: str
    person: str
    state: Literal["waiting", "later", "approved", "refused"]
    by_name: str = ""
    why: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLine:
    """One line of a case that somebody is asked to sign for."""

    position: int
    title: str
    quantity: int
    judged: tuple[str, ...]
    """Warranty, verdict, what was found, and doubts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCard:
    """Something that waits for signatures, with all that is needed to decide."""

    id: str
    action_name: str
    chain_name: str
    rule: str
    """Why it needs these signatures; empty when the chain does not say."""
    asked_by: str
    """`staff:<id>`, or another."""
    asked_by_name: str
    asked_at: datetime
    why: str
    lines: tuple[RequestLine, ...]
    asks: tuple[tuple[str, str, str], ...]
    """What else the form says: prompt, value, kind of field."""
    signatures: tuple[SignatureRow, ...]
    in_order: bool
    """Whether they are given one after another."""
    tasks: tuple[str, ...]
    """Ids of the tasks of its signatures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCard:
    """Everything about one case."""

    summary: CaseSummary
    stages: tuple[tuple[str, str], ...]
    """Id and name of every stage of the procedure, in order, to show the way."""
    contact: tuple[tuple[str, str], ...]
    lines: tuple[LineCard, ...]
    parcels: tuple[Parcel, ...]
    values: tuple[tuple[str, str], ...]
    """What forms noted for the whole case, prompt and value."""
    evidence: tuple[str, ...]
    tasks: tuple[TaskCard, ...]
    signatures: tuple[SignatureRow, ...]
    requests: tuple[RequestCard, ...]
    """What waits for signatures."""
    history: tuple[HistoryRow, ...]
    documents: tuple[DocumentRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Which cases a list shows; empty fields filter nothing."""

    procedure: str = ""
    stage: str = ""
    status: str = ""
    role: str = ""
    """Whose turn it is."""
    dealer: str = ""
    overdue_at: datetime | None = None
    """Only those late at that moment."""
    ended: bool | None = None
    limit: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardColumn:
    """One stage of one procedure with its open cases, the most pressing first."""

    procedure: str
    procedure_name: str
    stage: str
    stage_name: str
    owner_role: str
    cases: tuple[CaseSummary, ...]
