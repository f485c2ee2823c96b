"""How much a dealer sent back in a month, as a list and as a spreadsheet; and the spreadsheet to fill in."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.core.cases import Case, CaseLine
from bot.core.effects import Why
from bot.core.engine.talk import Talk
from bot.core.printing import send
from bot.core.returns.days import find_bought
from bot.core.returns.statuses import case_view, part_name, stands
from bot.core.say import FALLBACK_LANGUAGE, render
from bot.core.text import normalise

MONTHLY, TEMPLATE = "monthly_returns", "return_lines"
_SHOWN_CASES = 5


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
    words = stands(talk, line, FALLBACK_LANGUAGE)
    return {
        "number": case.number,
        "date": case.opened_at.astimezone(zone).date().isoformat(),
        "part": part_name(talk, line, FALLBACK_LANGUAGE),
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
