"""Amounts in an answer: "两三年", "不到一个小时", "3.2斤", "half an hour", and the ranges they fall into."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot.core.matching.clauses import either

_TEN, _HUNDRED = 10, 100
_PAIR = 2
_LESS, _MORE = (
    0.95,
    1.15,
)  # "not quite three years" is nearly three, "three years odd" a little over


@dataclass(frozen=True, eq=False)
class AmountWords:
    """How amounts are said; `units[kind][word]` is a unit's size in the base unit of its kind.

    `fixed` are whole words that are an amount ("半天"), by kind in the same base unit.
    """

    numerals: Mapping[str, float]
    units: Mapping[str, Mapping[str, float]]
    fixed: Mapping[str, Mapping[str, float]]
    minus: tuple[str, ...]
    to: tuple[str, ...]
    fillers: tuple[str, ...]
    halves: tuple[str, ...]
    odd: tuple[str, ...]
    below: tuple[str, ...]
    nearly: tuple[str, ...]
    within: tuple[str, ...]
    above: tuple[str, ...]

    @cached_property
    def digits(self) -> str:
        """The letters numerals are written in."""
        return "".join(word for word in self.numerals if len(word) == 1 and not word.isascii())

    @cached_property
    def spoken(self) -> re.Pattern[str]:
        """An amount with the words that bound it on either side."""
        figure = r"\d+(?:\.\d+)?"
        latin = either([word for word in self.numerals if word.isascii()]).pattern
        number = rf"(?:{figure}|[{self.digits}]+|{latin})"
        units = either([word for words in self.units.values() for word in words]).pattern
        fixed = either([word for words in self.fixed.values() for word in words]).pattern
        return re.compile(
            rf"(?:(?P<below>{either(self.below).pattern})|(?P<nearly>{either(self.nearly).pattern}))?\s*"
            rf"(?P<over>{either(self.above).pattern})?\s*(?P<minus>{either(self.minus).pattern})?\s*"
            rf"(?:(?P<fixed>{fixed})|(?P<first>{number})"
            rf"(?:(?:{either(self.units_between).pattern})?\s*(?:{either(self.to).pattern})\s*(?P<last>{number}))?"
            rf"\s*(?P<odd>{either(self.odd).pattern})?\s*(?:{either(self.fillers).pattern})?\s*"
            rf"(?P<half>{either(self.halves).pattern})?\s*(?P<unit>{units}))"
            rf"\s*(?P<after>{either(self.halves).pattern}|{either(self.odd).pattern})?\s*"
            rf"(?P<within>{either(self.within).pattern})?(?P<above>{either(self.above).pattern})?"
        )

    @cached_property
    def units_between(self) -> tuple[str, ...]:
        """The units, each also with the filler that may stand before it ("三个月到六个月")."""
        plain = [word for words in self.units.values() for word in words]
        return (*plain, *(filler + word for filler in self.fillers for word in plain))

    def kind_of(self, unit: str) -> tuple[str, float]:
        """Return kind and size of a unit."""
        return next((kind, words[unit]) for kind, words in self.units.items() if unit in words)


@dataclass(frozen=True, slots=True)
class Range:
    """From `low`, itself included, to below `high`, or to it when `closed`."""

    kind: str
    low: float
    high: float
    unit: float
    closed: bool = False

    def holds(self, value: float) -> bool:
        """Whether a value lies in it."""
        return self.low <= value < self.high or (self.closed and value == self.high)


def told_amounts(text: str, words: AmountWords) -> tuple[tuple[str, float], ...]:
    """Return kind and value of each amount in normalised text, in base units."""
    return tuple(
        (
            kind,
            (low + high) / 2 * _nudge(found, words),
        )
        for found, kind, low, high, _ in _found(text, words)
    )


@lru_cache(maxsize=20_000)
def range_in(wording: str, words: AmountWords) -> Range | None:
    """Return the range a normalised wording names ("两小时以内", "3到6个月"), None when it names none."""
    for found, kind, low, high, unit in _found(wording, words):
        if found["below"]:
            return Range(kind, -math.inf, high, unit)
        if found["within"]:
            return Range(kind, -math.inf, high, unit, closed=True)
        if found["above"] or found["over"]:
            return Range(kind, low, math.inf, unit)
        if found["last"] is not None:
            return Range(kind, low, high, unit)
    return None


def bare_number(text: str, words: AmountWords) -> float | None:
    """Return the number that the whole of a normalised text is, None when it is more or less."""
    return _number(text.strip(" ,.。"), words)


def _nudge(found: re.Match[str], words: AmountWords) -> float:
    if found["below"] or found["nearly"]:
        return _LESS
    odd = found["odd"] or (found["after"] and found["after"] not in words.halves)
    return _MORE if found["above"] or found["over"] or odd else 1.0


def _found(
    text: str, words: AmountWords
) -> Iterator[tuple[re.Match[str], str, float, float, float]]:
    """Yield each amount: match, kind, lower and upper value, size of its unit."""
    for found in words.spoken.finditer(text):
        if found["fixed"] is not None:
            for kind, sizes in words.fixed.items():
                if found["fixed"] in sizes:
                    size = sizes[found["fixed"]]
                    yield found, kind, size, size, 1.0
            continue
        kind, unit = words.kind_of(found["unit"])
        first = _number(found["first"], words)
        last = _number(found["last"], words) if found["last"] else first
        if first is None or last is None:
            continue
        half = 0.5 if found["half"] or (found["after"] in words.halves) else 0.0
        sign = -1 if found["minus"] else 1
        low, high = sign * (first + half) * unit, sign * (last + half) * unit
        yield found, kind, low, high, unit


def _number(text: str, words: AmountWords) -> float | None:
    try:
        return float(text)
    except ValueError:
        pass
    if text in words.numerals:
        return words.numerals[text]
    values = [words.numerals[letter] for letter in text if letter in words.numerals]
    if not values or len(values) != len(text):
        return None
    return _read(values)


def _read(values: Sequence[float]) -> float:
    """Return the value of a numeral's letters; neighbours such as "七八" mean what lies between."""
    total, current = 0.0, [0.0]
    for value in values:
        if value in (_TEN, _HUNDRED):
            total += (_mean(current[1:]) if len(current) > 1 else 1) * value
            current = [0.0]
        else:
            current.append(value)
    return total + (_mean(current[1:]) if len(current) > 1 else 0)


def _mean(digits: Sequence[float]) -> float:
    if len(digits) == _PAIR and digits[1] - digits[0] == 1:
        return sum(digits) / _PAIR
    value = 0.0
    for digit in digits:
        value = value * _TEN + digit
    return value
