"""Printed forms and spreadsheets as the book describes them, and what their data must hold."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.core.script import Source

Format = Literal["pdf", "xlsx"]
FieldKind = Literal[
    "text", "code", "number", "money", "date", "flag", "texts", "group", "rows", "choice"
]
Data = Mapping[str, Any]
"""What fills a form: nothing but JSON values; days as `2026-11-23`, moments as ISO 8601."""

MAIN = "main.typ"
"""Under which name a form's own Typst file is among its sources."""

GUIDE_WORDS = ("guide", "column", "required", "how", "example", "yes")
"""What a spreadsheet to be filled in says on its second sheet."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_UNFIT = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value of a form; a field that is not required prints as a line to write on."""

    name: str
    about: str
    """What it is, in the company's words; the heading of a spreadsheet's column."""
    kind: FieldKind = "text"
    """`code` is printed as text, QR and Code 128; `texts` is a list; `group` and `rows` have `fields`."""
    required: bool = False
    fields: tuple["Field", ...] = ()
    help: str = ""
    """How to fill a spreadsheet's column in."""
    choices: tuple[str, ...] = ()
    """What a spreadsheet's column offers."""
    width: int = 14
    """Characters of a spreadsheet's column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form of the book: what it is called, what it must know, and how it is laid out."""

    id: str
    name: Mapping[str, str]
    format: Format
    number: str
    """Its number as a controlled document."""
    version: str
    signed_off: tuple[tuple[str, str], ...] = ()
    """Who made, checked and approved the blank form, as heading and name (R16)."""
    file: str
    """Pattern of the file's name, such as `退货清单-{number}`."""
    fields: tuple[Field, ...]
    example: Data
    """Invented data, for the preview and the checker."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Words its program needs beside its fields: the headings of a template's guide."""
    sources: Mapping[str, bytes] = field(default_factory=dict, compare=False)
    """Typst files by name: the form's own is `MAIN`, beside it what it may import."""
    paths: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Where in the book each of them stands, by the name it has beside the form."""
    source: Source


def missing(form: Form, data: Data) -> tuple[str, ...]:
    """Return the required fields a form's data does not fill, such as `lines[2].part`."""
    return tuple(_missing(form.fields, data, ""))


def misfits(form: Form, data: Data) -> tuple[str, ...]:
    """Return what does not fit in a form's data: `colour: no such field`, `total: not a number`."""
    return tuple(_misfits(form.fields, data, ""))


def file_name(form: Form, data: Data) -> str:
    """Return the name of the file that a filled form is sent as."""

    def value(found: re.Match[str]) -> str:
        given = data.get(found[1])
        return "" if given is None else str(given)

    filled = _UNFIT.sub(" ", _PLACEHOLDER.sub(value, form.file))
    parts = (part.strip(" .") for part in filled.split("-"))
    stem = "-".join(part for part in parts if part)[:_LONGEST_NAME] or form.id
    return f"{stem}.{form.format}"


def codes_in(form: Form, data: Data) -> frozenset[str]:
    """Return every text of a form's data that is printed as a code to be scanned."""
    return frozenset(_codes(form.fields, data))


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], {})


def _missing(fields: tuple[Field, ...], data: Data, path: str) -> Iterator[str]:
    for one in fields:
        value = data.get(one.name)
        if _is_blank(value):
            if one.required:
                yield path + one.name
            continue
        for data_below, path_below in _below(one, value, path + one.name):
            yield from _missing(one.fields, data_below, path_below)


def _below(one: Field, value: object, path: str) -> Iterator[tuple[Data, str]]:
    """Return the maps inside a group or the rows of a table, with their paths."""
    if one.kind == "group" and isinstance(value, Mapping):
        yield value, f"{path}."
    if one.kind == "rows" and isinstance(value, (list, tuple)):
        for place, row in enumerate(value):
            if isinstance(row, Mapping):
                yield row, f"{path}[{place}]."


def _misfits(fields: tuple[Field, ...], data: Data, path: str) -> Iterator[str]:
    known = {one.name: one for one in fields}
    for name, value in data.items():
        one = known.get(name)
        if one is None:
            yield f"{path}{name}: no such field"
        elif not _is_blank(value):
            if not _fits(one, value):
                yield f"{path}{name}: not {_NOUNS[one.kind]}"
            for data_below, path_below in _below(one, value, path + name):
                yield from _misfits(one.fields, data_below, path_below)


_NOUNS: Mapping[FieldKind, str] = {
    "text": "a text",
    "code": "a text",
    "choice": "one of its choices",
    "number": "a number",
    "money": "an amount",
    "date": "a day or moment in ISO 8601",
    "flag": "true or false",
    "texts": "a list of texts",
    "group": "a map",
    "rows": "a list of maps",
}
_DATE = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?")
_AMOUNT = re.compile(r"-?\d+(\.\d+)?")


def _fits(one: Field, value: object) -> bool:  # noqa: PLR0911 — one case a kind
    match one.kind:
        case "group":
            return isinstance(value, Mapping)
        case "rows":
            return isinstance(value, (list, tuple)) and all(isinstance(x, Mapping) for x in value)
        case "texts":
            return isinstance(value, (list, tuple)) and all(isinstance(x, str) for x in value)
        case "flag":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, (int, float)) and not isinstance(value, bool)
        case "money":
            return not isinstance(value, bool) and _AMOUNT.fullmatch(str(value)) is not None
        case "date":
            return isinstance(value, str) and _DATE.fullmatch(value) is not None
        case "choice":
            return value in one.choices
    return isinstance(value, (str, int, float)) and not isinstance(value, bool)


def _codes(fields: tuple[Field, ...], data: Data) -> Iterator[str]:
    for one in fields:
        value = data.get(one.name)
        if one.kind == "code" and not _is_blank(value):
            yield str(value).strip()
        for data_below, _ in _below(one, value, ""):
            yield from _codes(one.fields, data_below)


class MissingFieldsError(ValueError):
    """Data lacks fields that a form must have; the message names them."""

    def __init__(self, form: Form, names: tuple[str, ...]) -> None:
        super().__init__(f"{form.id} lacks {', '.join(names)}")
        self.names = names


class LayoutError(Exception):
    """A form's Typst is wrong; `file` is its name beside the form, line and column count from 1."""

    def __init__(self, problem: str, *, file: str, line: int, column: int) -> None:
        super().__init__(f"{file}:{line}:{column} {problem}")
        self.problem = problem
        self.file = file
        self.line = line
        self.column = column
