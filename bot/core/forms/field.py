"""What a form asks: typed fields, and what can be wrong with a value."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.core.script import Guard

FieldKind = Literal[
    "text",
    "number",
    "money",
    "date",
    "choice",
    "yes_no",
    "phone",
    "waybill",
    "photo",
    "person",
    "lines",
    "counts",
    "parts",
]
"""What a field holds, and its normal form as text:

`text` as typed · `number` whole, `12` · `money` yuan, `128.50` · `date` `2026-11-23` · `choice` the
option's id · `yes_no` `yes` or `no` · `phone` digits · `waybill` capitals and digits · `photo` file refs,
one a line · `person` a staff login · `lines` `1,3` · `counts` `1=3,2=0` pieces by line ·
`parts` `charger*2; fuse*1` what was used.
"""

FieldProblem = Literal[
    "missing",
    "not_a_number",
    "too_small",
    "too_large",
    "not_money",
    "not_a_date",
    "future_date",
    "early_date",
    "not_an_option",
    "not_yes_or_no",
    "not_a_phone",
    "not_a_waybill",
    "too_long",
    "no_such_line",
    "not_counts",
    "not_parts",
    "not_a_person",
]
"""Each is said by the phrase `case.field_<problem>` with `field` and `value`."""

LONGEST_TEXT = 2000
"""Characters of a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer a field offers."""

    id: str
    label: Mapping[str, str]
    words: tuple[str, ...] = ()
    """Other ways of saying it, all languages together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One thing a form asks for."""

    id: str
    kind: FieldKind
    ask: Mapping[str, str]
    """What it is called, by language: the label of a web form, the question in a chat."""
    options: tuple[Option, ...] = ()
    required: bool = True
    when: Guard | None = None
    """False: the field is not asked at all."""
    of: Guard | None = None
    """Which lines `lines` and `counts` offer, as a test of `line`; None: all."""
    low: int | None = None
    high: int | None = None
    """Bounds of `number` (pieces, days…) and of `money` in yuan."""
    default: str = ""
    """Filled in when nothing is said; `*` for all lines, or all pieces announced."""


Form = tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class Misfit:
    """A value that cannot be taken, or is not there."""

    field: str
    problem: FieldProblem
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A form's values in their normal form, and what is wrong with the others."""

    values: tuple[tuple[str, str], ...]
    misfits: tuple[Misfit, ...]
