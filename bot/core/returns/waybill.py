"""The waybill (运单) of a parcel: carrier and number as people type them, in the carrier's own form (R1, R13)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.core.cases import parse_case_number
from bot.core.returns.words import alternatives
from bot.core.text import normalise

_TOKEN = re.compile(r"(?<![a-z0-9])[a-z]{0,4}[- ]?\d[\da-z-]{2,24}(?![a-z0-9])")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_CASE = re.compile(r"rt\W*20\d{6}\W*\d{1,6}", re.IGNORECASE)
_GAP = re.compile(r"(?<=\d{3}) (?=\d{3})")
_MOST_PIECES = 99
_SHORTEST = 8  # characters of a number whose carrier nobody named


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A carrier of the book."""

    id: str
    names: Mapping[str, str]
    words: re.Pattern[str]
    number: re.Pattern[str]
    example: str
    inspects: bool
    """The receiver may look into the parcel before signing (R13)."""
    refused: bool
    """Never to be sent with (R13: no ordinary or registered mail)."""
    phone: str

    def name(self, lang: str) -> str:
        """Return what it is called."""
        return self.names.get(lang) or self.names["zh-CN"]


WaybillProblem = Literal["", "number_wrong", "number_missing", "carrier_missing", "carrier_refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waybill:
    """What a message tells of a waybill; `problem` names the first thing wrong or missing."""

    carrier: Carrier | None = None
    number: str = ""
    pieces: int | None = None
    case: str = ""
    """Case it is for, when said."""
    fitting: tuple[Carrier, ...] = ()
    """Carriers whose numbers look like this one, when none was named."""
    problem: WaybillProblem = ""

    @property
    def tells(self) -> bool:
        """Whether anything of a waybill was said at all."""
        return self.carrier is not None or bool(self.number)


def without_case_number(text: str) -> str:
    """Return what a message says beside the case it names."""
    return _CASE.sub(" ", text)


def split_at_cases(text: str) -> tuple[str, ...]:
    """Return the stretches of a message that names several cases, each with one number; else the whole."""
    found = list(_CASE.finditer(text))
    if len({parse_case_number(one[0]) for one in found}) < 2:
        return (text,)
    leads = not text[: found[0].start()].strip()
    cuts = [one.start() for one in found[1:]] if leads else [one.end() for one in found[:-1]]
    ends = (*cuts, len(text))
    return tuple(text[start:end] for start, end in zip((0, *cuts), ends, strict=True))


@dataclass(frozen=True, slots=True)
class WaybillWords:
    """What is needed to read a waybill."""

    carriers: tuple[Carrier, ...]
    pieces: re.Pattern[str]
    numerals: Mapping[str, int]

    def carrier(self, carrier_id: str) -> Carrier | None:
        """Return the carrier of that id."""
        return next((one for one in self.carriers if one.id == carrier_id), None)

    def named(self, text: str) -> Carrier | None:
        """Return the carrier people call so; None for one the book does not know."""
        said = normalise(text)
        return next((one for one in self.carriers if one.words.fullmatch(said)), None)

    def called(self, text: str, *, lang: str) -> str:
        """Return what a reader calls a carrier; one the book does not know as it was written."""
        found = self.named(text) if text else None
        return found.name(lang) if found is not None else text


def read_carriers(policies: Mapping[str, Mapping[str, Any]]) -> WaybillWords:
    """Return the carriers of `policies/carriers.yaml`, in its order."""
    table = policies.get("carriers", {})
    numerals = policies.get("returns", {}).get("numerals", {})
    figures = "".join(numerals) or "0"
    return WaybillWords(
        carriers=tuple(
            Carrier(
                id=carrier_id,
                names=row["name"],
                words=re.compile(alternatives((*row["name"].values(), *row.get("also", ())))),
                number=re.compile(row["number"], re.IGNORECASE),
                example=row["example"],
                inspects=bool(row.get("inspects", False)),
                refused=bool(row.get("refused", False)),
                phone=str(row.get("phone", "")),
            )
            for carrier_id, row in table.get("carriers", {}).items()
        ),
        pieces=re.compile(
            rf"(?<![\da-z])(\d{{1,3}}|[{figures}])\s*{alternatives(table.get('boxes', ()))}"
        ),
        numerals=numerals,
    )


def read_waybill(text: str, words: WaybillWords, *, known: Carrier | None = None) -> Waybill:
    """Return what a message tells of a waybill; `known` is the carrier told before."""
    case = parse_case_number(text) or ""
    left = _GAP.sub("", _PHONE.sub(" ", _CASE.sub(" ", normalise(text))))
    named = [
        (_is_loose(one), found.start(), one)
        for one in words.carriers
        if (found := one.words.search(left))
    ]
    carrier = min(named, key=lambda one: one[:2])[2] if named else known
    numbers = [re.sub(r"[^A-Z0-9-]", "", found[0].upper()) for found in _TOKEN.finditer(left)]
    if carrier is None:
        numbers = [one for one in numbers if len(one) >= _SHORTEST]
    number = _best(numbers, carrier, words.carriers)
    fitting: tuple[Carrier, ...] = ()
    if number and carrier is None:
        fitting = tuple(one for one in words.carriers if _fits(one, number) and not _is_loose(one))
        carrier = fitting[0] if len(fitting) == 1 else None
    if carrier is not None and not _fits(carrier, number):
        number = _with_letters(carrier, number)
    return Waybill(
        carrier=carrier,
        number=number,
        pieces=_pieces(left, words),
        case=case,
        fitting=fitting,
        problem=_problem(carrier, number),
    )


def split_waybills(text: str, words: WaybillWords) -> tuple[str, ...]:
    """Return the stretches of a message that tells of several waybills, each with one number; else the whole."""
    ends = [
        found.end()
        for found in _TOKEN.finditer(text.lower())
        if (number := re.sub(r"[^A-Z0-9-]", "", found[0].upper()))
        and len(number) >= _SHORTEST
        and any(_fits(one, number) and not _is_loose(one) for one in words.carriers)
    ]
    if len(ends) < 2:
        return (text,)
    starts = [0, *ends[:-1]]
    return tuple(text[start:end] for start, end in zip(starts, ends, strict=True))


def _fits(carrier: Carrier, number: str) -> bool:
    return carrier.number.fullmatch(number) is not None


def _with_letters(carrier: Carrier, number: str) -> str:
    """Return a number with the carrier's letters in front, when they are all it lacks; "SF" is often left out."""
    letters = re.match(r"[A-Z]*", carrier.example)
    whole = f"{letters[0] if letters else ''}{number}"
    return whole if number.isdecimal() and _fits(carrier, whole) else number


def _is_loose(carrier: Carrier) -> bool:
    """A form so wide that it tells nothing, as of freight lines; such a carrier has to be named."""
    return carrier.refused or carrier.number.fullmatch("A1B2C3D4E5") is not None


def _best(numbers: Sequence[str], carrier: Carrier | None, carriers: Sequence[Carrier]) -> str:
    """Return the number meant: one that fits the carrier named, else any carrier, else the longest."""
    asked = (carrier,) if carrier is not None else carriers
    fitting = [one for one in numbers if any(_fits(each, one) for each in asked)]
    return max(fitting or numbers, key=len, default="")


def _problem(carrier: Carrier | None, number: str) -> WaybillProblem:
    if carrier is not None and carrier.refused:
        return "carrier_refused"
    if not number:
        return "number_missing"
    if carrier is None:
        return "carrier_missing"
    return "" if _fits(carrier, number) else "number_wrong"


def _pieces(text: str, words: WaybillWords) -> int | None:
    found = words.pieces.search(text)
    if found is None:
        return None
    count = int(found[1]) if found[1].isdecimal() else words.numerals[found[1]]
    return count if 0 < count <= _MOST_PIECES else None
