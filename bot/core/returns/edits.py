"""Corrections by saying so: which lines of the draft are meant, and what becomes of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from bot.core.returns.line import ReturnLine
from bot.core.returns.numbers import find_counts, numeral
from bot.core.returns.told import Told, find_part, take_apart
from bot.core.returns.words import ReturnWords
from bot.core.text import normalise

_LONGEST_FAULT = 80
_CLAUSE = re.compile(r"[，,；;。\n]+")


@dataclass(frozen=True, slots=True)
class Drop:
    """Take lines out; places count from 0."""

    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Put what was told into lines."""

    rows: tuple[int, ...]
    told: Told


@dataclass(frozen=True, slots=True)
class Unclear:
    """A correction is meant, but not which line, or not what should stand there.

    `no_row`: no line of that number. `which`: several fit. `what`: nothing was said to put there.
    """

    why: str
    rows: tuple[int, ...] = ()
    value: str = ""


Edit = Drop | Change | Unclear


def read_edit(
    text: str, lines: Sequence[ReturnLine], words: ReturnWords, *, today: date
) -> Edit | None:
    """Return the correction a message makes to the lines of a draft; None when it makes none."""
    said = normalise(text)
    if "\n" in text.strip() or not lines:
        return None
    named = _named(said, lines, words)
    if named is None:
        return _unnamed(said, lines, words, today)
    rows, rest, gone = named
    if gone:
        return Unclear("no_row", value=gone)
    if words.delete.search(rest) and not words.into.search(words.delete.sub("", rest)):
        return Drop(rows)
    told = take_apart(_new_value(rest, words), words, today=today)
    if _says_nothing(told):
        return Unclear("what", rows)
    return Change(rows, told)


def read_edits(
    text: str, lines: Sequence[ReturnLine], words: ReturnWords, *, today: date
) -> tuple[ReturnLine, ...]:
    """Return the lines after several corrections in one message; empty when it does not hold several.

    "第1行进水，第2行不充电" changes two lines; lines are counted as they stood before the message.
    """
    clauses = [one for one in _CLAUSE.split(text) if one.strip()]
    if len(clauses) < 2 or not all(rows_named(one, lines, words) for one in clauses):
        return ()
    edits = [read_edit(one, lines, words, today=today) for one in clauses]
    after = tuple(lines)
    dropped: set[int] = set()
    for one in edits:
        if isinstance(one, Change):
            after = apply_edit(one, after)
        elif isinstance(one, Drop):
            dropped.update(one.rows)
        else:
            return ()
    return tuple(line for place, line in enumerate(after) if place not in dropped)


def rows_named(text: str, lines: Sequence[ReturnLine], words: ReturnWords) -> tuple[int, ...]:
    """Return the places of the lines a text names, those that exist; empty when it names none."""
    named = _named(normalise(text), lines, words) if lines else None
    return () if named is None or named[2] else named[0]


def apply_edit(edit: Drop | Change, lines: Sequence[ReturnLine]) -> tuple[ReturnLine, ...]:
    """Return the lines after a correction."""
    if isinstance(edit, Drop):
        return tuple(line for place, line in enumerate(lines) if place not in edit.rows)
    return tuple(
        merge(line, edit.told) if place in edit.rows else line for place, line in enumerate(lines)
    )


def merge(line: ReturnLine, told: Told) -> ReturnLine:
    """Return a line with what was told laid over it; a fault told stays when nothing else is."""
    new = told.line
    healed = {
        field
        for field, value in (
            ("quantity", new.quantity),
            ("model", new.model),
            ("bought", new.bought),
            ("serials", new.serials),
        )
        if value
    } | {fault.field for fault in new.wrong}
    rest = told.rest[:_LONGEST_FAULT]
    known = new.bought is not None
    return replace(
        line,
        part=new.part or line.part,
        quantity=new.quantity if new.quantity is not None else line.quantity,
        model=new.model or line.model,
        bought=new.bought or line.bought,
        bought_day=new.bought_day if known else line.bought_day,
        bought_unknown=line.bought_unknown and not known,
        fault=rest or line.fault,
        serials=new.serials or line.serials,
        wrong=(*(fault for fault in line.wrong if fault.field not in healed), *new.wrong),
    )


def _says_nothing(told: Told) -> bool:
    line = told.line
    return not (told.facts or line.part or line.quantity is not None or told.rest)


def _named(
    said: str, lines: Sequence[ReturnLine], words: ReturnWords
) -> tuple[tuple[int, ...], str, str] | None:
    """Return the lines a message names, what else it says, and a number no line has; None when it names none."""
    last = words.last.search(said)
    if last is not None:
        return (len(lines) - 1,), said[: last.start()] + " " + said[last.end() :], ""
    found = _row(words).search(said)
    if found is not None:
        written = next(text for text in found.groups() if text)
        numbers = [
            value
            for one in re.findall(rf"\d+|{words.numeral}+", written)
            if (value := int(one) if one.isdecimal() else numeral(one, words)) is not None
        ]
        gone = next((str(n) for n in numbers if not 1 <= n <= len(lines)), "")
        rest = said[: found.start()] + " " + said[found.end() :]
        return tuple(n - 1 for n in numbers), rest, gone
    every = words.everything.match(said)
    if every is not None:
        return tuple(range(len(lines))), said[every.end() :], ""
    return None


@lru_cache(maxsize=8)
def _row(words: ReturnWords) -> re.Pattern[str]:
    number = rf"(?:\d{{1,4}}|{words.numeral}{{1,3}})"
    several = rf"{number}(?:\s*{words.row}?\s*(?:{words.joiner.pattern}第?|第)\s*{number})*"
    return re.compile(
        rf"第\s*({several})\s*{words.row}?"
        rf"|(?<![\d.])({several})\s*{words.row}(?!\w*码)"
        rf"|{words.row}\s*(\d{{1,4}}(?:\s*(?:,|and|&)\s*\d{{1,4}})*)(?!\d)"
    )


def _new_value(rest: str, words: ReturnWords) -> str:
    """Return the part of a correction behind "not this but" or "change to"."""
    for pattern in words.no:
        found = pattern.search(rest)
        if found is not None:
            return _bare(found["new"], words)
    found = None
    for found in words.into.finditer(rest):  # noqa: B007 - the last one stands before the new value
        pass
    behind = rest[found.end() :] if found is not None else ""
    return _bare(behind if behind.strip() else rest, words)


def _bare(value: str, words: ReturnWords) -> str:
    """Take the field's name and the verb off the front of a new value."""
    return words.lead.sub("", value, count=1)


def _unnamed(
    said: str, lines: Sequence[ReturnLine], words: ReturnWords, today: date
) -> Edit | None:
    """A correction that names the line by its part: "控制器改成 5 个"."""
    found = words.into.search(said)
    behind = said[found.end() :] if found is not None else ""
    part = find_part(said[: found.start()], words) if found is not None else ""
    if not part:
        deleted = words.delete.search(said)
        part = (
            find_part(said, words) if deleted is not None and not find_counts(said, words) else ""
        )
        rows = tuple(place for place, line in enumerate(lines) if line.part == part)
        if not part or not rows:
            return None
        return Drop(rows) if len(rows) == 1 else Unclear("which", rows)
    rows = tuple(place for place, line in enumerate(lines) if line.part == part)
    told = take_apart(behind, words, today=today)
    if not rows or _says_nothing(told):
        return None
    return Change(rows, told) if len(rows) == 1 else Unclear("which", rows)
