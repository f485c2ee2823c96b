"""What a guard of a procedure may read."""

from collections.abc import Callable, Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.book import Pack
from bot.core.cases import Case, CaseLine
from bot.core.procedures.plants import plant_key
from bot.core.procedures.procedure import AXES
from bot.core.script import Guard

GUARD_AXES = (*AXES, "warranty", "flag", "plant", "part")
GUARD_VARIABLES = frozenset(
    {
        "case",
        "lines",
        "values",
        "some",
        "every",
        "total",
        "dealer",
        "policy",
        "now",
        "by",
        "overdue",
        "plant",
    }
)
"""Known in every guard of a procedure; `line` too where a guard chooses lines."""
_GIVEN_UP = ("refund", "advice")
"""Decisions after which nothing travels back."""


class Lines:
    """What guards read of a case's lines; each is looked up once, as there may be a thousand."""

    def __init__(self, lines: tuple[CaseLine, ...]) -> None:
        """Look at the lines only when something is asked."""
        self.lines = lines
        self.total = Totals(lines)
        self.some = _Seen(lines, every=False)
        self.every = _Seen(lines, every=True)


class _Seen:
    """`some.verdict.user_damage`: does any line have it? `every.…`: do all of them?"""

    def __init__(self, lines: tuple[CaseLine, ...], *, every: bool) -> None:
        self._lines = lines
        self._every = every

    def __getattr__(self, axis: str) -> "_Axis":
        if axis not in GUARD_AXES:
            raise AttributeError(axis)
        values: set[tuple[str, ...]]
        if axis in AXES:
            values = {(one,) for one in set(map(attrgetter(axis), self._lines))}
        else:
            values = {axis_values(line, axis) for line in self._lines}
        found = _Axis(values, every=self._every)
        setattr(self, axis, found)
        return found


class _Axis:
    def __init__(self, values: set[tuple[str, ...]], *, every: bool) -> None:
        self._values = values
        self._every = every

    def __getattr__(self, value: str) -> bool:
        if value.startswith("__"):
            raise AttributeError(value)
        has = [value in one for one in self._values]
        return bool(has) and all(has) if self._every else any(has)


def axis_values(line: CaseLine, axis: str) -> tuple[str, ...]:
    """Return where a line stands on an axis; warranty, flags, plant and part count as axes too."""
    match axis:
        case "warranty":
            return (line.warranty.result if line.warranty else "unknown",)
        case "flag":
            return line.flags
        case _:
            return (getattr(line, axis),)


def scope(
    pack: Pack,
    case: Case,
    *,
    values: Mapping[str, str],
    now: datetime,
    by: str,
    seen: Lines | None = None,
) -> dict[str, Any]:
    """Return what a guard reads; `by` is the role or party that acts, `values` what forms noted.

    `seen`: the case's lines, when they have been looked at before.
    """
    seen = seen or Lines(case.lines)
    return {
        "case": case,
        "lines": case.lines,
        "values": {**dict(case.values), **values},
        "some": seen.some,
        "every": seen.every,
        "total": seen.total,
        "dealer": bool(case.dealer),
        "policy": pack.policies,
        "now": now.astimezone(ZoneInfo(pack.brand.hours.timezone)),
        "by": by,
        "overdue": case.due_at is not None and now > case.due_at,
        "plant": plant_key(pack, case),
    }


class Totals:
    """Sums over the lines, the price in fen; `to_…` count lines that wait for something."""

    def __init__(self, lines: tuple[CaseLine, ...]) -> None:
        """Look at the lines only when a sum is asked for."""
        self._lines = lines

    def __getattr__(self, name: str) -> int:
        count = _COUNTS.get(name)
        if count is None:
            raise AttributeError(name)
        found = sum(map(count, self._lines))
        setattr(self, name, found)
        return found

    def __getitem__(self, name: str) -> int:
        return int(getattr(self, name))


def is_here(line: CaseLine) -> bool:
    """Return whether any piece of a line came in."""
    return bool((line.received or 0) + line.over)


def is_to_send(line: CaseLine) -> bool:
    """Return whether something of a line is still to go back."""
    return is_here(line) and line.logistics != "shipped_back" and line.decision not in _GIVEN_UP


_COUNTS: Mapping[str, Callable[[CaseLine], int]] = {
    "lines": lambda _: 1,
    "pieces": lambda line: line.quantity,
    "received": lambda line: line.received or 0,
    "missing": lambda line: line.missing or 0,
    "over": lambda line: line.over,
    "damaged": lambda line: line.damaged,
    "wrong": lambda line: line.wrong,
    "price": lambda line: line.price_fen or 0,
    "to_count": lambda line: line.received is None,
    "to_appraise": lambda line: is_here(line) and line.verdict == "pending",
    "to_decide": lambda line: is_here(line) and line.decision == "pending",
    "to_answer": lambda line: line.money == "quoted",
    "to_pay": lambda line: line.money == "agreed",
    "to_send": is_to_send,
}
TOTALS = tuple(_COUNTS)


def holds(guard: Guard | None, variables: Mapping[str, Any]) -> bool:
    """Return whether a guard lets through; no guard always does."""
    return guard is None or bool(guard.test(**variables))


def any_line(guard: Guard | None, case: Case, variables: Mapping[str, Any]) -> bool:
    """Return whether a guard over `line` lets any line in."""
    return any(_let_in(guard, case, variables))


def chosen(guard: Guard | None, case: Case, variables: Mapping[str, Any]) -> tuple[int, ...]:
    """Return the lines a guard over `line` lets in, counted from 1."""
    found = enumerate(_let_in(guard, case, variables), start=1)
    return tuple(position for position, let_in in found if let_in)


def _let_in(guard: Guard | None, case: Case, variables: Mapping[str, Any]) -> list[bool]:
    """Return of each line whether a guard over `line` lets it in; lines alike to it are tested once."""
    if guard is None:
        return [True] * len(case.lines)
    if guard.line_reads is None:
        return [bool(guard.test(**variables, line=line, here=is_here(line))) for line in case.lines]
    keys = list(map(attrgetter("received", "over", *guard.line_reads), case.lines))
    one_of_each = dict(zip(keys, case.lines, strict=True))
    known = {
        key: bool(guard.test(**variables, line=line, here=is_here(line)))
        for key, line in one_of_each.items()
    }
    return [known[key] for key in keys]
