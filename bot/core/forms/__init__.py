"""Forms: typed fields, checked values, and filling them by chat, by web or from a table."""

from bot.core.forms.field import (
    Checked,
    FieldKind,
    FieldProblem,
    Form,
    FormField,
    Misfit,
    Option,
)
from bot.core.forms.filling import Filled, fill
from bot.core.forms.values import Around, check_form, counts, fen, numbers, parts, read_value

__all__ = [
    "Around",
    "Checked",
    "FieldKind",
    "FieldProblem",
    "Filled",
    "Form",
    "FormField",
    "Misfit",
    "Option",
    "check_form",
    "counts",
    "fen",
    "fill",
    "numbers",
    "parts",
    "read_value",
]
