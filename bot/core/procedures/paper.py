"""What a case tells a printed form: the form's fields are filled by their names.

A field takes what a form of the procedure noted under the same name (`plan`, `technician`, `summary`…),
else what the case itself knows (`number`, `customer`, `lines`…). Everything is JSON (design §9).
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.cases import CaseLine, Parcel
from bot.core.document import Data, Field, Form
from bot.core.forms import parts as used_parts
from bot.core.procedures.making import Making
from bot.core.procedures.saying import line_title
from bot.core.procedures.scope import totals
from bot.core.procedures.verbs import SETTLED_BY
from bot.core.say import FALLBACK_LANGUAGE, in_language

_NOTHING_KNOWN = "—"
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")
_ROWS_OF_LINES = ("lines", "tags")


def filled(m: Making, form: Form) -> Data:
    """Return a form's data; a required text nobody noted is a dash, so that the form still prints."""
    noted = {**dict(m.case.values), **dict(m.values)}
    return {
        one.name: value
        for one in form.fields
        if (value := _value(m, one, noted)) not in (None, "", [], {})
    }


def _value(m: Making, one: Field, noted: Mapping[str, str]) -> Any:
    if one.kind == "group":
        return _group(m, one)
    if one.kind == "rows":
        return _rows(m, one, noted)
    value = _typed(one, noted.get(one.name) or _known(m, one))
    if value is None and one.required:
        return _blank(m, one)
    return value


def _blank(m: Making, one: Field) -> Any:
    """Return what stands where a form wants something nobody noted."""
    match one.kind:
        case "number" | "money":
            return 0
        case "date":
            return _day(m, m.at)
        case _:
            return _NOTHING_KNOWN


def _typed(one: Field, value: Any) -> Any:
    if value in (None, ""):
        return None
    match one.kind:
        case "number":
            return int(value) if str(value).lstrip("-").isdecimal() else None
        case "money":
            return str(value)
        case "flag":
            return value in (True, "yes")
        case "date":
            return value if _DAY.match(str(value)) else None
        case "texts":
            return list(value) if not isinstance(value, str) else value.splitlines()
        case _:
            return str(value)


def _known(m: Making, one: Field) -> Any:
    if one.name == "total" and one.kind == "money":
        return m.case.value("cost") or _price(m)
    known = _KNOWN.get(one.name)
    return known(m) if known else None


def _group(m: Making, one: Field) -> dict[str, Any]:
    rows: Mapping[str, Mapping[str, Any]] = {
        "customer": _contact(m),
        "dealer": _contact(m),
        "from": _sender(m),
        "plant": _plant(m),
        "to": _plant(m),
        "product": _product(m),
    }
    row = rows.get(one.name, {})
    return {
        below.name: value or _blank(m, below)
        for below in one.fields
        if (value := _typed(below, row.get(below.name))) or below.required
    }


def _rows(m: Making, one: Field, noted: Mapping[str, str]) -> list[dict[str, Any]]:
    if one.name in _ROWS_OF_LINES:
        if any(below.name == "item" for below in one.fields):
            rows = _costs(m, noted)
        else:
            shared = {"customer": _who(m), "received_on": _received_on(m)}
            rows = [shared | _line(m, n, line) for n, line in enumerate(m.case.lines, start=1)]
    elif one.name == "parts":
        rows = _parts(noted)
    elif one.name == "split":
        rows = _split(m, noted)
    elif one.name == "steps":
        rows = _steps(m)
    else:
        rows = []
    return [_row(m, one, row) for row in rows]


def _row(m: Making, one: Field, row: Mapping[str, Any]) -> dict[str, Any]:
    made = {}
    for below in one.fields:
        value = _typed(below, row.get(below.name))
        if value in (None, "") and below.required:
            value = _blank(m, below)
        if value not in (None, ""):
            made[below.name] = value
    return made


def _line(m: Making, n: int, line: CaseLine) -> dict[str, Any]:
    noted = dict(line.values)
    return {
        **noted,
        "code": f"{m.case.number}/{n}",
        "part": line_title(m.pack, line, FALLBACK_LANGUAGE).removesuffix(line.model).strip(),
        "model": line.model,
        "quantity": line.quantity,
        "received": line.received,
        "serials": list(line.serials),
        "serial": line.serials[0] if line.serials else "",
        "bought_on": line.bought_on.isoformat() if line.bought_on else None,
        "fault": line.said,
        "reported": line.said,
        "found": noted.get("found") or noted.get("reason"),
        "verdict": _word(m, f"case.verdict_{line.verdict}"),
        "liable": _word(m, f"case.liability_{line.liability}"),
        "remedy": _word(m, f"case.decision_{line.decision}"),
        "warranty": _word(m, f"case.warranty_{line.warranty.result}") if line.warranty else "",
        "state": _word(m, f"case.verdict_{line.verdict}"),
        "place": noted.get("place") or m.case.value("place"),
        "work": noted.get("work") or noted.get("found") or line.said,
        "price": _yuan(line.price_fen),
        "amount": _yuan(line.price_fen),
    }


