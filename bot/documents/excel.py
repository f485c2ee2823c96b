"""XLSX: opened only when nothing in the archive is larger, or other, than a table can be."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from bot.documents.ranges import Span, merged_in, not_calculated_in
from bot.documents.tables import (
    MAX_CELL,
    MAX_COLUMNS,
    Remark,
    Table,
    Unreadable,
    make_table,
)

_MOST_SHEET = 80 * 1024 * 1024
"""Bytes of one sheet's XML: it is read row by row, and only as far as there is something in it."""
_MOST_OTHER = 20 * 1024 * 1024
"""Bytes of all other XML, such as the shared texts, which is read whole."""
_MOST_PARTS = 2000
_MOST_LINES = 200_000
"""Rows looked at, blank ones included."""
_BLANK_RUN = 2000
"""Blank rows behind which nothing is looked for any more."""
_DECLARATIONS = 64 * 1024
"""Bytes at the head of a part where a document type would be declared."""
_EXACT = 10**15
"""Whole numbers from here on have lost their last digits in a spreadsheet."""
_WORKBOOK = "xl/workbook.xml"
_SHEETS = "xl/worksheets/"


def read_excel(data: bytes, name: str) -> Table | Unreadable:
    """Return the first sheet that looks like a table; cells merged downwards count in each of their rows."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _inspect(archive) or _read(archive, data, name)
    except RuntimeError as error:  # zipfile's word for an encrypted part
        return Unreadable("password" if "encrypted" in str(error) else "corrupt", str(error))
    except Exception as error:  # noqa: BLE001 — openpyxl raises whatever a broken part leads it to
        return Unreadable("corrupt", f"{type(error).__name__}: {error}")


def _inspect(archive: zipfile.ZipFile) -> Unreadable | None:
    """Return what forbids opening an archive with openpyxl.

    The zip module gives out no more of a part than the archive says it holds.
    """
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "mimetype" in names:
        return Unreadable("open_document")
    if _WORKBOOK not in names:
        return Unreadable("not_a_table", "an archive of something else")
    texts = [part for part in parts if part.filename.endswith((".xml", ".rels"))]
    sheets = [part.file_size for part in texts if part.filename.startswith(_SHEETS)]
    others = sum(part.file_size for part in texts) - sum(sheets)
    if others > _MOST_OTHER or max(sheets, default=0) > _MOST_SHEET or len(parts) > _MOST_PARTS:
        return Unreadable("too_large", f"sheets {sheets}, others {others}, parts {len(parts)}")
    for part in texts:
        with archive.open(part) as stream:
            head = stream.read(_DECLARATIONS)
        # XML in another encoding could hide a declaration, and no spreadsheet program writes it.
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head or b"\0" in head:
            return Unreadable("corrupt", f"{part.filename} declares entities")
    return None


def _read(archive: zipfile.ZipFile, data: bytes, name: str) -> Table | Unreadable:
    # Opening a spreadsheet is rare, and the library takes a third of a second to load.
    from openpyxl import load_workbook  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", module="openpyxl"
        )  # of parts it leaves out, such as lists
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            return _best(archive, sheets, name)
        finally:
            book.close()


def _best(archive: zipfile.ZipFile, sheets: list[Any], name: str) -> Table | Unreadable:
    """Return the first sheet with columns, else the first with anything."""
    filled: list[Table] = []
    for sheet in sheets:
        part = sheet._worksheet_path.lstrip("/")  # noqa: SLF001 — the only way to what openpyxl skips
        remarks = [Remark("not_calculated", cell) for cell in not_calculated_in(archive, part)]
        rows = _filled_down(_rows(sheet, remarks), merged_in(archive, part))
        found = make_table(name, rows, sheet=sheet.title, remarks=remarks)
        if isinstance(found, Table):
            filled.append(found)
        elif found.reason != "empty":
            return found
    if not filled:
        return Unreadable("empty")
    best = next((one for one in filled if len(one.rows[0]) > 1), filled[0])
    others = tuple(Remark("other_sheet", one.sheet) for one in filled if one is not best)
    return Table(
        name=best.name,
        sheet=best.sheet,
        rows=best.rows,
        numbers=best.numbers,
        remarks=best.remarks + others,
    )


def _rows(sheet: Any, remarks: list[Remark]) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()  # what a file says of its own size is often wrong
    blank = 0
    lines = sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)
    for number, values in enumerate(islice(lines, _MOST_LINES), 1):
        cells = ["" if value is None else _text(value) for value in values]
        blank = 0 if any(cells) else blank + 1
        if blank > _BLANK_RUN:
            return
        for place, value in enumerate(values):
            if isinstance(value, (int, float)) and abs(value) >= _EXACT:
                remarks.append(Remark("long_number", _address(place, number)))
            elif len(cells[place]) > MAX_CELL:
                remarks.append(Remark("cut", _address(place, number)))
                cells[place] = cells[place][:MAX_CELL]
        yield number, cells


def _filled_down(
    rows: Iterator[tuple[int, list[str]]], spans: tuple[Span, ...]
) -> Iterator[tuple[int, list[str]]]:
    """Repeat what stands in cells merged downwards: it is meant for all of their rows."""
    opened: dict[int, list[Span]] = {}
    for span in spans:
        opened.setdefault(span.top, []).append(span)
    running: list[tuple[Span, str]] = []
    for number, cells in rows:
        running = [(span, text) for span, text in running if number <= span.bottom]
        for span, text in running:
            if span.column < len(cells) and not cells[span.column]:
                cells[span.column] = text
        for span in opened.get(number, ()):
            if span.column < len(cells):
                running.append((span, cells[span.column]))
        yield number, cells


def _text(value: object) -> str:  # noqa: PLR0911 — one case a type
    match value:
        case str():
            return value.replace("\u3000", " ").strip()
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 1e300:
            return str(int(value))
        case float():
            return f"{value:.10g}"
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ", "minutes")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
    return str(value).strip()


def _address(place: int, number: int) -> str:
    letters, left = "", place + 1
    while left:
        left, rest = divmod(left - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{number}"
