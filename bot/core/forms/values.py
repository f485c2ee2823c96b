"""Does a value fit its field? What fits comes back in its normal form."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache

from bot.core.entities import find_date, find_phone
from bot.core.forms.field import LONGEST_TEXT, Checked, FieldProblem, Form, FormField, Misfit

ALL = "*"
_FEN = 100
_EARLIEST_YEAR = 1990
_DIGITS = re.compile(r"-?\d{1,7}")
_AMOUNT = re.compile(r"-?\d{1,12}(?:\.\d{1,2})?")
_DEAREST = 10_000_000
"""Yuan."""
_WAYBILL = re.compile(r"(?=[A-Z-]*\d)[A-Z0-9-]{6,30}")
_RANGE = re.compile(r"(\d{1,5})(?:\s*[-~]\s*(\d{1,5}))?")
_COUNT = re.compile(r"第?(\d{1,5})(?:\s*[=:]\s*|行[=:]?)(\d{1,6})[个件只台]?")
_PART = re.compile(r"(.+?)\s*(?:[*x×]\s*(\d{1,5}))?")
_BETWEEN = re.compile(r"[,，;；、\s]+")
_BETWEEN_PARTS = re.compile(r"[,，;；、\n]+")
_CURRENCY = re.compile(r"[¥￥,，\s]|元|块钱|块|yuan|rmb|cny", re.IGNORECASE)
_YES = frozenset({"yes", "y", "true", "1", "on"})
_NO = frozenset({"no", "n", "false", "0", "off"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a value is checked against."""

    today: date
    pieces: Mapping[int, int] = field(default_factory=dict)
    """Pieces announced by line, counted from 1."""
    offered: Mapping[str, Collection[int]] = field(default_factory=dict)
    """Lines a field may name; a field that is not there may name all."""
    people: Collection[str] | None = None
    """Logins that exist; None: not checked here."""


class _MisfitError(Exception):
    def __init__(self, problem: FieldProblem) -> None:
        self.problem = problem


def read_value(one: FormField, raw: str, around: Around) -> str | Misfit:
    """Return a value in its normal form, or why it cannot be taken."""
    # What somebody writes stays as written; everything else is read without regard to width.
    text = (raw if one.kind == "text" else unicodedata.normalize("NFKC", raw)).strip()
    if not text:
        return Misfit(one.id, "missing") if one.required else ""
    try:
        return _READ[one.kind](one, text, around)
    except _MisfitError as misfit:
        return Misfit(one.id, misfit.problem, raw.strip())


def check_form(form: Form, given: Mapping[str, str], around: Around) -> Checked:
    """Check the fields that apply; a field without a value takes its default, and may be missing."""
    values: list[tuple[str, str]] = []
    misfits: list[Misfit] = []
    for one in form:
        found = read_value(one, given.get(one.id, "").strip() or one.default, around)
        if isinstance(found, Misfit):
            misfits.append(found)
        elif found:
            values.append((one.id, found))
    return Checked(values=tuple(values), misfits=tuple(misfits))


def fen(yuan: str) -> int:
    """Return a normal amount of money in fen."""
    return int(Decimal(yuan) * _FEN)


@lru_cache(maxsize=64)
def numbers(value: str) -> tuple[int, ...]:
    """Return the lines a normal value of kind `lines` names."""
    return tuple(int(one) for one in value.split(",") if one)


def counts(value: str) -> dict[int, int]:
    """Return pieces by line of a normal value of kind `counts`."""
    pairs = (one.split("=") for one in value.split(",") if one)
    return {int(line): int(pieces) for line, pieces in pairs}


def parts(value: str) -> tuple[tuple[str, int], ...]:
    """Return part and pieces of a normal value of kind `parts`."""
    pairs = (one.strip().rpartition("*") for one in value.split(";") if one.strip())
    return tuple((part, int(pieces)) for part, _, pieces in pairs)


def _text(_: FormField, text: str, __: Around) -> str:
    if len(text) > LONGEST_TEXT:
        raise _MisfitError("too_long")
    return text


def _number(one: FormField, text: str, _: Around) -> str:
    if not _DIGITS.fullmatch(text):
        raise _MisfitError("not_a_number")
    number = int(text)
    if number < (one.low if one.low is not None else 0):
        raise _MisfitError("too_small")
    if one.high is not None and number > one.high:
        raise _MisfitError("too_large")
    return str(number)


