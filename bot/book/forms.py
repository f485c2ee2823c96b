"""Reads the fields of a form."""

from typing import cast, get_args

from jinja2 import Environment

from bot.book.environment import guard
from bot.book.reader import Item
from bot.book.wordings import read_label
from bot.core.forms import FieldKind, Form, FormField, Option

_KEYS = ("kind", "options", "required", "when", "of", "low", "high", "default")
_MOST = 10_000_000


def read_form(item: Item, *, environment: Environment) -> Form:
    """Read a list of fields."""
    fields = tuple(_field(one, environment) for one in item.items("form"))
    seen: set[str] = set()
    for entry, field in zip(item.items("form"), fields, strict=True):
        if field.id in seen:
            entry.peek("id").issue(
                "duplicate_id", f"field `{field.id}` stands twice", fix="Choose another id."
            )
        seen.add(field.id)
    return fields


def _field(item: Item, environment: Environment) -> FormField:
    table = item.table("a field", required=("id", "ask"), optional=_KEYS)
    kinds = get_args(FieldKind)
    kind = table["kind"].one_of(kinds, "kind") if "kind" in table else "text"
    if kind == "choice" and "options" not in table:
        item.issue("missing_key", "a choice has no `options`", fix="Add `options:`.")
    return FormField(
        id=table["id"].id("a field id"),
        kind=cast("FieldKind", kind),
        ask=read_label(table["ask"], "ask"),
        options=tuple(_option(one) for one in table["options"].items("options"))
        if "options" in table
        else (),
        required=table["required"].flag("required") if "required" in table else True,
        when=guard(table["when"].text("when"), environment) if "when" in table else None,
        of=guard(table["of"].text("of"), environment) if "of" in table else None,
        low=int(table["low"].number("low", low=-_MOST, high=_MOST)) if "low" in table else None,
        high=int(table["high"].number("high", low=-_MOST, high=_MOST)) if "high" in table else None,
        default=table["default"].text("default") if "default" in table else "",
    )


def _option(item: Item) -> Option:
    table = item.table("an option", required=("id", "label"), optional=("also",))
    return Option(
        id=table["id"].text("an option id"),
        label=read_label(table["label"], "label"),
        words=table["also"].texts("also") if "also" in table else (),
    )
