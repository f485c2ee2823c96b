"""The form of a case's action on its way through a browser, there and back."""

from collections.abc import Mapping

from bot.desk.cases import ActionView, FieldView


def count_of(shown: str, line: str) -> str:
    """Return what a `counts` value says of one line, empty when nothing."""
    for part in shown.replace("\n", ",").split(","):
        name, _, count = part.partition("=")
        if name.strip() == line:
            return count.strip()
    return ""


def read_form(action: ActionView, given: Mapping[str, str]) -> dict[str, str]:
    """Return what a browser's form says, each field in the normal form of its kind."""
    return {field.id: _value(field, given) for field in action.form}


def _value(field: FieldView, given: Mapping[str, str]) -> str:
    if field.kind == "counts" and field.choices:
        counted = ((line, given.get(f"{field.id}={line}", "").strip()) for line, _ in field.choices)
        return ",".join(f"{line}={count}" for line, count in counted if count)
    value = given.get(field.id, "").strip()
    return value.replace("\n", ",") if field.kind == "lines" else value
