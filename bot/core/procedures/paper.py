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
from bot.core.procedures.verbs import SETTLED_BY
from bot.core.say import FALLBACK_LANGUAGE, in_language

_NOTHING_KNOWN = "—"
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")
_EMPTY = (None, "")
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
        return m.case.value("cost") or m.case.value("parts_total") or _price(m)
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
        asked = {below.name for below in one.fields}
        if "item" in asked:
            rows = _costs(m, noted)
        elif "offset" in asked and noted.get("parts"):
            rows = _parts(m, noted)
        else:
            return _Lines(m).rows(one)
    elif one.name == "parts":
        rows = _parts(m, noted)
        if any(row["used"] for row in rows) and all(below.name != "drawn" for below in one.fields):
            rows = [row for row in rows if row["used"]]
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
        if value in _EMPTY and below.required:
            value = _blank(m, below)
        if value not in _EMPTY:
            made[below.name] = value
    return made


class _Lines:
    """The lines as rows; a field is only looked up when the form asks, as there may be a thousand."""

    def __init__(self, m: Making) -> None:
        self._m = m
        self._shared = {"customer": _who(m), "received_on": _received_on(m)}
        self._place = m.case.value("place")
        self._words: dict[str, str] = {}
        self._parts: dict[tuple[str, ...], str] = {}

    def rows(self, one: Field) -> list[dict[str, Any]]:
        columns = [(below.name, self._column(below)) for below in one.fields]
        return [
            {name: column[n] for name, column in columns if column[n] not in _EMPTY}
            for n in range(len(self._m.case.lines))
        ]

    def _column(self, below: Field) -> list[Any]:
        """Return what stands in every row under a field; what a form noted comes after what a line is."""
        name, lines = below.name, self._m.case.lines
        known = _OF_LINE.get(name)
        if known is not None:
            found = [known(self, line) for line in lines]
        elif name == "code":
            found = [f"{self._m.case.number}/{n}" for n in range(1, len(lines) + 1)]
        else:
            shared = self._shared.get(name)
            found = [_noted(line, name) or shared for line in lines]
        if not below.required:
            return [_typed(below, value) for value in found]
        blank = _blank(self._m, below)
        return [
            blank if value in _EMPTY else value
            for value in (_typed(below, value) for value in found)
        ]

    def part(self, line: CaseLine) -> str:
        key = (line.part, line.node, line.said)
        if key not in self._parts:
            title = line_title(self._m.pack, line, FALLBACK_LANGUAGE)
            self._parts[key] = title.removesuffix(line.model).strip()
        return self._parts[key]

    def word(self, axis: str, value: str) -> str:
        phrase = f"case.{axis}_{value}"
        if phrase not in self._words:
            self._words[phrase] = _word(self._m, phrase)
        return self._words[phrase]

    def place(self, line: CaseLine) -> str:
        return _noted(line, "place") or self._place


def _noted(line: CaseLine, *names: str) -> str:
    """Return the first of these a form noted with the line."""
    if not line.values:
        return ""
    noted = dict(line.values)
    return next((noted[name] for name in names if noted.get(name)), "")


_OF_LINE: Mapping[str, Callable[[_Lines, CaseLine], Any]] = {
    "part": _Lines.part,
    "model": lambda _, line: line.model,
    "quantity": lambda _, line: line.quantity,
    "received": lambda _, line: line.received,
    "serials": lambda _, line: list(line.serials),
    "serial": lambda _, line: line.serials[0] if line.serials else "",
    "bought_on": lambda _, line: line.bought_on.isoformat() if line.bought_on else None,
    "fault": lambda _, line: line.said,
    "reported": lambda _, line: line.said,
    "found": lambda _, line: _noted(line, "found", "reason"),
    "verdict": lambda all_, line: all_.word("verdict", line.verdict),
    "liable": lambda all_, line: all_.word("liability", line.liability),
    "remedy": lambda all_, line: all_.word("decision", line.decision),
    "warranty": lambda all_, line: (
        all_.word("warranty", line.warranty.result) if line.warranty else ""
    ),
    "state": lambda all_, line: all_.word("verdict", line.verdict),
    "place": _Lines.place,
    "work": lambda _, line: _noted(line, "work", "found") or line.said,
    "price": lambda _, line: _yuan(line.price_fen),
    "amount": lambda _, line: _yuan(line.price_fen),
}


def _costs(m: Making, noted: Mapping[str, str]) -> list[dict[str, Any]]:
    name = in_language(m.procedure.name, FALLBACK_LANGUAGE)
    return [{"item": f"{name} {m.case.number}", "quantity": 1, "amount": noted.get("cost", "0")}]


def _parts(m: Making, noted: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what was drawn, used and brought back of each part; what nobody noted yet stays open."""
    drawn, used, left = (
        dict(used_parts(noted.get(field, ""))) for field in ("parts", "parts_used", "parts_left")
    )
    models = {line.model for line in m.case.lines}
    return [
        {
            "part": part,
            "model": next(iter(models)) if len(models) == 1 else "",
            "quantity": used.get(part, drawn.get(part)),
            "drawn": drawn.get(part, used.get(part)),
            "used": used.get(part),
            "returned": left.get(part),
        }
        for part in dict.fromkeys((*drawn, *used, *left))
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
        "address": dict(m.values).get("address")
        or m.case.value("address")
        or known.get("address")
        or known.get("place"),
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
    price = m.totals()["price"]
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


def _covered(m: Making) -> bool | None:
    """Tell whether the warranty covers it; None while that is to be checked."""
    known = [one.warranty.result for one in m.case.lines if one.warranty]
    known = [one for one in known if one != "unknown"]
    return "covered" in known if known else None


def _pieces(m: Making) -> int:
    return m.totals()["pieces"]


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
    "slip": lambda m: m.case.number,
    "carrier": lambda m: m.case.parcels[-1].carrier if m.case.parcels else None,
    "waybill": lambda m: m.case.parcels[-1].waybill if m.case.parcels else None,
    "product": _title,
    "in_warranty": _covered,
}
