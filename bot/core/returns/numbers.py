"""How many: figures and Chinese numerals, with the ways a count can be wrong."""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.core.returns.line import Fault
from bot.core.returns.words import ReturnWords

_TEN, _HUNDRED = 10, 100


@dataclass(frozen=True, slots=True)
class Count:
    """A count found in a text, or what is wrong with it."""

    start: int
    end: int
    value: int | None
    wrong: Fault | None = None
    bare: bool = False
    """No unit stands behind it: it may be something else."""


def numeral(text: str, words: ReturnWords) -> int | None:
    """Return a Chinese numeral up to 999, such as "两" or "一百二十"."""
    total = current = 0
    for letter in text:
        value = words.numerals.get(letter)
        if value is None:
            return None
        if value in (_TEN, _HUNDRED):
            total += (current or 1) * value
            current = 0
        elif value > _TEN:  # "廿" stands for twenty
            total += value
        else:
            current = current * _TEN + value if current and total == 0 else value
    return total + current


def find_counts(text: str, words: ReturnWords) -> list[Count]:
    """Return every count in a normalised text, those with a unit first.

    A bare number counts when nothing says that it is a voltage, a code or a part of a word.
    """
    found = [_read(one, words) for one in _counted(words).finditer(text)]
    taken = [(one.start, one.end) for one in found]
    for one in words.count.finditer(text):
        if not _overlaps(one.span(), taken):
            found.append(Count(*one.span(), words.counts[" ".join(one[0].split())]))
            taken.append(one.span())
    for one in _bare(words).finditer(text):
        before = text[: one.start()].rstrip()
        if _overlaps(one.span(), taken) or words.code.search(before):
            continue
        found.append(
            _judged(*one.span(), one["number"], words, minus=bool(one["minus"]), bare=True)
        )
    return found


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


@lru_cache(maxsize=8)
def _counted(words: ReturnWords) -> re.Pattern[str]:
    number = rf"(?P<number>\d+(?:\.\d+)?|{words.numeral}+|{words.half})"
    minus = rf"(?P<minus>(?<![\w.])-|{words.minus}\s*(?=\d))?"
    marked = rf"{words.times}\s*(?P<times>\d+(?:\.\d+)?)(?!\d)(?:\s*{words.unit})?"
    return re.compile(rf"(?<![\d.a-z]){minus}{number}\s*{words.unit}|(?<![a-z0-9]){marked}")


@lru_cache(maxsize=8)
def _bare(words: ReturnWords) -> re.Pattern[str]:
    minus = rf"(?P<minus>(?<!\w)-|{words.minus}\s*)?"
    return re.compile(
        rf"(?<![\da-z./-]){minus}(?P<number>\d{{1,12}}(?:\.\d+)?)(?![\d.]*[\da-z%°/-])"
    )


def _read(found: re.Match[str], words: ReturnWords) -> Count:
    written = found["number"] or found["times"]
    return _judged(*found.span(), written, words, minus=bool(found["minus"]), bare=False)


def _judged(
    start: int, end: int, written: str, words: ReturnWords, *, minus: bool, bare: bool
) -> Count:
    sign = "-" if minus else ""
    if "." in written or re.fullmatch(words.half, written):
        return Count(start, end, None, Fault("quantity_broken", sign + written), bare=bare)
    value = int(written) if written.isdecimal() else numeral(written, words)
    if value is None:
        return Count(start, end, None, Fault("quantity_broken", written), bare=bare)
    if minus and value:
        return Count(start, end, None, Fault("quantity_negative", f"-{value}"), bare=bare)
    if value == 0:
        return Count(start, end, None, Fault("quantity_zero", written), bare=bare)
    if value > words.limits.quantity:
        return Count(start, end, None, Fault("quantity_many", written), bare=bare)
    return Count(start, end, value, bare=bare)
