"""A case as it is now; how it came to be is its history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.core.cases.axes import Ended
from bot.core.cases.line import CaseLine

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One parcel of a case: towards us (`in`) or back (`out`), with its 运单 (R1)."""

    id: str
    """`p1`, `p2`… within the case."""
    direction: Literal["in", "out"]
    plant: str = ""
    lines: tuple[int, ...] = ()
    """Lines in it, counted from 1; empty: all."""
    carrier: str = ""
    waybill: str = ""
    pieces: int | None = None
    consignee: Pairs = ()
    """`name`, `phone`, `address`."""
    sender: Pairs = ()
    photo: str = ""
    sent_at: datetime | None = None
    received_at: datetime | None = None
    lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalStep:
    """One signature that is wanted: by anyone of a role, or by one named person (login)."""

    role: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A signature given or refused; kept for good."""

    request: str
    """`Pending.id` it belongs to."""
    action: str
    step: ApprovalStep
    by: str
    for_: str = ""
    """Staff id of the person who is away and was stood in for."""
    approved: bool
    why: str = ""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A move that waits for signatures; the steps are fixed when it is asked, so no edit can skip one."""

    id: str
    """`a1`, `a2`… within the case, never used again."""
    action: str
    values: Pairs
    asked_by: str
    asked_at: datetime
    steps: tuple[ApprovalStep, ...]
    in_order: bool = True
    """False: countersigned, in any order."""
    signed: tuple[int, ...] = ()
    """Positions in `steps` that have signed."""

    @property
    def open_steps(self) -> tuple[int, ...]:
        """Positions whose turn it is."""
        left = tuple(n for n in range(len(self.steps)) if n not in self.signed)
        return left[:1] if self.in_order else left


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A parallel task that goes on though the case left its stage, such as a supplier's month (R10)."""

    stage: str
    duty: str
    visit: int
    """Of the stay it was opened in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A registered repair, return or complaint; `number` is unique and readable."""

    number: str
    procedure: str
    stage: str
    """Id of a stage of the procedure."""
    conversation: str
    opened_at: datetime
    lines: tuple[CaseLine, ...]
    contact: Pairs = ()
    """What we know of the customer for this case: phone, name, frame number, bought on…"""
    evidence: tuple[str, ...] = ()
    """File references of photos and videos."""
    priority: str = "normal"
    reply_by: datetime | None = None
    """When we promised to answer."""
    version: str = ""
    """Digest of the procedure the case is pinned to; empty: pinned at its first move."""
    ended: Ended = ""
    dealer: str = ""
    """Id of the dealer it belongs to; empty for a customer's."""
    entered_at: datetime | None = None
    """Since when it is in this stage; None: since it was opened."""
    due_at: datetime | None = None
    """When the stage's deadline is."""
    visit: int = 1
    """Counts stages entered, so that each stay has its own task and timers."""
    values: Pairs = ()
    """What the forms of the procedure noted, field id and value."""
    parcels: tuple[Parcel, ...] = ()
    pending: tuple[Pending, ...] = ()
    approvals: tuple[Approval, ...] = ()
    tasks_done: tuple[str, ...] = ()
    """Parallel tasks of this stage that are done."""
    carried: tuple[Carried, ...] = ()
    """Parallel tasks of earlier stages that are still to be done; they outlive the case."""

    def value(self, field: str) -> str:
        """Return what a form noted under that id, empty when nothing."""
        return dict(self.values).get(field, "")
