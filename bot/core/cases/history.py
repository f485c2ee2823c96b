"""How a case changes: every move is an event with who, when, from, to, why and which rule.

Nothing is overwritten: `rebuild` makes the case of today from its opening and its changes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import reduce
from typing import Any, Literal

from bot.core.cases.axes import Decision, Ended, Liability, Logistics, Money, Verdict
from bot.core.cases.case import Approval, Carried, Case, Pairs, Parcel, Pending
from bot.core.cases.line import CaseLine, LineWarranty

What = Literal[
    "amended",
    "moved",
    "asked",
    "approved",
    "refused",
    "task_done",
    "overdue",
    "reminded",
    "migrated",
    "cancelled",
    "reopened",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """What changes in lines, counted from 1; None leaves a field as it is."""

    line: int
    also: tuple[int, ...] = ()
    """Further lines in which the same changes."""
    logistics: Logistics | None = None
    verdict: Verdict | None = None
    decision: Decision | None = None
    money: Money | None = None
    liability: Liability | None = None
    plant: str | None = None
    received: int | None = None
    missing: int | None = None
    over: int | None = None
    damaged: int | None = None
    wrong: int | None = None
    price_fen: int | None = None
    warranty: LineWarranty | None = None
    photos: tuple[str, ...] | None = None
    flags: tuple[str, ...] | None = None
    values: Pairs | None = None
    """Laid over the line's values."""

    @classmethod
    def of(cls, lines: Iterable[int], **changes: Any) -> "tuple[LineChange, ...]":
        """Return the same change of several lines; none when there are no lines."""
        first, *also = (*lines, 0)
        return (cls(line=first, also=tuple(also[:-1]), **changes),) if also else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseChange:
    """A change of a case: who, when, why, by which rule, and only the fields that change."""

    at: datetime
    by: str
    """Staff or customer id, `bot`, or `system` for a deadline."""
    why: str
    what: What = "amended"
    rule: str = ""
    """`procedure/stage.action`, with the digest's version in the case."""
    was: str = ""
    """Stage it came from, when the stage changes."""
    stage: str | None = None
    version: str | None = None
    ended: Ended | None = None
    due_at: datetime | None = None
    """New deadline; entering a stage without one takes the old one away."""
    lines: tuple[CaseLine, ...] | None = None
    line_changes: tuple[LineChange, ...] = ()
    contact: Pairs | None = None
    evidence: tuple[str, ...] | None = None
    reply_by: datetime | None = None
    priority: str | None = None
    values: Pairs | None = None
    """Laid over the case's values."""
    said: Pairs = ()
    """What the form of this move said, for the history."""
    parcels: tuple[Parcel, ...] | None = None
    pending: tuple[Pending, ...] | None = None
    approvals: tuple[Approval, ...] = ()
    """Signatures added."""
    tasks_done: tuple[str, ...] | None = None
    carried: tuple[Carried, ...] | None = None

    @property
    def renames(self) -> bool:
        """Whether the stage is called otherwise in an edited procedure, and the case stays where it is."""
        return self.what == "migrated" and self.why == "stage_renamed"


def amend(case: Case, change: CaseChange) -> Case:
    """Return the case as it is after the change."""
    entering = change.stage is not None and not change.renames
    return replace(
        case,
        stage=case.stage if change.stage is None else change.stage,
        version=case.version if change.version is None else change.version,
        ended=case.ended if change.ended is None else change.ended,
        entered_at=change.at if entering else case.entered_at,
        due_at=change.due_at if entering else change.due_at or case.due_at,
        visit=case.visit + 1 if entering else case.visit,
        tasks_done=()
        if entering
        else (case.tasks_done if change.tasks_done is None else change.tasks_done),
        lines=_lines(case, change),
        contact=case.contact if change.contact is None else change.contact,
        evidence=case.evidence if change.evidence is None else change.evidence,
        reply_by=change.reply_by or case.reply_by,
        priority=change.priority or case.priority,
        values=lay_over(case.values, change.values or ()),
        parcels=case.parcels if change.parcels is None else change.parcels,
        pending=case.pending if change.pending is None else change.pending,
        approvals=(*case.approvals, *change.approvals),
        carried=case.carried if change.carried is None else change.carried,
    )


def rebuild(opened: Case, changes: Iterable[CaseChange]) -> Case:
    """Return the case of today from the case as it was opened and its changes in order."""
    return reduce(amend, changes, opened)


def lay_over(below: Pairs, above: Pairs) -> Pairs:
    """Return both as one, in the order of first mention; where both have a key, the upper one counts."""
    return tuple({**dict(below), **dict(above)}.items()) if above else below


def _lines(case: Case, change: CaseChange) -> tuple[CaseLine, ...]:
    lines = list(case.lines if change.lines is None else change.lines)
    for one in change.line_changes:
        new = {name: value for name in _LINE_FIELDS if (value := getattr(one, name)) is not None}
        for n in (one.line, *one.also):
            line = lines[n - 1]
            if one.values:
                new["values"] = lay_over(line.values, one.values) if line.values else one.values
            lines[n - 1] = line.changed(new)
    return tuple(lines)


_LINE_FIELDS = tuple(
    field.name for field in fields(LineChange) if field.name not in ("line", "also", "values")
)
