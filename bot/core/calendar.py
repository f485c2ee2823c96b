"""The working calendar: open spans over split shifts, China's holidays, 调休 make-up days and company days (R4, R12).

A year the holiday package does not know yet goes by weekends and the holidays that have a fixed
date; `unknown_years` tells which, so that somebody is warned.
"""

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from chinese_calendar import constants

from bot.core.spans import Span

Shift = tuple[time, time]
"""Opens and closes, local; closing at 00:00 means the end of the day."""

SEARCH_DAYS = 400
"""How far ahead an open moment is looked for before a calendar counts as never open."""

_MONDAY, _FRIDAY = 1, 5
_MIDNIGHT = time(0)
_ALL_DAY: tuple[Shift, ...] = ((_MIDNIGHT, _MIDNIGHT),)
_FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""Month and day of the public holidays that follow no moon (2025 rules)."""
_HOLIDAYS = frozenset(constants.holidays)
_MAKE_UP_DAYS = frozenset(constants.workdays)
_KNOWN_YEARS = frozenset(day.year for day in _HOLIDAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When people work."""

    timezone: str
    shifts: Mapping[int, tuple[Shift, ...]] = field(default_factory=dict)
    """By ISO weekday, 1 for Monday; in order, without overlap."""
    days: Mapping[date, tuple[Shift, ...]] = field(default_factory=dict)
    """What the company says of single days, before any other rule; `()` is a day off."""
    written_years: frozenset[int] = frozenset()
    """Years whose public holidays the company wrote into `days` itself."""
    public_holidays: bool = True
    """Closed on China's public holidays, open like a Monday on make-up days."""
    always: bool = False
    """7×24×365: every rule above is passed over."""


def shifts_on(cal: Calendar, day: date) -> tuple[Shift, ...]:
    """Return the shifts worked on a local day."""
    if cal.always:
        return _ALL_DAY
    own = cal.days.get(day)
    if own is not None:
        return own
    return cal.shifts.get(_weekday(cal, day), ())


def is_working_day(cal: Calendar, day: date) -> bool:
    """Return whether anybody works on a local day."""
    return bool(shifts_on(cal, day))


def is_open(cal: Calendar, at: datetime) -> bool:
    """Return whether anybody works at that moment."""
    return any(start <= at < end for start, end in open_spans(cal, at, days=1))


def open_spans(
    cal: Calendar, at: datetime, *, days: int = SEARCH_DAYS
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the open spans of the next local days that end after `at`, in UTC and in order."""
    zone = ZoneInfo(cal.timezone)
    first = at.astimezone(zone).date()
    for offset in range(days):
        day = first + timedelta(days=offset)
        for opens, closes in shifts_on(cal, day):
            start, end = _moment(day, opens, zone), _end(day, closes, zone)
            if end > at:
                yield start, end


def next_open(cal: Calendar, at: datetime) -> datetime | None:
    """Return `at` when somebody works then, else the next opening; None when it never opens."""
    start = next((start for start, _ in open_spans(cal, at)), None)
    return None if start is None else max(start, at)


def working_time(cal: Calendar, start: datetime, end: datetime) -> timedelta:
    """Return how much open time lies between two moments; zero when `end` is not after `start`."""
    if end <= start:
        return timedelta()
    if cal.always:
        return end - start
    days = (end - start).days + 2
    spans = ((max(a, start), min(b, end)) for a, b in open_spans(cal, start, days=days))
    return sum((b - a for a, b in spans if b > a), timedelta())


def add_working_time(cal: Calendar, at: datetime, length: timedelta) -> datetime:
    """Return when `length` of open time has passed since `at`.

    Falls back to the wall clock when the calendar does not open for that long within `SEARCH_DAYS`.
    """
    if cal.always:
        return at + length
    left = length
    for start, end in open_spans(cal, at):
        begin = max(start, at)
        if begin + left <= end:
            return begin + left
        left -= end - begin
    return at + length


def next_working_day(cal: Calendar, day: date) -> date:
    """Return the day itself when anybody works on it, else the next on which anybody does."""
    ahead = (day + timedelta(days=n) for n in range(SEARCH_DAYS))
    return next((one for one in ahead if is_working_day(cal, one)), day)


def add_working_days(cal: Calendar, day: date, count: int) -> date:
    """Return the `count`-th working day after a day, which itself does not count."""
    for _ in range(count):
        day = next_working_day(cal, day + timedelta(days=1))
    return day


def working_days(cal: Calendar, start: date, end: date) -> int:
    """Return how many working days lie after `start`, up to and including `end`."""
    ahead = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(is_working_day(cal, day) for day in ahead)


def after(cal: Calendar, at: datetime, span: Span) -> datetime:
    """Return the moment a span after `at` is over.

    Working days end with the last shift of the day (with the next day's when that is over already);
    months keep day and time, or take the last day of a shorter month.
    """
    if span.fixed is not None:
        return at + span.fixed
    if span.open_time is not None:
        return add_working_time(cal, at, span.open_time)
    zone = ZoneInfo(cal.timezone)
    local = at.astimezone(zone)
    if span.unit == "mo":
        day = add_months(local.date(), span.amount)
        return datetime.combine(day, local.time(), zone).astimezone(UTC)
    end = day_end(cal, add_working_days(cal, local.date(), span.amount))
    return end if end > at else day_end(cal, add_working_days(cal, local.date(), 1))


def day_end(cal: Calendar, day: date) -> datetime:
    """Return when the last shift of a local day ends; the end of the day when nobody works."""
    zone = ZoneInfo(cal.timezone)
    shifts = shifts_on(cal, day)
    return _end(day, shifts[-1][1] if shifts else _MIDNIGHT, zone)


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, or the last of that month when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def unknown_years(cal: Calendar, start: date, end: date) -> tuple[int, ...]:
    """Return the years between two days whose public holidays nobody has published to us."""
    if cal.always or not cal.public_holidays:
        return ()
    years = range(start.year, end.year + 1)
    return tuple(year for year in years if year not in _KNOWN_YEARS | cal.written_years)


def _weekday(cal: Calendar, day: date) -> int:
    """Return the weekday whose shifts hold on that day; 0 when it is closed."""
    weekday = day.isoweekday()
    if not cal.public_holidays:
        return weekday
    if day.year not in _KNOWN_YEARS:
        return 0 if (day.month, day.day) in _FIXED_HOLIDAYS else weekday
    if weekday > _FRIDAY and day in _MAKE_UP_DAYS:
        return _MONDAY
    return 0 if day in _HOLIDAYS else weekday


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


def _end(day: date, closes: time, zone: ZoneInfo) -> datetime:
    if closes == _MIDNIGHT:
        day += timedelta(days=1)
    return _moment(day, closes, zone)
