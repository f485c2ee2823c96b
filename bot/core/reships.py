"""What was sent again in a month, as the carriers' import wants it (R11)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.addresses import Address, split_address
from bot.core.book import Pack
from bot.core.cases import Case, CaseLine
from bot.core.procedures.saying import line_title
from bot.core.say import FALLBACK_LANGUAGE, in_language

RESHIP = "reship"
_UNKNOWN = "—"


def reship_data(pack: Pack, cases: Iterable[Case], *, month: date) -> dict[str, Any]:
    """Return what fills the form `reships`: the cases of that month in which something is sent again.

    `month` is any day of it, local to the company. Cases come in the order of their numbers.
    """
    zone = ZoneInfo(pack.brand.hours.timezone)
    rows = []
    for case in sorted(cases, key=lambda one: one.number):
        day = case.opened_at.astimezone(zone).date()
        if (day.year, day.month) == (month.year, month.month) and _is_sent_again(case):
            rows.append(_row(pack, case, day))
    return {"month": f"{month:%Y-%m}", "lines": rows}


def _is_sent_again(case: Case) -> bool:
    return case.ended != "cancelled" and any(line.decision == RESHIP for line in case.lines)


def _row(pack: Pack, case: Case, day: date) -> dict[str, Any]:
    known = {**dict(case.contact), **{key: value for key, value in case.values if value}}
    to = _address(pack, known)
    sent = [line for line in case.lines if line.decision == RESHIP]
    waybill = next((one.waybill for one in reversed(case.parcels) if one.direction == "out"), "")
    row = {
        "number": case.number,
        "date": day.isoformat(),
        "order": known.get("order_no", "").replace("skipped", ""),
        "item": known.get("item") or _item(pack, sent),
        "quantity": sum(line.quantity for line in sent),
        "reason": _reason(pack, case),
        "province": to.province or _UNKNOWN,
        "city": to.city or _UNKNOWN,
        "district": to.district,
        "address": to.street or _UNKNOWN,
        "name": known.get("name") or _UNKNOWN,
        "phone": known.get("phone") or _UNKNOWN,
        "waybill": waybill,
    }
    return {key: value for key, value in row.items() if value != ""}


def _item(pack: Pack, lines: Iterable[CaseLine]) -> str:
    return "；".join(line_title(pack, line, FALLBACK_LANGUAGE) for line in lines) or _UNKNOWN


def _address(pack: Pack, known: Mapping[str, str]) -> Address:
    """Return the parts as they were noted; what was noted in one piece is parted."""
    whole = known.get("address") or known.get("place") or ""
    province, city, district = (known.get(key, "") for key in ("province", "city", "district"))
    if province or city or district:
        return Address(province, city, district, whole)
    return split_address(whole, pack.policies["addresses"])


def _reason(pack: Pack, case: Case) -> str:
    """Return the label of the cause that was chosen when the reship was confirmed."""
    procedure = pack.procedures.get(case.procedure)
    stages = procedure.stages if procedure is not None else ()
    labels = {
        option.id: in_language(option.label, FALLBACK_LANGUAGE)
        for stage in stages
        for action in stage.actions
        for field in action.form
        if field.id == "cause"
        for option in field.options
    }
    chosen = case.value("cause")
    return labels.get(chosen, chosen)
