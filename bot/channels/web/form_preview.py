"""A form of the book as its manager wants to see it: printed with invented data, and field by field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.channels.web.words import Words
from bot.core.book import Pack
from bot.core.document import Field, Form, LayoutError, file_name
from bot.documents.filling import filled, pictured
from bot.documents.sheets import Table, read_table


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field in the list, `path` as whoever fills the form writes it: `lines[].part`."""

    path: str
    about: str
    kind: str
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A form filled with its example; `problem` says why it could not be."""

    form: Form
    file: str
    fields: tuple[FieldRow, ...]
    sources: Mapping[str, str]
    pages: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    problem: str = ""


def preview(form: Form, pack: Pack, words: Words) -> Preview:
    """Fill a form with its example; takes tenths of a second, so call it in a thread."""
    pages, problem = 0, ""
    rows: tuple[tuple[str, ...], ...] = ()
    try:
        if form.format == "pdf":
            pages = len(pictured(form, form.example, brand=pack.brand))
        else:
            read = read_table(filled(form, form.example, brand=pack.brand), form.id)
            rows = read.rows if isinstance(read, Table) else ()
    except LayoutError as error:
        problem = str(error)
    return Preview(
        form=form,
        file=file_name(form, form.example),
        fields=tuple(_rows(form.fields, "", words)),
        sources=form.paths,
        pages=pages,
        rows=rows,
        problem=problem,
    )


def _rows(fields: tuple[Field, ...], path: str, words: Words) -> Iterator[FieldRow]:
    for one in fields:
        here = f"{path}{one.name}"
        yield FieldRow(here, one.about, words[f"kind_{one.kind}"], one.required)
        yield from _rows(one.fields, f"{here}[]." if one.kind == "rows" else f"{here}.", words)
