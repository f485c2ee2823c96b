"""What openpyxl passes over when it reads row by row: merged cells, and formulas without a result."""

import re
import zipfile
from typing import NamedTuple

_MOST_BYTES = 8 * 1024 * 1024
"""A larger sheet is read without these."""
_MOST = 2000
_MERGED = re.compile(
    rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"'
)
_NOT_CALCULATED = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]{1,3}\d{1,7})"[^>]*>'
    rb"<(?:\w+:)?f(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)


class Span(NamedTuple):
    """Cells of one column that are merged downwards; rows count from 1, columns from 0."""

    column: int
    top: int
    bottom: int


def merged_in(archive: zipfile.ZipFile, part: str) -> tuple[Span, ...]:
    """Return the cells of a sheet that are merged downwards."""
    found = _MERGED.findall(_content(archive, part))[:_MOST]
    spans = (Span(_column(letters), int(top), int(bottom)) for letters, top, bottom in found)
    return tuple(span for span in spans if span.bottom > span.top)


def not_calculated_in(archive: zipfile.ZipFile, part: str) -> tuple[str, ...]:
    """Return the cells of a sheet whose formula was never worked out."""
    found = _NOT_CALCULATED.findall(_content(archive, part))[:_MOST]
    return tuple(cell.decode() for cell in found)


def _content(archive: zipfile.ZipFile, part: str) -> bytes:
    small = archive.getinfo(part).file_size <= _MOST_BYTES
    return archive.read(part) if small else b""


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - ord("A") + 1
    return column - 1
