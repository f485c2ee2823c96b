"""Reads `documents/`: forms as YAML, their layout as Typst beside them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast, get_args

from bot.book.digest import files_of
from bot.book.folder import Folder
from bot.book.issue import Issues
from bot.book.reader import Item, Table, read_utf8
from bot.book.wordings import read_label
from bot.core.document import (
    GUIDE_WORDS,
    MAIN,
    Field,
    FieldKind,
    Form,
    Format,
    misfits,
    missing,
)

_KINDS = get_args(FieldKind)
_NESTED = ("group", "rows")
_WIDEST = 80

Layout = tuple[str, bytes]
"""A Typst file: where in the book it stands, and what it says."""


def read_document(item: Item, id_: str, folder: Folder) -> None:
    """Put one form into the folder; its Typst source comes later."""
    table = item.table(
        "a form",
        required=("name", "format", "file", "fields", "example"),
        optional=("number", "version", "signed_off", "words"),
    )
    form = Form(
        id=id_,
        name=read_label(table["name"], "name"),
        format=cast("Format", table["format"].one_of(get_args(Format), "format")),
        number=_text(table, "number"),
        version=_text(table, "version"),
        signed_off=tuple(_texts(table, "signed_off").items()),
        file=table["file"].text("file"),
        fields=_fields(table["fields"]),
        example=_example(table["example"]),
        words=_texts(table, "words"),
        source=item.source,
    )
    _check_example(form, table["example"])
    _check_words(form, item)
    folder.documents[id_] = form


def _check_example(form: Form, item: Item) -> None:
    """Report an example that leaves a required field empty, or holds what the form does not know."""
    for name in missing(form, form.example):
        item.issue(
            "form_data",
            f"the example of `{form.id}` lacks the required field `{name}`",
            fix="Fill it, or take `required` out.",
        )
    for problem in misfits(form, form.example):
        item.issue(
            "form_data",
            f"the example of `{form.id}` does not fit its fields: {problem}",
            fix="Change the example or the field.",
        )


def _check_words(form: Form, item: Item) -> None:
    """Report what a template's guide needs to say and the form has no words for."""
    helped = any(column.help for one in form.fields for column in one.fields)
    for name in GUIDE_WORDS if helped else ():
        if name not in form.words:
            item.issue(
                "missing_key",
                f"`words` of `{form.id}` has no `{name}`",
                fix="A template with `help` needs it for its second sheet.",
            )


def read_layouts(path: Path, *, root: Path, issues: Issues) -> dict[str, Layout]:
    """Return the Typst files of a folder by name."""
    found: dict[str, Layout] = {}
    for file in files_of(path, "documents/*.typ"):
        text = read_utf8(file, root=root, issues=issues)
        if text is not None:
            found[file.name] = (file.relative_to(root).as_posix(), text.encode())
    return found


def with_layouts(documents: Mapping[str, Form], layouts: Mapping[str, Layout]) -> dict[str, Form]:
    """Return the forms with the Typst files they are laid out by: their own, and those of no form."""
    owned = {f"{id_}.typ" for id_ in documents}
    shared = {name: layout for name, layout in layouts.items() if name not in owned}
    return {id_: _with_own(form, shared, layouts) for id_, form in documents.items()}


def _with_own(form: Form, shared: Mapping[str, Layout], layouts: Mapping[str, Layout]) -> Form:
    name = f"{form.id}.typ"
    if form.format != "pdf" or name not in layouts:
        return form
    used = {**shared, name: layouts[name]}
    return replace(
        form,
        sources={MAIN if other == name else other: content for other, (_, content) in used.items()},
        paths={other: path for other, (path, _) in used.items()},
    )


def _text(table: Table, key: str) -> str:
    return table[key].text(key) if key in table else ""


def _texts(table: Table, key: str) -> dict[str, str]:
    entries = table[key].entries(key) if key in table else {}
    return {name: item.text(name) for name, (_, item) in entries.items()}


def _fields(item: Item) -> tuple[Field, ...]:
    return tuple(_field(name, entry) for name, (_, entry) in item.entries("fields").items())


def _field(name: str, item: Item) -> Field:
    table = item.table(
        f"field `{name}`",
        required=("is",),
        optional=("kind", "required", "fields", "help", "choices", "width"),
    )
    kind = table["kind"].one_of(_KINDS, "kind") if "kind" in table else "text"
    nested = kind in _NESTED
    if nested != ("fields" in table):
        item.issue(
            "missing_key" if nested else "unknown_key",
            f"field `{name}` of kind {kind} has {'no' if nested else ''} `fields`",
            fix="A group or rows have fields, nothing else has.",
        )
    if (kind == "choice") != ("choices" in table):
        item.issue(
            "missing_key" if kind == "choice" else "unknown_key",
            f"field `{name}` and its `choices` do not fit",
            fix="Write `kind: choice` and `choices:` together.",
        )
    return Field(
        name=name,
        about=table["is"].text("is"),
        kind=cast("FieldKind", kind),
        required=table["required"].flag("required"),
        fields=_fields(table["fields"]) if nested and "fields" in table else (),
        help=_text(table, "help"),
        choices=table["choices"].texts("choices") if "choices" in table else (),
        width=int(table["width"].number("width", low=4, high=_WIDEST)) if "width" in table else 14,
    )


def _example(item: Item) -> Mapping[str, Any]:
    data = _plain(item.data())
    if isinstance(data, dict):
        return data
    item.issue("wrong_type", "example must be a map", fix="Write a value for each field.")
    return {}


def _plain(value: Any) -> Any:
    """Return what YAML read as JSON has it: days become texts."""
    match value:
        case dict():
            return {key: _plain(one) for key, one in value.items()}
        case list():
            return [_plain(one) for one in value]
        case datetime() | date():
            return value.isoformat()
    return value
