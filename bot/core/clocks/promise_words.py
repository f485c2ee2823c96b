"""The words promises are made of, as a manager wrote them into `policies/promised.yaml`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any, Literal

from bot.core.spans import Span, Unit, parse_span

Half = Literal["am", "pm"]
ANSWER = "answer"
"""What calls and everything else a customer hears from us are about."""

_HALF = 0.5
_UNTIMED = Span(4, "wh")


@dataclass(frozen=True, slots=True)
class DayPart:
    """A part of the day: until when it lasts (None: until closing), and which half of the clock it is."""

    until: time | None
    half: Half


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseWords:
    """Everything that is looked for, compiled; `promise_words` makes it."""

    same: Mapping[int, str]
    """What is read as another character, such as two ways to say "you"."""
    calls: re.Pattern[str]
    acts: Mapping[str, re.Pattern[str]]
    """What a promise is about → its words; calls belong to `ANSWER`."""
    no_promise: re.Pattern[str]
    changed: re.Pattern[str]
    taken_back: re.Pattern[str]
    by_customer: re.Pattern[str]
    kept: Mapping[str, re.Pattern[str]]
    not_kept: re.Pattern[str]
    unreached: re.Pattern[str]
    without_time: re.Pattern[str]
    unless: re.Pattern[str]
    """Makes a promise without a time depend on something."""
    untimed: Span
    """How long a promise without a time may take."""
    days: Mapping[str, int]
    day: re.Pattern[str]
    weekdays: Mapping[str, int]
    weekday: re.Pattern[str]
    weeks: Mapping[str, int]
    """How many weeks ahead a word is."""
    week: re.Pattern[str]
    this_week: re.Pattern[str]
    month_end: re.Pattern[str]
    parts: Mapping[str, DayPart]
    part: re.Pattern[str]
    soon_spans: Mapping[str, Span]
    soon: re.Pattern[str]
    units: Mapping[str, Unit]
    numbers: Mapping[str, float]
    lengths: tuple[re.Pattern[str], ...]
    """A number and a unit, with a word that makes them a time to come; groups `n`, `half`, `unit`."""
    clocks: tuple[re.Pattern[str], ...]
    """A time on the clock; groups `h`, and `m`, `quarter`, `half`, `am`, `pm` where they can be."""
    quarters: Mapping[str, int]


def promise_words(policy: Mapping[str, Any]) -> PromiseWords:
    """Return the words of `policies/promised.yaml`."""
    parts = {word: _part(row) for row in policy["parts"].values() for word in row["words"]}
    soon = {word: parse_span(span) for word, span in policy["soon"].items()}
    weekdays = _with_weeks(policy["weekdays"], policy["weeks"])
    return PromiseWords(
        same=str.maketrans(policy["same"]),
        calls=_any(policy["calls"]),
        acts={about: _any(found) for about, found in policy["acts"].items()},
        no_promise=_any(
            (*policy["by_customer"], *policy["past"], *policy["not"], *policy["taken_back"])
        ),
        changed=_any(policy["changed"]),
        taken_back=_any(policy["taken_back"]),
        by_customer=_any(policy["by_customer"]),
        kept={about: _any(found) for about, found in policy["kept"].items()},
        not_kept=_any(policy["not_kept"]),
        unreached=_any(policy["unreached"]),
        without_time=_any(policy["without_time"]["words"]),
        unless=_any(policy["without_time"]["unless"]),
        untimed=parse_span(str(policy["without_time"]["within"])) or _UNTIMED,
        days=policy["days"],
        day=_any(policy["days"]),
        weekdays=weekdays,
        weekday=_any(weekdays),
        weeks=policy["weeks"],
        week=_any(policy["weeks"]),
        this_week=_any(policy["this_week"]),
        month_end=_any(policy["month_end"]),
        parts=parts,
        part=_any(parts),
        soon_spans={word: span for word, span in soon.items() if span is not None},
        soon=_any(soon),
        units=policy["units"],
        numbers=policy["numbers"],
        lengths=_lengths(policy),
        clocks=_clocks(policy),
        quarters=policy["clock"]["quarters"],
    )


def _with_weeks(weekdays: Mapping[str, int], weeks: Iterable[str]) -> Mapping[str, int]:
    """Return the weekdays, those too that follow on "next week" without repeating the word for week."""
    joined = {
        f"{prefix}{name[-1]}": number
        for prefix in weeks
        for name, number in weekdays.items()
        if not prefix.isascii() and not name.isascii()
    }
    return {**weekdays, **joined}


def _part(row: Mapping[str, Any]) -> DayPart:
    until = str(row["until"])
    return DayPart(None if until == "close" else time.fromisoformat(until), row["half"])


def _any(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(_either(words))


def _either(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, the longest first; Latin ones as whole words."""
    return "|".join(
        rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() else re.escape(word)
        for word in sorted(words, key=len, reverse=True)
    )


def _lengths(policy: Mapping[str, Any]) -> tuple[re.Pattern[str], ...]:
    numbers, within = policy["numbers"], policy["within"]
    halves = _either(word for word, value in numbers.items() if value == _HALF)
    piece = re.escape(policy["classifier"])
    length = (
        rf"(?P<n>(?<![\d月/.:])\d{{1,3}}(?:\.5)?|{_either(numbers)})\s*(?:{piece}|-)?\s*(?P<half>{halves})?"
        rf"\s*(?:{piece})?\s*(?P<unit>{_either(policy['units'])})"
    )
    return (
        re.compile(rf"{length}\s*(?:{_either(within['behind'])})"),
        re.compile(rf"(?:{_either(within['before'])})\s+(?:the next\s+)?{length}"),
    )


def _clocks(policy: Mapping[str, Any]) -> tuple[re.Pattern[str], ...]:
    clock = policy["clock"]
    figures = "".join(word for word in policy["numbers"] if len(word) == 1 and not word.isascii())
    halves = rf"(?:(?P<am>{_either(clock['am'])})|(?P<pm>{_either(clock['pm'])}))"
    behind = (
        rf"(?:(?P<quarter>{_either(clock['quarters'])})|(?P<half>{_either(clock['half'])})"
        r"|(?P<m>\d{1,2}))"
    )
    return (
        re.compile(rf"(?<![\d:.])(?P<h>\d{{1,2}}):(?P<m>\d{{2}})(?!\d)\s*{halves}?"),
        re.compile(rf"(?<![\d:.])(?P<h>\d{{1,2}}){halves}"),
        re.compile(rf"(?<![\d:.])(?P<h>\d{{1,2}})\s+{halves}"),
        re.compile(
            rf"(?:{_either(clock['before'])})\s+(?P<h>\d{{1,2}})(?![\d:.%/]|\w|\s*(?:{_either(policy['units'])}))"
        ),
        re.compile(
            rf"(?<!第)(?P<h>\d{{1,2}}|[{figures}]{{1,3}})\s*(?:{_either(clock['hour'])})\s*{behind}?"
        ),
    )
