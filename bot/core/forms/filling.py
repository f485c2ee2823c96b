"""Filling a form by chat: several fields from one message, one question at a time, corrections by saying so."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.forms.field import Form, FormField, Misfit
from bot.core.forms.values import Around, read_value

_NAMED = re.compile(r"\s*([^:：=\n]{1,40}?)\s*[:：=]\s*(.+)")
_ASIDE = re.compile(r"\s*[(（][^()（）]*[)）]$")
_CLAUSE = re.compile(r"[\n，,；;。]+")
_LONG_NUMBER = re.compile(r"\d{6}")
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
    taking = _Taking(form, known, around)
    left = [line for line in said.splitlines() if not taking.named(line)]
    rest = "\n".join(left).strip()
    target = next((one for one in form if one.id == asked), None)
    if rest and target is not None and asked not in taking.learned:
        taking.rest(target, rest)
    values, misfits = taking.values, taking.misfits
    missing = next((one for one in form if one.required and not _known(one, values)), None)
    return Filled(
        values=tuple((one.id, values[one.id]) for one in form if values.get(one.id)),
        learned=tuple(taking.learned),
        misfits=tuple(misfits),
        next=misfits[0].field if misfits else (missing.id if missing else ""),
    )


class _Taking:
    """What one message fills in, as it gathers."""

    def __init__(self, form: Form, known: Mapping[str, str], around: Around) -> None:
        self.values = dict(known)
        self.learned: list[str] = []
        self.misfits: list[Misfit] = []
        self._form = form
        self._around = around
        self._by_name = {name: one for one in form for name in _names(one)}

    def named(self, line: str) -> bool:
        """Take `field: value`; False when the line names no field."""
        found = _NAMED.fullmatch(line)
        one = self._by_name.get(found[1].casefold()) if found else None
        if found is None or one is None:
            return False
        self._take(one, found[2])
        return True

    def rest(self, target: FormField, rest: str) -> None:
        """Take what names no field: the answer to the question asked, and what is known by its looks."""
        whole = read_value(target, rest, self._around)
        if isinstance(whole, str) and target.kind != "text":
            self._keep(target, whole)
            return
        own: list[str] = []
        for clause in (self._without_waybill(part.strip()) for part in _CLAUSE.split(rest)):
            other = self._evident(target, clause) if clause else None
            if other is None:
                own.append(clause)
            else:
                self._keep(*other)
        answer = rest if not self.learned else "，".join(part for part in own if part)
        if answer and target.id not in self.learned:
            self._take(target, answer)

    def _without_waybill(self, clause: str) -> str:
        """Take a waybill number behind the carrier's name; returns what is left of the clause."""
        one = next((field for field in self._form if field.kind == "waybill"), None)
        before, _, last = clause.rpartition(" ")
        if one is None or self.values.get(one.id) or not before or not _LONG_NUMBER.search(last):
            return clause
        found = read_value(one, last, self._around)
        if not isinstance(found, str) or not found:
            return clause
        self._keep(one, found)
        return before.strip()

    def _evident(self, target: FormField, clause: str) -> tuple[FormField, str] | None:
        for one in self._form:
            if one.kind in _SELF_EVIDENT and (one.id == target.id or not self.values.get(one.id)):
                found = read_value(one, clause, self._around)
                if isinstance(found, str) and found:
                    return one, found
        return None

    def _take(self, one: FormField, said: str) -> None:
        found = read_value(one, said, self._around)
        if isinstance(found, Misfit):
            self.misfits.append(found)
        elif found:
            self._keep(one, found)

    def _keep(self, one: FormField, value: str) -> None:
        self.values[one.id] = value
        if one.id not in self.learned:
            self.learned.append(one.id)


def _known(one: FormField, values: Mapping[str, str]) -> bool:
    return bool(values.get(one.id) or one.default)


def _names(one: FormField) -> tuple[str, ...]:
    asked = [name.casefold().rstrip("?？:：") for name in one.ask.values()]
    # Nobody types "(yuan)" behind the name.
    return (one.id.casefold(), *asked, *(_ASIDE.sub("", name) for name in asked))
