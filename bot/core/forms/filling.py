"""Filling a form by chat: several fields from one message, one question at a time, corrections by saying so."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.forms.field import Form, FormField, Misfit
from bot.core.forms.values import Around, read_value

_NAMED = re.compile(r"\s*([^:：=\n]{1,40}?)\s*[:：=]\s*(.+)")
_CLAUSE = re.compile(r"[\n，,；;。]+")
_SELF_EVIDENT = ("phone", "date", "choice", "waybill")
"""Kinds that can be told from a clause that does not name its field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form after one message."""

    values: tuple[tuple[str, str], ...]
    """Everything known now, in the order of the form."""
    learned: tuple[str, ...]
    """Fields this message filled or corrected."""
    misfits: tuple[Misfit, ...]
    """What it said that cannot be taken."""
    next: str
    """The field to ask for now; empty when the form is complete."""


def fill(form: Form, known: Mapping[str, str], said: str, *, asked: str, around: Around) -> Filled:
    """Take a message as the answer to the field `asked`, and whatever else it tells.

    `field: value` names its field; a phone, a day, an option or a waybill number is known by its looks.
    """
    values = dict(known)
    learned: list[str] = []
    misfits: list[Misfit] = []
    by_name = {name: one for one in form for name in _names(one)}
    left: list[str] = []
    for line in said.splitlines():
        named = _NAMED.fullmatch(line)
        one = by_name.get(named[1].casefold()) if named else None
        if named is None or one is None:
            left.append(line)
            continue
        _take(one, named[2], values, learned, misfits, around)
    rest = "\n".join(left).strip()
    target = next((one for one in form if one.id == asked), None)
    if rest and target is not None and asked not in learned:
        _take_rest(form, target, rest, values, learned, misfits, around)
    missing = next((one for one in form if one.required and not _known(one, values)), None)
    return Filled(
        values=tuple((one.id, values[one.id]) for one in form if values.get(one.id)),
        learned=tuple(learned),
        misfits=tuple(misfits),
        next=misfits[0].field if misfits else (missing.id if missing else ""),
    )


def _take_rest(
    form: Form,
    target: FormField,
    rest: str,
    values: dict[str, str],
    learned: list[str],
    misfits: list[Misfit],
    around: Around,
) -> None:
    whole = read_value(target, rest, around)
    if isinstance(whole, str) and target.kind != "text":
        _keep(target, whole, values, learned)
        return
    own: list[str] = []
    for clause in (part.strip() for part in _CLAUSE.split(rest)):
        other = _evident(form, target, clause, values, around) if clause else None
        if other is None:
            own.append(clause)
        else:
            _keep(other[0], other[1], values, learned)
    answer = rest if not learned else "，".join(part for part in own if part)
    if answer:
        _take(target, answer, values, learned, misfits, around)


def _evident(
    form: Form, target: FormField, clause: str, values: Mapping[str, str], around: Around
) -> tuple[FormField, str] | None:
    for one in form:
        if one.kind in _SELF_EVIDENT and (one.id == target.id or not values.get(one.id)):
            found = read_value(one, clause, around)
            if isinstance(found, str) and found:
                return one, found
    return None


def _take(
    one: FormField,
    said: str,
    values: dict[str, str],
    learned: list[str],
    misfits: list[Misfit],
    around: Around,
) -> None:
    found = read_value(one, said, around)
    if isinstance(found, Misfit):
        misfits.append(found)
    elif found:
        _keep(one, found, values, learned)


def _keep(one: FormField, value: str, values: dict[str, str], learned: list[str]) -> None:
    values[one.id] = value
    if one.id not in learned:
        learned.append(one.id)


def _known(one: FormField, values: Mapping[str, str]) -> bool:
    return bool(values.get(one.id) or one.default)


def _names(one: FormField) -> tuple[str, ...]:
    return (one.id.casefold(), *(name.casefold().rstrip("?？:：") for name in one.ask.values()))
