"""Can every form be printed, with its example and with no more than it must know?"""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from bot.book.issue import Issues, nearest
from bot.book.packing import Merged
from bot.core.book import Brand
from bot.core.document import MAIN, Data, Field, Form, LayoutError, missing
from bot.core.script import Source

_PRINTED: set[bytes] = set()
"""Marks of forms this process has printed: a reload tries only what changed."""

_IMPORT = re.compile(rb'(?:import|include)\s+"([^"]+)"')


class Fill(Protocol):
    """Fills a form in: `bot.documents.filling.filled`, which the book itself may not know."""

    def __call__(self, form: Form, data: Data, *, brand: Brand) -> bytes:
        """Return the file; raises LayoutError."""
        ...


def check_documents(packs: Sequence[Merged], issues: Issues, *, fill: Fill | None) -> None:
    """Report forms without a layout, fields nobody prints, and layouts that fail; `fill` tries them."""
    tried: set[tuple[Source, tuple[str, ...]]] = set()
    for pack in packs:
        for form in pack.documents.values():
            key = (form.source, tuple(sorted(form.paths.values())))
            if key in tried:
                continue
            tried.add(key)
            if form.format == "pdf" and MAIN not in form.sources:
                _no_layout(form, issues)
                continue
            _check_printed(form, issues)
            whole = not missing(form, form.example)
            if fill is not None and pack.brand is not None and whole:
                _try(form, pack.brand, issues, fill=fill)


def _no_layout(form: Form, issues: Issues) -> None:
    issues.add(
        form.source,
        "missing_file",
        f"the form `{form.id}` has no `{form.id}.typ` beside it",
        fix="Write one; a copy of another form's is a good start.",
    )


def _check_printed(form: Form, issues: Issues) -> None:
    text = form.sources.get(MAIN, b"").decode()
    if form.format != "pdf":
        return
    for name in _names(form.fields):
        if not re.search(rf"\.{name}\b", text):
            issues.add(
                form.source,
                "unused_field",
                f"the form `{form.id}` never prints its field `{name}`",
                fix=f"Print it in {form.id}.typ, or take it out.",
            )


def _names(fields: tuple[Field, ...]) -> list[str]:
    return [name for one in fields for name in (one.name, *_names(one.fields))]


def _try(form: Form, brand: Brand, issues: Issues, *, fill: Fill) -> None:
    mark = _mark(form, brand)
    if mark in _PRINTED:
        return
    for data in (form.example, required_only(form.fields, form.example)):
        try:
            fill(form, data, brand=brand)
        except LayoutError as error:
            path = form.paths.get(error.file, form.source.file)
            issues.add(
                Source(path, error.line, error.column),
                "layout",
                f"the form `{form.id}` cannot be printed: {error.problem}",
                fix="Mend it here; every field may be empty unless it is `required`.",
            )
            return
    _PRINTED.add(mark)


def _mark(form: Form, brand: Brand) -> bytes:
    """Return a name for everything that decides how a form is printed."""
    made_of = (form.id, form.format, form.fields, form.words, form.example, brand.name)
    seen = hashlib.sha256(repr((made_of, brand.hotline, form.name, form.signed_off)).encode())
    for name, content in sorted(form.sources.items()):
        seen.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return seen.digest()


def required_only(fields: tuple[Field, ...], data: Data) -> dict[str, Any]:
    """Return what is left of data when only the required fields are filled."""
    left: dict[str, Any] = {}
    for one in fields:
        value = data.get(one.name)
        if not one.required or value is None:
            continue
        if one.kind == "group":
            value = required_only(one.fields, value)
        elif one.kind == "rows":
            value = [required_only(one.fields, row) for row in value]
        left[one.name] = value
    return left


def check_layouts(
    layouts: Mapping[str, tuple[str, bytes]], forms: Collection[str], issues: Issues
) -> None:
    """Report Typst files that are no form's and that no other file takes in."""
    taken = {
        name.decode(errors="replace")
        for _, content in layouts.values()
        for name in _IMPORT.findall(content)
    }
    for name, (path, _) in sorted(layouts.items()):
        if name.removesuffix(".typ") not in forms and name not in taken:
            issues.add(
                Source(path, 1, 1),
                "stray_file",
                f"nothing reads `{name}` here",
                fix=nearest(name.removesuffix(".typ"), forms, otherwise="Write its form as YAML."),
            )
