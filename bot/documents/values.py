"""The data of a form as its layout gets it: every field there, every value a text as people read it."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.core.document import Data, Field

_LONGEST = 4000
"""Characters of one value; nobody reads more on paper."""


def laid_out(fields: tuple[Field, ...], data: Data, *, zone: tzinfo) -> dict[str, Any]:
    """Return the data with each field as text, list or map; None where nothing was given."""
    return {one.name: _value(one, data.get(one.name), zone) for one in fields}


def _value(one: Field, value: object, zone: tzinfo) -> Any:
    match one.kind:
        case "group":
            return laid_out(one.fields, value if isinstance(value, Mapping) else {}, zone=zone)
        case "rows":
            rows = value if isinstance(value, (list, tuple)) else ()
            return [
                laid_out(one.fields, row, zone=zone) for row in rows if isinstance(row, Mapping)
            ]
        case "texts":
            texts = value if isinstance(value, (list, tuple)) else () if value is None else (value,)
            return [text for item in texts if (text := _text(item))]
        case "flag":
            return value if isinstance(value, bool) else None
        case "money":
            return amount(value)
        case "date":
            return moment(value, zone=zone)
    return _text(value)


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    printable = "".join(sign for sign in str(value) if sign.isprintable() or sign in "\n\t")
    return printable.strip()[:_LONGEST] or None


def amount(value: object) -> str | None:
    """Return an amount of money with two decimals; what is none as it stands."""
    text = _text(value)
    if text is None:
        return None
    try:
        return f"{Decimal(text):,.2f}"
    except (InvalidOperation, ValueError):
        return text


def moment(value: object, *, zone: tzinfo) -> str | None:
    """Return a day as `2026-11-23`, a moment as `2026-11-23 09:30` local to the company."""
    text = _text(value)
    if text is None or "T" not in text:
        return text
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    local = at.astimezone(zone) if at.tzinfo is not None else at
    return f"{local:%Y-%m-%d %H:%M}"
