"""What a dealer bought, out of the rows of a spreadsheet the office uploads: headings in any order."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from bot.core.dealers import Purchase, serial_key
from bot.core.returns.days import read_cell
from bot.core.returns.told import find_part, known_model
from bot.core.returns.words import ReturnWords
from bot.core.text import normalise

VEHICLE = "vehicle"
"""Part of a row that names none."""

Flaw = Literal[
    "no_headings",
    "model_missing",
    "model_unknown",
    "part_unknown",
    "quantity_wrong",
    "bought_wrong",
    "serials_many",
]

_HEADING_ROWS = 15
_LEAST = frozenset({"model", "bought"})
"""Without these a row says nothing we can count on."""
_MOST = 100_000
"""Units of one line; more is a slip."""
_BETWEEN = re.compile(r"[\s,，、;；/|]+")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that was left out, by the number its sender sees beside it; 0: the sheet as a whole."""

    row: int
    flaw: Flaw
    value: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was understood and what was not; good rows go on without the bad ones."""

    purchases: tuple[Purchase, ...]
    problems: tuple[Problem, ...]


def read_purchases(
    rows: Sequence[Sequence[str]],
    *,
    numbers: Sequence[int],
    dealer: str,
    policy: Mapping[str, object],
    words: ReturnWords,
    today: date,
) -> Sheet:
    """Return the purchases of a sheet; `policy` is `policies/purchases.yaml`.

    Rows of one invoice with the same model, part and day are added up.
    """
    head, columns = _heading(rows, _headings(policy))
    vehicles = frozenset(map(normalise, cast("Sequence[str]", policy.get("vehicles", ()))))
    if not _LEAST.issubset(columns.values()):
        return Sheet((), (Problem(0, "no_headings"),))
    found: dict[tuple[object, ...], Purchase] = {}
    problems: list[Problem] = []
    for row, number in zip(rows[head + 1 :], numbers[head + 1 :], strict=True):
        cells = {field: row[place].strip() for place, field in columns.items() if place < len(row)}
        if not any(cells.values()):
            continue
        read = _purchase(cells, number, dealer=dealer, vehicles=vehicles, words=words, today=today)
        if isinstance(read, Problem):
            problems.append(read)
        else:
            key = (read.invoice, read.model, read.part, read.invoice_date)
            found[key] = _together(found.get(key), read)
    return Sheet(tuple(found.values()), tuple(problems))


def _headings(policy: Mapping[str, object]) -> dict[str, str]:
    columns = cast("Mapping[str, Sequence[str]]", policy.get("columns", {}))
    return {normalise(name): field for field, names in columns.items() for name in names}


def _heading(
    rows: Sequence[Sequence[str]], headings: Mapping[str, str]
) -> tuple[int, dict[int, str]]:
    """Return the row that names most columns, and which column is which."""
    best: tuple[int, dict[int, str]] = (0, {})
    for place, row in enumerate(rows[:_HEADING_ROWS]):
        columns: dict[int, str] = {}
        for column, cell in enumerate(row):
            field = headings.get(normalise(cell).strip(" *:()[]"))
            if field is not None and field not in columns.values():
                columns[column] = field
        if len(columns) > len(best[1]):
            best = place, columns
    return best


def _purchase(
    cells: Mapping[str, str],
    number: int,
    *,
    dealer: str,
    vehicles: frozenset[str],
    words: ReturnWords,
    today: date,
) -> Purchase | Problem:
    told = cells.get("model", "")
    model = known_model(told, words)
    if not model:
        return Problem(number, "model_unknown" if told else "model_missing", told[:_LONGEST])
    part = _part(cells.get("part", ""), vehicles, words)
    if part is None:
        return Problem(number, "part_unknown", cells["part"][:_LONGEST])
    day = read_cell(normalise(cells.get("bought", "")), words, today=today)
    if day is None or day.day is None:
        return Problem(number, "bought_wrong", cells.get("bought", "")[:_LONGEST])
    keys = dict.fromkeys(serial_key(one) for one in _BETWEEN.split(cells.get("serials", "")))
    serials = tuple(key for key in keys if key)
    quantity = _quantity(cells.get("quantity", ""), serials)
    if quantity is None:
        return Problem(number, "quantity_wrong", cells.get("quantity", "")[:_LONGEST])
    if len(serials) > quantity:
        return Problem(number, "serials_many", f"{len(serials)} > {quantity}")
    return Purchase(
        dealer=dealer,
        model=model,
        part=part,
        quantity=quantity,
        invoice=cells.get("invoice", "")[:_LONGEST],
        invoice_date=day.day,
        serials=serials,
    )


def _part(told: str, vehicles: frozenset[str], words: ReturnWords) -> str | None:
    """Return the row of the warranty table a cell names; None for a part nobody knows."""
    if not told or normalise(told) in vehicles:
        return VEHICLE
    named = find_part(normalise(told), words)
    return words.parts[named].warranty if named else None


def _quantity(told: str, serials: tuple[str, ...]) -> int | None:
    if not told:
        return max(1, len(serials))
    figures = re.match(r"(\d{1,7})(?:\.0+)?(?!\d)", normalise(told).replace(",", ""))
    count = int(figures[1]) if figures else 0
    return count if 0 < count <= _MOST else None


def _together(before: Purchase | None, new: Purchase) -> Purchase:
    if before is None:
        return new
    return Purchase(
        dealer=new.dealer,
        model=new.model,
        part=new.part,
        quantity=before.quantity + new.quantity,
        invoice=new.invoice,
        invoice_date=new.invoice_date,
        serials=tuple(dict.fromkeys((*before.serials, *new.serials))),
    )
