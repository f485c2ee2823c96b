"""A quote answered line by line: "第1行同意，第2行不修", "仪表修，电机退回，其他同意" (R12)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.core.cases import Case
from bot.core.returns.announced import lines_of
from bot.core.returns.edits import row_numbers, row_pattern
from bot.core.returns.numbers import numeral
from bot.core.returns.told import find_part
from bot.core.returns.waybill import without_case_number
from bot.core.returns.words import ReturnWords
from bot.core.text import bare, normalise

BARGAIN = "bargain"
_CLAUSE = re.compile(r"[,，;；。.!！\n]+")

Rows = tuple[int, ...]
"""Lines of a case, counted from 1."""


@dataclass(frozen=True, slots=True)
class ByLine:
    """What a message decides: moves (or `bargain`) with the lines each is for, in the order said."""

    chosen: tuple[tuple[str, Rows], ...]
    single: bool = False
    """Single lines are named, which only one case can mean."""
    unclear: bool = False
    """Lines are named and something is decided, but not surely what of which: it has to be asked."""


@dataclass(frozen=True, slots=True)
class _Mention:
    """A stretch of a clause that names lines; `rows` is None for "the others"."""

    start: int
    end: int
    rows: Rows | None
    every: bool = False


def read_by_line(text: str, case: Case, words: ReturnWords) -> ByLine | None:
    """Return what a message decides of which quoted lines; None when it names no line or decides nothing."""
    quoted = tuple(n for n, line in enumerate(case.lines, start=1) if line.money == "quoted")
    chosen: dict[int, str] = {}
    others = ""
    waiting: Rows = ()
    named = decided = unclear = single = False
    for clause in _clauses(normalise(without_case_number(text)), case, words):
        mentions = list(_mentions(clause, case, words))
        rows = tuple(n for one in mentions for n in one.rows or ())
        rest = _without(clause, _together(clause, mentions, words))
        verdict = _verdict(rest, words)
        named = named or bool(mentions)
        single = single or any(one.rows is not None and not one.every for one in mentions)
        decided = decided or bool(verdict)
        if not verdict:
            waiting = () if bare(rest) else (*waiting, *rows)
            continue
        rows, waiting = (*waiting, *rows), ()
        if not rows:
            unclear = unclear or others not in ("", verdict)
            others = verdict
        for n in rows:
            unclear = unclear or n not in quoted or chosen.get(n, verdict) != verdict
            chosen[n] = verdict
    if not (named and decided):
        return None
    if others:
        chosen |= {n: others for n in quoted if n not in chosen}
    moves = dict.fromkeys(chosen.values())
    return ByLine(
        tuple((move, tuple(n for n in sorted(chosen) if chosen[n] == move)) for move in moves),
        single=single,
        unclear=unclear or bool(waiting) or not chosen,
    )


def _clauses(said: str, case: Case, words: ReturnWords) -> Iterator[str]:
    """Yield stretches that name lines once each: "第1行同意第2行不修" has two, be the verb first or last."""
    for clause in _CLAUSE.split(said):
        groups = _together(clause, list(_mentions(clause, case, words)), words)
        if len(groups) < 2:
            yield clause
            continue
        leads = not bare(_plain(clause[: groups[0][0]], words))
        cuts = [start for start, _ in groups[1:]] if leads else [end for _, end in groups[:-1]]
        for start, end in zip([0, *cuts], [*cuts, len(clause)], strict=True):
            yield clause[start:end]


def _together(
    clause: str, mentions: Sequence[_Mention], words: ReturnWords
) -> list[tuple[int, int]]:
    """Return the stretches in which lines are named one right after the other: "第1行和第3行"."""
    groups: list[tuple[int, int]] = []
    for one in mentions:
        between = clause[groups[-1][1] : one.start] if groups else "-"
        if not between.strip() or words.joiner.fullmatch(between):
            groups[-1] = (groups[-1][0], one.end)
        else:
            groups.append((one.start, one.end))
    return groups


def _mentions(clause: str, case: Case, words: ReturnWords) -> Iterator[_Mention]:
    """Yield where a clause names lines: by number, by part, all of them, or those not named."""
    every = tuple(n for n, line in enumerate(case.lines, start=1) if line.money == "quoted")
    found = [_Mention(*one.span(), None) for one in words.by_line_others.finditer(clause)]
    found += (_Mention(*one.span(), (len(case.lines),)) for one in words.last.finditer(clause))
    for one in _first_rows(words).finditer(clause):
        count = int(one["n"]) if one["n"].isdecimal() else numeral(one["n"], words) or 0
        found.append(_Mention(*one.span(), tuple(range(1, count + 1))))
    for pattern in (row_pattern(words), _numbers(words)):
        found += (
            _Mention(*one.span(), tuple(row_numbers(one, words)))
            for one in pattern.finditer(clause)
        )
    parts = [line.part for line in lines_of(case, words)]
    for one in words.part.finditer(clause):
        part = find_part(one[0], words)
        found.append(
            _Mention(*one.span(), tuple(n for n, own in enumerate(parts, 1) if own == part))
        )
    whole = words.everything.search(clause)
    if whole is not None and not any(one.rows is None or _is_list(clause, one) for one in found):
        # "两个都同意": the number counts them.
        start = min([whole.start(), *(one.start for one in found)])
        yield _Mention(start, whole.end(), every, every=True)
        return
    end = 0
    for mention in sorted(found, key=lambda one: (one.start, -one.end)):
        if mention.start >= end and mention.rows != ():
            end = mention.end
            yield mention


def _is_list(clause: str, one: _Mention) -> bool:
    """Whether lines are named one by one, so that "都" sums up these and not all."""
    return bool(one.rows) and (len(one.rows or ()) > 1 or not clause[one.start].isalnum())


def _without(clause: str, stretches: Sequence[tuple[int, int]]) -> str:
    starts, ends = (
        (*(start for start, _ in stretches), len(clause)),
        (0, *(e for _, e in stretches)),
    )
    return " ".join(clause[end:start] for end, start in zip(ends, starts, strict=True))


def _verdict(rest: str, words: ReturnWords) -> str:
    """Return what is decided of the lines beside it; empty when nothing is, or something is asked."""
    plain = _plain(rest, words)
    if not plain or plain.endswith(words.asking):
        return ""
    decided = next((name for name, one in words.by_line.items() if one.search(plain)), "")
    return decided or words.decided(plain) or (BARGAIN if words.meant(plain) == BARGAIN else "")


def _plain(rest: str, words: ReturnWords) -> str:
    return words.by_line_fillers.sub("", rest).strip()


@lru_cache(maxsize=8)
def _numbers(words: ReturnWords) -> re.Pattern[str]:
    """Bare numbers right before what is decided of them: "1、3同意 2不修"."""
    return re.compile(
        rf"(?<![\da-z.-])(\d{{1,2}}(?:\s*{words.joiner.pattern}\s*\d{{1,2}})*)(?=\s*{words.by_line_verbs})"
    )


@lru_cache(maxsize=8)
def _first_rows(words: ReturnWords) -> re.Pattern[str]:
    """Return how so many lines from the top are named: "前两行"."""
    number = rf"(?P<n>\d{{1,2}}|{words.numeral}{{1,2}})"
    return re.compile(rf"{words.by_line_first}\s*{number}\s*(?:{words.row}|{words.unit})")