def _costs(m: Making, noted: Mapping[str, str]) -> list[dict[str, Any]]:
    name = in_language(m.procedure.name, FALLBACK_LANGUAGE)
    return [{"item": f"{name} {m.case.number}", "quantity": 1, "amount": noted.get("cost", "0")}]


def _parts(noted: Mapping[str, str]) -> list[dict[str, Any]]:
    written = noted.get("parts") or noted.get("parts_used") or ""
    return [
        {"part": part, "quantity": pieces, "drawn": pieces, "used": pieces}
        for part, pieces in used_parts(written)
    ]


def _split(m: Making, noted: Mapping[str, str]) -> list[dict[str, Any]]:
    shares = m.pack.policies.get(SETTLED_BY, {}).get("shares")
    if not isinstance(shares, Mapping):
        return []
    return [
        {
            "who": in_language(row["name"], FALLBACK_LANGUAGE),
            "percent": int(row["percent"]),
            "amount": noted.get(f"share.{who}", "0"),
        }
        for who, row in shares.items()
        if f"share.{who}" in noted
    ]


def _steps(m: Making) -> list[dict[str, Any]]:
    return [
        {
            "what": in_language(stage.name, FALLBACK_LANGUAGE),
            "who": m.role_names((stage.owner,), FALLBACK_LANGUAGE)[0],
            "within": m.span_words(stage.deadline.within),
        }
        for stage in m.procedure.stages
    ]


def _contact(m: Making) -> dict[str, Any]:
    known = dict(m.case.contact)
    return {
        **known,
        "name": _who(m),
        "contact": known.get("contact") or known.get("name"),
        "phone": known.get("phone"),
        "address": known.get("address") or known.get("place") or m.case.value("address"),
        "plate": known.get("frame_no") or m.case.value("plate"),
        "dealer": known.get("dealer_name"),
        "product": known.get("product"),
    }


def _sender(m: Making) -> dict[str, Any]:
    first: Parcel | None = next((one for one in m.case.parcels if one.sender), None)
    return {**_contact(m), **(dict(first.sender) if first else {})}


def _plant(m: Making) -> Mapping[str, Any]:
    first: Parcel | None = next((one for one in m.case.parcels if one.consignee), None)
    return dict(first.consignee) if first else m.plant()


def _product(m: Making) -> dict[str, Any]:
    line = m.case.lines[0] if m.case.lines else CaseLine()
    until = line.warranty.until if line.warranty else None
    return {
        "model": line.model or dict(m.case.contact).get("product"),
        "serial": line.serials[0] if line.serials else dict(m.case.contact).get("frame_no"),
        "bought_on": line.bought_on.isoformat() if line.bought_on else None,
        "warranty_until": until.isoformat() if until else None,
        "invoice": m.case.value("invoice"),
    }


def _who(m: Making) -> str:
    known = dict(m.case.contact)
    return known.get("dealer_name") or known.get("name") or known.get("phone") or _NOTHING_KNOWN


def _liable(m: Making) -> str:
    found = {line.liability for line in m.case.lines if line.liability}
    return "、".join(_word(m, f"case.liability_{one}") for one in sorted(found))


def _received_on(m: Making) -> str | None:
    moments = [one.received_at for one in m.case.parcels if one.received_at]
    return _day(m, max(moments)) if moments else None


def _price(m: Making) -> str | None:
    price = totals(m.case)["price"]
    return _yuan(price) if price else None


def _yuan(amount: int | None) -> str | None:
    return None if amount is None else f"{amount // 100}.{amount % 100:02d}"


def _day(m: Making, at: datetime) -> str:
    return at.astimezone(ZoneInfo(m.pack.brand.hours.timezone)).date().isoformat()


def _word(m: Making, phrase: str) -> str:
    return "" if phrase.endswith(("_", "_pending")) else m.title(phrase)


def _reported(m: Making) -> str:
    return "；".join(line.said for line in m.case.lines if line.said)


def _title(m: Making) -> str:
    return line_title(m.pack, m.case.lines[0], FALLBACK_LANGUAGE) if m.case.lines else ""


def _covered(m: Making) -> bool:
    return any(one.warranty and one.warranty.result == "covered" for one in m.case.lines)


def _pieces(m: Making) -> int:
    return totals(m.case)["pieces"]


_KNOWN: Mapping[str, Callable[[Making], Any]] = {
    "number": lambda m: m.case.number,
    "date": lambda m: _day(m, m.at),
    "at": lambda m: _day(m, m.at),
    "due": lambda m: _day(m, m.case.due_at) if m.case.due_at else None,
    "opened_by": lambda m: m.actor.name,
    "filed_by": lambda m: m.actor.name,
    "appraiser": lambda m: m.actor.name,
    "customer": _who,
    "received_on": _received_on,
    "reported": _reported,
    "summary": _reported,
    "liability": _liable,
    "total": _pieces,
    "items": _pieces,
    "quote": _price,
    "carrier": lambda m: m.case.parcels[-1].carrier if m.case.parcels else None,
    "waybill": lambda m: m.case.parcels[-1].waybill if m.case.parcels else None,
    "product": _title,
    "in_warranty": _covered,
}
