"""Reads when people work: `hours` of `brand.yaml`, and the company's own days in `calendar.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.book.reader import Item
from bot.core.book import Hours
from bot.core.calendar import Calendar, Shift

DayShifts = Mapping[date, tuple[Shift, ...] | None]
"""Day → its shifts, `()` for a day off, None for a day worked like a Monday."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyDays:
    """What `calendar.yaml` says."""

    days: DayShifts = field(default_factory=dict)
    years: frozenset[int] = frozenset()
    """Years whose public holidays are written here in full."""


_REPLY_WITHIN = timedelta(minutes=30)
_WEEKDAYS = tuple(str(day) for day in range(1, 8))
_MONDAY = 1
_MIDNIGHT = time(0)


def read_hours(item: Item) -> Hours:
    """Read the opening hours; wrong values are issues and read as closed."""
    table = item.table(
        "hours",
        required=("timezone",),
        optional=("shifts", "closed", "open_extra", "reply_within", "public_holidays", "always"),
    )
    always = table["always"].flag("always")
    if "shifts" not in table and not always:
        item.issue("missing_key", "hours has no `shifts`", fix="Add `shifts:`, or `always: true`.")
    calendar = Calendar(
        timezone=_timezone(table["timezone"]),
        shifts=_week(table["shifts"]) if "shifts" in table else {},
        public_holidays=table["public_holidays"].flag("public_holidays")
        if "public_holidays" in table
        else True,
        always=always,
    )
    within = table["reply_within"]
    hours = Hours(
        calendar=calendar,
        reply_within=within.duration("reply_within") if "reply_within" in table else _REPLY_WITHIN,
    )
    days: dict[date, tuple[Shift, ...] | None] = {}
    for key, worked in (("closed", ()), ("open_extra", None)):
        for entry in table[key].items(key) if key in table else ():
            day = _day(entry)
            if day is not None:
                days[day] = worked
    return with_days(hours, CompanyDays(days=days))


def read_company_days(item: Item) -> CompanyDays:
    """Read `calendar.yaml`: any day → `closed`, `open`, or its shifts."""
    table = item.table("calendar.yaml", required=("days",), optional=("years",))
    days: dict[date, tuple[Shift, ...] | None] = {}
    for at, value in table["days"].entries("days").values() if "days" in table else ():
        day = _day(at)
        if day is None:
            continue
        if value.is_list:
            days[day] = _shifts(value)
        else:
            days[day] = () if value.one_of(("closed", "open"), "a day") == "closed" else None
    years = table["years"].items("years") if "years" in table else ()
    return CompanyDays(
        days=days,
        years=frozenset(int(one.number("a year", low=2000, high=2100)) for one in years),
    )


def with_days(hours: Hours, own: CompanyDays) -> Hours:
    """Return the hours with the company's days laid over them."""
    calendar = hours.calendar
    monday = calendar.shifts.get(_MONDAY, ())
    days = {day: monday if shifts is None else shifts for day, shifts in own.days.items()}
    laid = replace(
        calendar,
        days={**calendar.days, **days},
        written_years=calendar.written_years | own.years,
    )
    return replace(hours, calendar=laid)


def _week(item: Item) -> dict[int, tuple[Shift, ...]]:
    days: dict[int, tuple[Shift, ...]] = {}
    for key, (at, entry) in item.entries("shifts").items():
        if key not in _WEEKDAYS:
            at.issue("value", f"`{key}` is no weekday", fix="Use 1 for Monday to 7 for Sunday.")
            continue
        days[int(key)] = _shifts(entry)
    return days


def _shifts(item: Item) -> tuple[Shift, ...]:
    shifts = tuple(span for part in item.items("a day's shifts") if (span := _shift(part)))
    for before, behind in pairwise(shifts):
        if before[1] == _MIDNIGHT or behind[0] < before[1]:
            item.issue(
                "value",
                f"the shift from {behind[0]:%H:%M} begins before the one before it ends",
                fix="Write the shifts of a day in order, without overlap.",
            )
            return shifts[:1]
    return shifts


def _shift(item: Item) -> Shift | None:
    text = item.text("a shift")
    try:
        start, end = (_clock(part.strip()) for part in text.split("-"))
    except ValueError:
        item.issue("value", f"`{text}` is no shift", fix='Write it like "09:00-12:00".')
        return None
    if start >= end and end != _MIDNIGHT:
        item.issue(
            "value",
            f"the shift {text} ends before it begins",
            fix="Swap the two times.",
        )
        return None
    return start, end


def _clock(text: str) -> time:
    return _MIDNIGHT if text == "24:00" else time.fromisoformat(text)


def _timezone(item: Item) -> str:
    name = item.text("timezone")
    try:
        ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        item.issue("value", f"there is no time zone `{name}`", fix="Write it like Asia/Shanghai.")
        return "UTC"
    return name or "UTC"


def _day(item: Item) -> date | None:
    text = item.text("a day")
    try:
        return date.fromisoformat(text)
    except ValueError:
        item.issue("value", f"`{text}` is no day", fix="Write it like 2026-02-16.")
        return None
