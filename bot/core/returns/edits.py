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
_SHORTEST_FAULT = 2
"""Characters by which a fault is known again."""
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
class Shift:
    """Count so many more, or fewer, in one line."""

    row: int
    by: int


@dataclass(frozen=True, slots=True)
class Unclear:
    """A correction is meant, but not which line, or not what should stand there.

    `no_row`: no line of that number. `which`: several fit. `what`: nothing was said to put there.
    """

    why: str
    rows: tuple[int, ...] = ()
    value: str = ""


Made = Drop | Change | Shift
Edit = Made | Unclear


def read_edit(
    text: str, lines: Sequence[ReturnLine], words: ReturnWords, *, today: date
) -> Edit | None:
    """Return the correction a message makes to the lines of a draft; None when it makes none."""
    if "\n" in text.strip() or not lines:
        return None
    plain = normalise(text)
    said = words.unopened(plain)
    named = _named(said, lines, words)
    if named is None:
        return (
            _shift(said, lines, words, today)
            or _unnamed(said, lines, words, today)
            or (_counted(said, lines, words, today) if said != plain else None)
        )
    rows, rest, gone = named
    if gone:
        return Unclear("no_row", value=gone)
    shift = _shift(rest, [lines[row] for row in rows], words, today) if len(rows) == 1 else None
    if isinstance(shift, Shift):
        return replace(shift, row=rows[0])
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
    clauses = [one for one in _CLAUSE.split(words.unopened(normalise(text))) if one.strip()]
    if len(clauses) < 2:
        return ()
    edits = [read_edit(one, lines, words, today=today) for one in clauses]
    after = tuple(lines)
    dropped: set[int] = set()
    for one in edits:
        if isinstance(one, Change | Shift):
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


