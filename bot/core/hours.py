"""Opening hours: when people answer, over split shifts, holidays and make-up days (R4, R8)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar

from bot.core.book import Hours

_SEARCH_DAYS = 60
_SPOKEN_MINUTES = 5
_MONDAY, _FRIDAY = 1, 5


def is_open(hours: Hours, at: datetime) -> bool:
    """Return whether somebody answers at that moment."""
    return any(start <= at < end for start, end in _shifts_from(hours, at, days=1))


def reply_by(hours: Hours, at: datetime) -> datetime:
    """Return until when a person answers who is asked at `at`, counting opening hours only.

    Falls back to `at` plus the promised time when the calendar has no open day within two months.
    """
    left = hours.reply_within
    for start, end in _shifts_from(hours, at, days=_SEARCH_DAYS):
        begin = max(start, at)
        if begin + left <= end:
            return min(_spoken(begin + left), end)
        left -= max(end - begin, timedelta())
    return at + hours.reply_within


def _spoken(moment: datetime) -> datetime:
    """Return the next five minutes on the clock: nobody says "10:37"."""
    whole = moment.replace(second=0, microsecond=0)
    return whole + timedelta(minutes=-whole.minute % _SPOKEN_MINUTES)


def _shifts_from(hours: Hours, at: datetime, *, days: int) -> Iterator[tuple[datetime, datetime]]:
    zone = ZoneInfo(hours.timezone)
    first = at.astimezone(zone).date()
    for offset in range(days):
        day = first + timedelta(days=offset)
        for opens, closes in hours.shifts.get(_weekday(hours, day), ()):
            start = datetime.combine(day, opens, zone).astimezone(UTC)
            end = datetime.combine(day, closes, zone).astimezone(UTC)
            if end > at:
                yield start, end


def _weekday(hours: Hours, day: date) -> int:
    """Return the weekday whose shifts hold on that day; 0 when it is closed."""
    if day in hours.open_extra:
        return _MONDAY
    if day in hours.closed:
        return 0
    if not hours.public_holidays:
        return day.isoweekday()
    try:
        holiday, name = chinese_calendar.get_holiday_detail(day)
        make_up = chinese_calendar.is_workday(day)
    except NotImplementedError:  # a year the calendar package does not know yet
        return day.isoweekday()
    weekday = day.isoweekday()
    if make_up and weekday > _FRIDAY:
        return _MONDAY
    if holiday and name is not None:
        return 0
    return weekday
