"""What a dealer asks about returns: how each line stands, and how much went back in a month."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.core.cases import Case, CaseLine, display_status, line_status
from bot.core.effects import Why
from bot.core.engine.talk import Talk
from bot.core.printing import send
from bot.core.returns.days import find_bought
from bot.core.returns.showing import CaseView, LineView, plant_view
from bot.core.say import FALLBACK_LANGUAGE, in_language, render
from bot.core.text import normalise

MONTHLY, TEMPLATE = "monthly_returns", "return_lines"
_SHOWN_CASES = 5
_SHOWN_LINES = 20


def tell_status(talk: Talk, number: str | None) -> bool:
    """Say how the dealer's returns stand, or one of them; False when that is no return."""
    cases = talk.records.cases_of(talk.event.conversation)
    returns = [case for case in cases if case.dealer and number in (None, case.number)]
    if not returns:
        return False
    still_open = [case for case in returns if not case.ended]
    for case in (still_open or returns)[:_SHOWN_CASES]:
        talk.tell("dealer.status", rule="return_status", view=case_view(talk, case))
    left = len(still_open or returns) - _SHOWN_CASES
    if left > 0:
        talk.tell("dealer.status_more", rule="return_status", count=left)
    return True


def case_view(talk: Talk, case: Case) -> CaseView:
    """Return a case for the phrases."""
    zone = ZoneInfo(talk.pack.brand.hours.timezone)
    parcel = case.parcels[-1] if case.parcels else None
    plant = next((line.plant for line in case.lines if line.plant), "")
    status = display_status(case)
    return CaseView(
        number=case.number,
        opened=case.opened_at.astimezone(zone).date(),
        status=_word(talk, f"dealer.state_{status}", talk.state.lang),
        lines=tuple(
            _line_view(talk, place, line)
            for place, line in enumerate(case.lines[:_SHOWN_LINES], start=1)
        ),
        more=max(0, len(case.lines) - _SHOWN_LINES),
        pieces=sum(line.quantity for line in case.lines),
        plant=plant_view(talk.pack, plant, lang=talk.state.lang),
        carrier=parcel.carrier if parcel else "",
        waybill=parcel.waybill if parcel else "",
    )


def _line_view(talk: Talk, number: int, line: CaseLine) -> LineView:
    price, lang = line.price_fen, talk.state.lang
    words = _stands(talk, line, lang)
    return LineView(
        number=number,
        part=_part(talk, line, lang),
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
class _Words:
    warranty: str
    status: str
    verdict: str
    decision: str


def _stands(talk: Talk, line: CaseLine, lang: str) -> _Words:
    """Return where a line stands on each axis, in words; empty while nothing was decided."""
    result = line.warranty.result if line.warranty is not None else "unknown"
    status, verdict, decision = line_status(line), line.verdict, line.decision
    return _Words(
        warranty=_word(talk, f"dealer.word_{result}", lang),
        status=_word(talk, f"dealer.state_{status}", lang),
        verdict="" if verdict == "pending" else _word(talk, f"dealer.verdict_{verdict}", lang),
        decision="" if decision == "pending" else _word(talk, f"dealer.decision_{decision}", lang),
    )


def _part(talk: Talk, line: CaseLine, lang: str) -> str:
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


def tell_month(talk: Talk) -> None:
    """Say what went back in the month asked about, as a list and as a spreadsheet."""
    year, month = _month(talk)
    zone = ZoneInfo(talk.pack.brand.hours.timezone)
    cases = [
        case
        for case in talk.records.cases_of(talk.event.conversation)
        if case.dealer
        and case.ended != "cancelled"
        and (at := case.opened_at.astimezone(zone)).year == year
        and at.month == month
    ]
    views = tuple(case_view(talk, case) for case in cases)
    pieces = sum(view.pieces for view in views)
    talk.tell(
        "dealer.month",
        rule="return_month",
        year=year,
        month=month,
        views=views[:_SHOWN_CASES],
        count=len(views),
        pieces=pieces,
    )
    if not cases or MONTHLY not in talk.pack.documents:
        return
    talk.flush()
    text, variant = render(
        talk.pack, "dealer.month_sheet", dict, lang=talk.state.lang, seed=talk.event.conversation
    )
    data = _sheet(talk, cases, f"{year}-{month:02d}")
    why = Why(rule="return_month", phrase=variant)
    talk.effects.append(send(talk.pack, MONTHLY, data, text=text, why=why))


def send_template(talk: Talk) -> None:
    """Send the spreadsheet that is filled in and sent back."""
    dealer = talk.dealer
    if TEMPLATE not in talk.pack.documents or dealer is None:
        talk.tell("dealer.guide", rule="return_template")
        return
    talk.flush()
    text, variant = render(
        talk.pack, "dealer.template_sent", dict, lang=talk.state.lang, seed=talk.event.conversation
    )
    why = Why(rule="return_template", phrase=variant)
    data = {"dealer": dealer.name, "lines": []}
    talk.effects.append(send(talk.pack, TEMPLATE, data, text=text, why=why))


def _month(talk: Talk) -> tuple[int, int]:
    """Return year and month of the question; the present one when it names none."""
    words, today = talk.pack.returns, talk.today
    day = find_bought(normalise(talk.said), words, today=today) if words is not None else None
    at = day.day if day is not None and day.day is not None else today
    return at.year, at.month


def _sheet(talk: Talk, cases: Sequence[Case], month: str) -> dict[str, object]:
    dealer = talk.dealer
    zone = ZoneInfo(talk.pack.brand.hours.timezone)
    lines = [
        {
            key: value
            for key, value in _sheet_row(talk, case, line, zone).items()
            if value not in (None, "", [])
        }
        for case in cases
        for line in case.lines
    ]
    return {
        "month": month,
        "dealer": dealer.name if dealer is not None else "",
        "lines": lines,
        "total": sum(line.quantity for case in cases for line in case.lines),
        "received": sum(line.received or 0 for case in cases for line in case.lines),
    }


def _sheet_row(talk: Talk, case: Case, line: CaseLine, zone: ZoneInfo) -> dict[str, object]:
    words = _stands(talk, line, FALLBACK_LANGUAGE)
    return {
        "number": case.number,
        "date": case.opened_at.astimezone(zone).date().isoformat(),
        "part": _part(talk, line, FALLBACK_LANGUAGE),
        "model": line.model,
        "quantity": line.quantity,
        "received": line.received,
        "serials": list(line.serials),
        "fault": line.said,
        "warranty": words.warranty,
        "verdict": words.verdict,
        "remedy": words.decision,
        "status": words.status,
    }


def _word(talk: Talk, phrase: str, lang: str) -> str:
    return render(talk.pack, phrase, dict, lang=lang, seed="")[0]