def apply_edit(edit: Made, lines: Sequence[ReturnLine]) -> tuple[ReturnLine, ...]:
    """Return the lines after a correction; a line of which nothing is left goes."""
    match edit:
        case Drop(rows=gone):
            return tuple(line for place, line in enumerate(lines) if place not in gone)
        case Shift(row=row, by=by):
            counted = replace(lines[row], quantity=max(0, lines[row].pieces + by))
            kept = (counted,) if counted.quantity else ()
            return (*lines[:row], *kept, *lines[row + 1 :])
        case Change(rows=rows, told=told):
            return tuple(
                merge(line, told) if place in rows else line for place, line in enumerate(lines)
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
    found = row_pattern(words).search(said)
    if found is not None:
        numbers = row_numbers(found, words)
        gone = next((str(n) for n in numbers if not 1 <= n <= len(lines)), "")
        rest = said[: found.start()] + " " + said[found.end() :]
        return tuple(n - 1 for n in numbers), rest, gone
    every = words.everything.match(said)
    if every is not None:
        return tuple(range(len(lines))), said[every.end() :], ""
    return None


def row_numbers(found: re.Match[str], words: ReturnWords) -> list[int]:
    """Return the numbers in a match of `row_pattern`."""
    written = next(text for text in found.groups() if text)
    return [
        value
        for one in re.findall(rf"\d+|{words.numeral}+", written)
        if (value := int(one) if one.isdecimal() else numeral(one, words)) is not None
    ]


@lru_cache(maxsize=8)
def row_pattern(words: ReturnWords) -> re.Pattern[str]:
    """Return how lines are named by number: "第1、3行", "2行", "line 2"; each group holds the numbers."""
    number = rf"(?:\d{{1,4}}|{words.numeral}{{1,3}})"
    several = rf"{number}(?:\s*{words.row}?\s*(?:{words.joiner.pattern}第?|第)\s*{number})*"
    return re.compile(
        rf"第\s*({several})\s*{words.row}?"
        rf"|(?<![\d.])({several})\s*{words.row}(?!\w*码)"
        rf"|{words.row}\s*(\d{{1,4}}(?:\s*(?:,|and|&)\s*\d{{1,4}})*)(?!\d)"
    )


@lru_cache(maxsize=8)
def _amount(words: ReturnWords) -> re.Pattern[str]:
    """What stands between a part and its right count, when nothing comes behind."""
    number = rf"(?:\d{{1,4}}|{words.numeral}+|{words.count.pattern})"
    return re.compile(rf"{words.amounts}(?={number}\s*{words.unit}?[吧啊呀哈了。.!！ ]*$)")


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


def _shift(
    said: str, lines: Sequence[ReturnLine], words: ReturnWords, today: date
) -> Shift | Unclear | None:
    """So many more or fewer of a line that is there: "再加一个充电器", "少写了一个"; None for anything else.

    With facts of its own, or of a part that is not there, it is a line of its own.
    """
    beside = words.part.sub(lambda part: "\uf8ff" * len(part[0]), said)  # 减 stands in 减震
    fewer = words.fewer.search(beside)
    found = fewer or words.more.search(beside)
    if found is None:
        return None
    rest = said[: found.start()] + " " + said[found.end() :]
    told = take_apart(rest, words, today=today)
    count = next(iter(find_counts(rest, words)), None)
    own = told.line.model or told.line.bought or told.line.serials or told.line.wrong
    if own or count is None or count.value is None or len(told.rest) > 1:
        return None
    part = told.line.part
    rows = tuple(place for place, line in enumerate(lines) if part in ("", line.part))
    if not rows:
        return None
    if len(rows) > 1:
        return Unclear("which", rows)
    return Shift(rows[0], -count.value if fewer is not None else count.value)


def _unnamed(
    said: str, lines: Sequence[ReturnLine], words: ReturnWords, today: date
) -> Edit | None:
    """A correction that names the line by its part: "控制器改成 5 个", "控制器就 2 个"."""
    part, behind = _part_and_value(said, words)
    if not part:
        if words.delete.search(said) is None:
            return None
        part = "" if find_counts(said, words) else find_part(said, words)
        rows = tuple(place for place, line in enumerate(lines) if part and line.part == part)
        rows = rows or (() if part else _by_fault(said, lines))
        if not rows:
            return None
        return Drop(rows) if len(rows) == 1 else Unclear("which", rows)
    rows = tuple(place for place, line in enumerate(lines) if line.part == part)
    told = take_apart(behind, words, today=today)
    same = told.line.part == part and not (told.facts or told.line.quantity or told.rest)
    if not rows or same or _says_nothing(told):
        return None
    return Change(rows, told) if len(rows) == 1 else Unclear("which", rows)


def _by_fault(said: str, lines: Sequence[ReturnLine]) -> tuple[int, ...]:
    """Return the lines whose fault a message names: "摔坏的那个不退了"."""
    return tuple(
        place
        for place, line in enumerate(lines)
        if len(line.fault) >= _SHORTEST_FAULT and normalise(line.fault)[:_SHORTEST_FAULT] in said
    )


def _part_and_value(said: str, words: ReturnWords) -> tuple[str, str]:
    """Return the part a correction names and what it puts there; empty when it does not correct."""
    for pattern in words.no:
        found = pattern.search(said)
        if found is not None:
            return find_part(said, words), found["new"]
    found = words.into.search(said) or _amount(words).search(said)
    if found is not None and (part := find_part(said[: found.start()], words)):
        return part, said[found.end() :]
    named = words.part.search(said)
    field = words.field.match(said, named.end()) if named is not None else None
    if named is None or field is None:
        return "", ""
    return find_part(named[0], words), _bare(said[named.end() :], words)


def _counted(
    said: str, lines: Sequence[ReturnLine], words: ReturnWords, today: date
) -> Change | None:
    """A part and what is right of it behind what a correction opens with: "写错了，控制器 2 个"."""
    told = take_apart(said, words, today=today)
    rows = tuple(place for place, line in enumerate(lines) if line.part == told.line.part)
    if not told.facts or len(rows) != 1:
        return None
    return Change(rows, replace(told, rest=""))
