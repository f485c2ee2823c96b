"""Separated text: whatever encoding and separator a spreadsheet saved it with."""

import codecs
import csv
import io
import re
from collections.abc import Iterator

from bot.documents.tables import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    Remark,
    Table,
    Unreadable,
    make_table,
)

_SEPARATORS = "\t,;|，；"
_LOOKED_AT = 50
"""Lines that decide on the separator."""
_MOST_LINES = MAX_ROWS * 40
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_STRANGE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ue000-\uf8ff\ufffd]")
_MOST_STRANGE = 0.02
"""Share of characters no table holds, from which on the text was not meant to be read as such."""
_WEB_PAGE = re.compile(r"\s*(<!doctype|<html|<table|<\?xml)", re.IGNORECASE)


def read_plain(data: bytes, name: str) -> Table | Unreadable:
    """Return the table in separated text; a text without separators is a table of one column."""
    if not data.strip():
        return Unreadable("empty")
    text = decode(data)
    if text is None:
        return Unreadable("encoding")
    if _WEB_PAGE.match(text):
        return Unreadable("not_a_table", "a web page or XML")
    if not text.strip():
        return Unreadable("empty")
    text = _without_hint(text)
    remarks: list[Remark] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text))
    try:
        return make_table(name, _rows(reader, remarks), remarks=remarks)
    except csv.Error as error:
        return Unreadable("corrupt", str(error))


def decode(data: bytes) -> str | None:
    """Return a text by its byte order mark, else as UTF-8, UTF-16 or GB18030; None when it is none of them."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding)
    for encoding in ("utf-8", *_utf_16(data), "gb18030"):
        text = _decoded(data, encoding)
        if text is not None and len(_STRANGE.findall(text)) <= _MOST_STRANGE * len(text):
            return text
    return None


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _utf_16(data: bytes) -> tuple[str, ...]:
    """Return the byte order that a text without a mark can have: ASCII in it leaves every other byte zero."""
    head = data[:2000]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if not even and not odd:
        return ()
    return ("utf-16-le",) if odd > even else ("utf-16-be",)


def _without_hint(text: str) -> str:
    """Return a text without the line `sep=;` that some programs write first."""
    first, newline, rest = text.partition("\n")
    return rest if newline and re.fullmatch(r"\s*sep=.\s*", first, re.IGNORECASE) else text


def separator_of(text: str) -> str:
    """Return what parts the cells: the sign that gives most lines the same number of cells, beyond one."""
    lines = [line for line in text.splitlines()[: _LOOKED_AT * 4] if line.strip()][:_LOOKED_AT]
    best, most = ",", 0
    for sign in _SEPARATORS:
        counts = [line.count(sign) for line in lines]
        usual = max(set(counts) - {0}, key=counts.count, default=0)
        fitting = counts.count(usual) if usual else 0
        if fitting > most:
            best, most = sign, fitting
    return best


def _rows(reader: Iterator[list[str]], remarks: list[Remark]) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(reader, 1):
        if number > _MOST_LINES:
            return
        cells = [cell.replace("\u3000", " ").strip() for cell in row[:MAX_COLUMNS]]
        if any(len(cell) > MAX_CELL for cell in cells):
            remarks.append(Remark("cut", str(number)))
            cells = [cell[:MAX_CELL] for cell in cells]
        yield number, cells
