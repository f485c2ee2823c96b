"""docs/procedures.md tells every key, kind, verb, axis and variable there is."""

import re
from pathlib import Path
from typing import get_args

from bot.book import forms, procedures
from bot.core.cases import axes
from bot.core.forms import FieldKind
from bot.core.procedures.procedure import Verb
from bot.core.procedures.scope import GUARD_AXES, GUARD_VARIABLES, TOTALS
from bot.core.staff import STAFF_ROLES

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs" / "procedures.md").read_text("utf-8")
KEYS = re.compile(r'"([a-z_]+)"')


def test_guide_tells_every_key():
    keys = set()
    for module in (procedures, forms):
        source = Path(str(module.__file__)).read_text("utf-8")
        for call in re.findall(r"(?:required|optional)=\(([^)]*)\)", source):
            keys |= set(KEYS.findall(call))
        for name in ("_KEYS", "_ACTION", "_DEADLINE"):
            keys |= set(getattr(module, name, ()))
    assert keys
    assert {key for key in keys if not re.search(rf"\b{key}\b", GUIDE)} == set()


def test_guide_tells_every_kind_verb_axis_role_and_variable():
    names = {
        *get_args(FieldKind),
        *(verb for verb in get_args(Verb) if verb),
        *GUARD_AXES,
        *GUARD_VARIABLES,
        *TOTALS,
        *STAFF_ROLES,
        *(
            value
            for axis in (axes.Logistics, axes.Verdict, axes.Decision, axes.Money)
            for value in get_args(axis)
        ),
        *(value for value in get_args(axes.Liability) if value),
    }
    assert {name for name in names if not re.search(rf"\b{name}\b", GUIDE)} == set()
