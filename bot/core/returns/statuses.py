"""How the dealer's returns stand: per case and per line, however it is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.core.cases import Case, CaseLine, display_status, line_status, parse_case_number
from bot.core.engine.talk import Talk
from bot.core.returns.days import find_bought
from bot.core.returns.showing import CaseView, LineView, names_plant, plant_view
from bot.core.returns.told import find_part
from bot.core.returns.which import plant_key
from bot.core.say import FALLBACK_LANGUAGE, in_language, render
from bot.core.text import normalise

_SHOWN_CASES = 5
_SHOWN_LINES = 20


def tell_status(talk: Talk, text: str) -> bool:
    """Say how the returns stand a text asks about: one, those with a part, those of a month, or all open ones.

    False when the number is no return's, which is somebody else's to answer.
    """
    number = parse_case_number(text)
    returns = [
        case
        for case in talk.records.cases_of(talk.event.conversation)
        if case.dealer and number in (None, case.number)
    ]
    if not returns:
        if number is not None:
            return False
        talk.tell("dealer.status_none", rule="return_status")
        return True
    said = normalise(text)
    asked = _asked_about(talk, said, returns) if number is None else returns
    still_open = [case for case in asked if not case.ended]
    chosen = asked if _month_of(talk, said) or number is not None else still_open or asked[:1]
    if not still_open and number is None:
        talk.tell("dealer.status_all_done", rule="return_status")
    part = _part_asked(talk, said)
    for case in chosen[:_SHOWN_CASES]:
        talk.tell("dealer.status", rule="return_status", view=case_view(talk, case, part=part))
    left = len(chosen) - _SHOWN_CASES
    if left > 0:
        talk.tell("dealer.status_more", rule="return_status", count=left)
    return True


def _asked_about(talk: Talk, said: str, returns: Sequence[Case]) -> list[Case]:
    """Return the cases of the month or with the part that is asked about; all of them when that fits none."""
    month = _month_of(talk, said)
    zone = ZoneInfo(talk.pack.brand.hours.timezone)
    if month is not None:
        of_month = [
            case
            for case in returns
            if (at := case.opened_at.astimezone(zone)).year == month[0] and at.month == month[1]
        ]
        if not of_month:
            talk.tell(
                "dealer.status_none_then", rule="return_status", year=month[0], month=month[1]
            )
        returns = of_month or returns
    at_plant = [case for case in returns if names_plant(talk.pack, plant_key(case), said)]
    returns = at_plant or returns
    part = _part_asked(talk, said)
    with_part = [case for case in returns if any(_is_of(talk, line, part) for line in case.lines)]
    return list(with_part or returns)


def _month_of(talk: Talk, said: str) -> tuple[int, int] | None:
    words = talk.pack.returns
    day = find_bought(said, words, today=talk.today) if words is not None else None
    return None if day is None or day.day is None or day.exact else (day.day.year, day.day.month)


def _part_asked(talk: Talk, said: str) -> str:
    words = talk.pack.returns
    named = words.part.search(said) if words is not None else None
    return find_part(named[0], words) if words is not None and named is not None else ""


def _is_of(talk: Talk, line: CaseLine, part: str) -> bool:
    words = talk.pack.returns
    return bool(
        words is not None
        and part
        and part_name(talk, line, FALLBACK_LANGUAGE) == words.parts[part].name(FALLBACK_LANGUAGE)
    )


def case_view(talk: Talk, case: Case, *, part: str = "") -> CaseView:
    """Return a case for the phrases; only the lines of a part when one is given and there."""
    zone = ZoneInfo(talk.pack.brand.hours.timezone)
    parcel = case.parcels[-1] if case.parcels else None
    plant = next((line.plant for line in case.lines if line.plant), "")
    status = display_status(case)
    lines = list(enumerate(case.lines, start=1))
    lines = [one for one in lines if _is_of(talk, one[1], part)] or lines
    coming = parcel is not None and parcel.direction == "in" and parcel.received_at is None
    return CaseView(
        number=case.number,
        opened=case.opened_at.astimezone(zone).date(),
        status=word(talk, f"dealer.state_{status}", talk.state.lang),
        lines=tuple(_line_view(talk, place, line) for place, line in lines[:_SHOWN_LINES]),
        more=max(0, len(case.lines) - min(len(lines), _SHOWN_LINES)),
        pieces=sum(line.quantity for line in case.lines),
        plant=plant_view(talk.pack, plant, lang=talk.state.lang),
        carrier=talk.pack.carriers.called(parcel.carrier, lang=talk.state.lang) if parcel else "",
        waybill=parcel.waybill if parcel else "",
        days=(talk.now - parcel.sent_at) // timedelta(days=1)
        if coming and parcel is not None and parcel.sent_at is not None
        else None,
    )


def _line_view(talk: Talk, number: int, line: CaseLine) -> LineView:
    price, lang = line.price_fen, talk.state.lang
    words = stands(talk, line, lang)
    return LineView(
        number=number,
        part=part_name(talk, line, lang),
        model=line.model,
        pieces=line.quantity,
        received=line.received,
        missing=line.missing,
        status=words.status,
        verdict=words.verdict,
        decision=words.decision,
        price="" if price is None else f"{price / 100:.2f}".removesuffix(".00"),
    )


@dataclass(frozen=True, slots=True)
class Words:
    """Where a line stands on each axis."""

    warranty: str
    status: str
    verdict: str
    decision: str


def stands(talk: Talk, line: CaseLine, lang: str) -> Words:
    """Return where a line stands on each axis, in words; empty while nothing was decided."""
    result = line.warranty.result if line.warranty is not None else "unknown"
    status, verdict, decision = line_status(line), line.verdict, line.decision
    return Words(
        warranty=word(talk, f"dealer.word_{result}", lang),
        status=word(talk, f"dealer.state_{status}", lang),
        verdict="" if verdict == "pending" else word(talk, f"dealer.verdict_{verdict}", lang),
        decision="" if decision == "pending" else word(talk, f"dealer.decision_{decision}", lang),
    )


def part_name(talk: Talk, line: CaseLine, lang: str) -> str:
    """Return what the part of a line is called."""
    words = talk.pack.returns
    told = dict(line.facts).get("part", "")
    if lang == FALLBACK_LANGUAGE and told:
        return told
    part = (
        next((one for one in words.parts.values() if one.name(FALLBACK_LANGUAGE) == told), None)
        if words
        else None
    )
    if part is not None:
        return part.name(lang)
    rows = talk.pack.policies.get("warranty", {}).get("parts", {})
    row = rows.get(line.part) if isinstance(rows, dict) else None
    return in_language(row["name"], lang) if isinstance(row, dict) else line.part


def word(talk: Talk, phrase: str, lang: str) -> str:
    """Return a phrase that needs no variables."""
    return render(talk.pack, phrase, dict, lang=lang, seed="")[0]
