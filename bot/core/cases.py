"""Repair and return cases: what a customer was promised, with its whole history (R4, R12, R13)."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

CaseStage = Literal["registered", "accepted", "in_progress", "done", "cancelled"]
Remedy = Literal["self_help", "part", "on_site", "return", "exchange", "refund", "paid", "advice"]

_NAMED = re.compile(r"rt\W*(20\d{6})\W*(\d{1,6})(?!\d)", re.IGNORECASE)
_BARE = re.compile(r"(?<!\d)(20\d{6})(?:-(\d{1,4})|(\d{4}))(?!\d)")
_BARE_MESSAGE = 24
"""Characters: in a longer message a bare number may be an order's or anything else's."""
_SEQUENCE_DIGITS = 4


def case_number(day: date, sequence: int) -> str:
    """Return the readable number of the `sequence`-th case of a local day."""
    return f"RT-{day:%Y%m%d}-{sequence:0{_SEQUENCE_DIGITS}d}"


def parse_case_number(text: str) -> str | None:
    """Find a case number typed with spaces, in lower case or without prefix; None when there is none."""
    folded = text.replace(" ", "").translate(_FULL_WIDTH)
    found = _NAMED.search(folded)
    if found is None and len(folded) <= _BARE_MESSAGE:
        found = _BARE.search(folded)
    if found is None:
        return None
    day, *sequence = (group for group in found.groups() if group)
    return f"RT-{day}-{int(sequence[0]):0{_SEQUENCE_DIGITS}d}"


_FULL_WIDTH = {ord("０") + n: str(n) for n in range(10)} | {ord("－"): "-"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One thing that is wrong: fault, cause, part and what is to be done about it."""

    node: str
    cause: str = ""
    part: str = ""
    remedy: Remedy = "advice"
    quantity: int = 1
    said: str = ""
    """The customer's own words."""
    facts: tuple[tuple[str, str], ...] = ()
    """Question and answer, as shown to staff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A registered repair or return; `number` is unique and readable."""

    number: str
    procedure: str
    stage: CaseStage
    conversation: str
    opened_at: datetime
    lines: tuple[CaseLine, ...]
    contact: tuple[tuple[str, str], ...] = ()
    """What we know of the customer for this case: phone, name, frame number, bought on…"""
    evidence: tuple[str, ...] = ()
    """File references of photos and videos."""
    priority: str = "normal"
    reply_by: datetime | None = None
    """When we promised to answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseChange:
    """A change of a case: who, when, why, and only the fields that change."""

    at: datetime
    by: str
    why: str
    stage: CaseStage | None = None
    lines: tuple[CaseLine, ...] | None = None
    contact: tuple[tuple[str, str], ...] | None = None
    evidence: tuple[str, ...] | None = None
    reply_by: datetime | None = None


def amend(case: Case, change: CaseChange) -> Case:
    """Return the case as it is after the change."""
    return replace(
        case,
        stage=change.stage or case.stage,
        lines=case.lines if change.lines is None else change.lines,
        contact=case.contact if change.contact is None else change.contact,
        evidence=case.evidence if change.evidence is None else change.evidence,
        reply_by=change.reply_by or case.reply_by,
    )


def display_status(case: Case) -> Literal["open", "working", "done", "cancelled"]:
    """Return the one word a list shows for a case."""
    match case.stage:
        case "registered":
            return "open"
        case "accepted" | "in_progress":
            return "working"
        case stage:
            return stage
