"""What was read from an uploaded table, or why it could not be read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

MAX_BYTES = 10 * 1024 * 1024
"""A table of the most rows is far below."""
MAX_ROWS = 5000
MAX_COLUMNS = 60
MAX_CELL = 2000
"""Characters; what is longer is cut."""

Reason = Literal[
    "empty",
    "too_large",
    "too_many_rows",
    "corrupt",
    "password",
    "old_excel",
    "open_document",
    "encoding",
    "not_a_table",
]
"""Why a file cannot be read; the wording is the book's."""

RemarkKind = Literal["not_calculated", "long_number", "cut", "other_sheet"]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The file gives no table; `detail` is for the log, never for the customer."""

    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a table that its sender should hear.

    `not_calculated`: a formula without a saved result reads as empty. `long_number`: more than 15 digits
    kept as a number, so the spreadsheet has lost the last ones. `cut`: a cell beyond `MAX_CELL`.
    `other_sheet`: a sheet with content that was not read.
    """

    kind: RemarkKind
    where: str
    """Cell such as `C7`, or the sheet's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of trimmed texts, all of one width; blank rows are left out.

    Days read as `2026-11-23`, whole numbers without a decimal point.
    """

    name: str
    """The file's name."""
    sheet: str = ""
    """The sheet that was read; empty for CSV."""
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    """The number of each row in the file, from 1: what its sender sees beside it."""
    remarks: tuple[Remark, ...] = ()


def make_table(
    name: str,
    rows: Iterable[tuple[int, list[str]]],
    *,
    sheet: str = "",
    remarks: Iterable[Remark] = (),
) -> Table | Unreadable:
    """Return a table of numbered rows, without what is blank all the way down or across its right end."""
    kept: list[tuple[int, list[str]]] = []
    width = 0
    for number, row in rows:
        used = _used(row)
        if not used:
            continue
        if len(kept) == MAX_ROWS:
            return Unreadable("too_many_rows", f"more than {MAX_ROWS}")
        width = max(width, used)
        kept.append((number, row))
    if not kept:
        return Unreadable("empty")
    return Table(
        name=name,
        sheet=sheet,
        rows=tuple(tuple(row[:width] + [""] * (width - len(row))) for _, row in kept),
        numbers=tuple(number for number, _ in kept),
        remarks=tuple(remarks),
    )


def _used(row: list[str]) -> int:
    """Return how many cells stand up to the last one that holds something."""
    return max((place for place, cell in enumerate(row, 1) if cell), default=0)