def _money(one: FormField, text: str, _: Around) -> str:
    written = _CURRENCY.sub("", text)
    if not _AMOUNT.fullmatch(written):
        raise _MisfitError("not_money")
    amount = Decimal(written)
    if amount < (one.low if one.low is not None else 0):
        raise _MisfitError("too_small")
    if amount > (one.high if one.high is not None else _DEAREST):
        raise _MisfitError("too_large")
    return f"{amount:.2f}"


def _date(_: FormField, text: str, around: Around) -> str:
    try:
        day: date | None = date.fromisoformat(text)
    except ValueError:
        day = find_date(text, around.today)
    if day is None:
        raise _MisfitError("not_a_date")
    if day > around.today:
        raise _MisfitError("future_date")
    if day.year < _EARLIEST_YEAR:
        raise _MisfitError("early_date")
    return day.isoformat()


def _choice(one: FormField, text: str, _: Around) -> str:
    said = text.casefold()
    for option in one.options:
        if said in {
            option.id.casefold(),
            *(label.casefold() for label in option.label.values()),
            *(word.casefold() for word in option.words),
        }:
            return option.id
    raise _MisfitError("not_an_option")


def _yes_no(one: FormField, text: str, around: Around) -> str:
    said = text.casefold()
    if said in _YES or said in _NO:
        return "yes" if said in _YES else "no"
    try:
        return _choice(one, text, around)
    except _MisfitError:
        raise _MisfitError("not_yes_or_no") from None


def _phone(_: FormField, text: str, __: Around) -> str:
    found = find_phone(text)
    if found is None:
        raise _MisfitError("not_a_phone")
    return found


def _waybill(_: FormField, text: str, __: Around) -> str:
    number = text.upper().replace(" ", "")
    if not _WAYBILL.fullmatch(number):
        raise _MisfitError("not_a_waybill")
    return number


def _photo(_: FormField, text: str, __: Around) -> str:
    return "\n".join(dict.fromkeys(text.split()))


def _person(_: FormField, text: str, around: Around) -> str:
    if around.people is not None and text not in around.people:
        raise _MisfitError("not_a_person")
    return text


def _lines(one: FormField, text: str, around: Around) -> str:
    offered = _offered(one, around)
    if text == ALL:
        if not offered:
            raise _MisfitError("no_such_line")
        return ",".join(str(line) for line in offered)
    named: list[int] = []
    for part in _BETWEEN.split(text):
        found = _RANGE.fullmatch(part)
        if found is None:
            raise _MisfitError("no_such_line")
        first, last = int(found[1]), int(found[2] or found[1])
        if not set(range(first, last + 1)) <= set(offered):
            raise _MisfitError("no_such_line")
        named += range(first, last + 1)
    return ",".join(str(line) for line in sorted(set(named)))


def _counts(one: FormField, text: str, around: Around) -> str:
    offered = _offered(one, around)
    if text == ALL:
        return ",".join(f"{line}={around.pieces.get(line, 0)}" for line in offered)
    if text.isdecimal() and len(offered) == 1:
        text = f"{offered[0]}={text}"
    counted: dict[int, int] = {}
    for part in _BETWEEN.split(text):
        found = _COUNT.fullmatch(part)
        if found is None:
            raise _MisfitError("not_counts")
        if int(found[1]) not in offered:
            raise _MisfitError("no_such_line")
        counted[int(found[1])] = int(found[2])
    return ",".join(f"{line}={pieces}" for line, pieces in sorted(counted.items()))


def _parts(_: FormField, text: str, __: Around) -> str:
    used: list[str] = []
    for written in _BETWEEN_PARTS.split(text):
        if not written.strip():
            continue
        found = _PART.fullmatch(written.strip())
        if found is None or not int(found[2] or 1):
            raise _MisfitError("not_parts")
        used.append(f"{found[1]}*{int(found[2] or 1)}")
    if not used:
        raise _MisfitError("not_parts")
    return "; ".join(used)


def _offered(one: FormField, around: Around) -> tuple[int, ...]:
    return tuple(sorted(around.offered.get(one.id, around.pieces)))


_READ: Mapping[str, Callable[[FormField, str, Around], str]] = {
    "text": _text,
    "number": _number,
    "money": _money,
    "date": _date,
    "choice": _choice,
    "yes_no": _yes_no,
    "phone": _phone,
    "waybill": _waybill,
    "photo": _photo,
    "person": _person,
    "lines": _lines,
    "counts": _counts,
    "parts": _parts,
}
