"""A waybill told wrong is put right while its parcel travels; the wrong one stays in the history (R1)."""

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from bot.core.cases import Case, CaseChange, Parcel
from bot.core.effects import AmendCase
from bot.core.engine.buttons import small
from bot.core.engine.talk import Talk
from bot.core.returns.announced import speaker
from bot.core.returns.waybill import Waybill, read_waybill
from bot.core.say import FALLBACK_LANGUAGE
from bot.core.text import normalise

_ALIKE = 80.0
"""Of 100: two numbers so alike are one, mistyped."""


def already_sent(talk: Talk, found: Waybill) -> bool:
    """Answer a waybill nobody waits for: known already, mistyped before, or of nothing announced."""
    if not found.number or found.carrier is None:
        return False
    cases = talk.records.cases_of(talk.event.conversation)
    known = next(
        (case for case in cases if any(parcel.waybill == found.number for parcel in case.parcels)),
        None,
    )
    mistyped = _mistyped(cases, found)
    if known is None and mistyped is not None:
        _write(talk, mistyped, found)
    elif known is not None:
        talk.tell("dealer.waybill_known", rule="return_waybill", found=known, value=found.number)
    else:
        talk.tell("dealer.waybill_for_nothing", rule="return_waybill", value=found.number)
    return True


def _mistyped(cases: Sequence[Case], found: Waybill) -> Case | None:
    """Return the one case under way whose waybill this number puts right; None when that is not clear."""
    under_way = [
        case
        for case in cases
        if not case.ended and any(is_coming(parcel) for parcel in case.parcels)
    ]
    alike = [
        case
        for case in under_way
        for parcel in case.parcels
        if is_coming(parcel) and fuzz.ratio(parcel.waybill, found.number) >= _ALIKE
    ]
    return alike[0] if len(alike) == 1 else None


def is_coming(parcel: Parcel) -> bool:
    """Whether a parcel is on its way to us."""
    return parcel.direction == "in" and bool(parcel.waybill) and parcel.received_at is None


def put_right(talk: Talk, text: str) -> bool:
    """Take "the number was wrong, it is …" about a parcel under way."""
    returns = talk.pack.returns
    said = normalise(text)
    if returns is None or returns.unopened(said) == said:
        return False
    found = read_waybill(text, talk.pack.carriers)
    case = _mistyped(talk.records.cases_of(talk.event.conversation), found)
    if not found.number or found.problem or case is None:
        return False
    _write(talk, case, found)
    return True


def _write(talk: Talk, case: Case, found: Waybill) -> None:
    """Write the right number on a parcel's waybill; the wrong one stays in the history."""
    carrier = found.carrier
    if carrier is None:
        return
    parcels = tuple(
        replace(parcel, carrier=carrier.name(FALLBACK_LANGUAGE), waybill=found.number)
        if is_coming(parcel)
        else parcel
        for parcel in case.parcels
    )
    change = CaseChange(
        at=talk.now, by=speaker(talk), why=small(talk, "dealer.waybill_reason"), parcels=parcels
    )
    talk.effects.append(AmendCase(case.number, change))
    talk.tell(
        "dealer.waybill_put_right",
        rule="return_waybill",
        found=case,
        carrier=carrier.name(talk.state.lang),
        waybill=found.number,
    )
