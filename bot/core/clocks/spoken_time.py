"""Until when: the moment a phrase such as "明天上午", "两个工作日内" or "by 5 pm on Friday" names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.calendar import (
    Calendar,
    add_months,
    add_working_time,
    after,
    day_end,
    next_open,
    next_working_day,
    open_spans,
)
from bot.core.clocks.promise_words import Half, PromiseWords
from bot.core.spans import Span

_MONTH_DAY = re.compile(r"(?<!\d)(\d{1,2})\s*[月/]\s*(\d{1,2})\s*(?:[日号])?(?![\d/])")
_MONTH_DAY_EN = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?(?<![a-z])(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:\s+(\d{1,2})(?:st|nd|rd|th)?)?(?![\d:])"
)
_DAY_OF_MONTH = re.compile(r"(?<!\d)(\d{1,2})\s*(?:[号日]|(?:st|nd|rd|th)(?![a-z]))")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORKDAY_BEGINS = 8
"""A clock hour before this, with no word for the half of the day, is one of the afternoon."""
_NOON = 12
_TEN = 10
_GRACE = timedelta(minutes=30)
"""Open time given when nobody works in the whole time that was named."""


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when something is to happen, in UTC."""

    start: datetime
    end: datetime


def named_window(
    text: str, *, now: datetime, calendar: Calendar, words: PromiseWords
) -> Window | None:
    """Return the time a folded text names, counted from `now`; None when it names none to come."""
    spoken = _Spoken(text, now, calendar, words)
    window = spoken.length() or spoken.on_a_day() or spoken.soon()
    return window if window is not None and window.end > now else None


def settle(calendar: Calendar, window: Window) -> datetime:
    """Return the last moment of a window at which somebody works, so that its promise can be kept.

    When nobody works in all of it: half an hour into the next opening.
    """
    last: datetime | None = None
    days = (window.end - window.start).days + 2
    for start, end in open_spans(calendar, window.start, days=days):
        if start > window.end:
            break
        last = min(end, window.end)
    if last is not None:
        return last
    opening = next_open(calendar, window.end)
    return window.end if opening is None else add_working_time(calendar, opening, _GRACE)


def spelt_number(said: str, numbers: Mapping[str, float]) -> int:
    """Return a number below a hundred written in figures of words, such as "二十五".

    Of two figures side by side, such as "四五" for four or five, it is the later.
    """
    if said in numbers:
        return int(numbers[said])
    total = 0
    for figure in said:
        value = int(numbers[figure])
        total = max(total, 1) * value if value == _TEN else total - total % _TEN + value
    return total


class _Spoken:
    def __init__(self, text: str, now: datetime, calendar: Calendar, words: PromiseWords) -> None:
        figures = "".join(one for one in words.numbers if len(one) == 1 and not one.isascii())
        self._text = re.sub(
            rf"[{figures}]{{1,3}}(?=[月号日])",
            lambda found: str(spelt_number(found[0], words.numbers)),
            text,
        )
        self._now = now
        self._calendar = calendar
        self._words = words
        self._zone = ZoneInfo(calendar.timezone)
        self._local = now.astimezone(self._zone)

    def length(self) -> Window | None:
        for pattern in self._words.lengths:
            found = pattern.search(self._text)
            if found is None:
                continue
            given = found["n"]
            number = float(given) if given[0].isdigit() else self._words.numbers[given]
            number += 0.5 if found["half"] else 0
            end = self._later(number, self._words.units[found["unit"]])
            return Window(self._now, end)
        return None

    def _later(self, number: float, unit: str) -> datetime:
        match unit:
            case "m":
                return self._now + timedelta(minutes=number)
            case "h":
                return self._now + timedelta(hours=number)
            case "d":
                day = self._local.date() + timedelta(days=int(number))
                return self._close(day) if number >= 1 else self._now + timedelta(hours=4)
            case "w":
                return self._close(self._local.date() + timedelta(weeks=max(1, int(number))))
            case "mo":
                return self._close(add_months(self._local.date(), max(1, int(number))))
            case _:
                return after(self._calendar, self._now, Span(max(1, int(number)), "wd"))

    def on_a_day(self) -> Window | None:
        day, last = self._day()
        part = self._words.part.search(self._text)
        at = self._clock(self._words.parts[part[0]].half if part else None, day)
        if day is None and part is None and at is None:
            return None
        today = self._local.date()
        if at is not None:
            end = self._moment(day or today, at)
            if day is None and end <= self._now:
                end = self._moment(today + timedelta(days=1), at)
        elif part is not None:
            end = self._part_end(day or today, part[0])
            if day is None and end <= self._now:
                end = self._part_end(
                    next_working_day(self._calendar, today + timedelta(days=1)), part[0]
                )
        else:
            end = self._close(last or day or today)
        begins = self._moment(day, time(0)) if day is not None else self._now
        return Window(max(self._now, begins), end)

    def soon(self) -> Window | None:
        found = self._words.soon.search(self._text)
        if found is None:
            return None
        span = self._words.soon_spans[found[0]]
        return Window(self._now, after(self._calendar, self._now, span))

    def _day(self) -> tuple[date | None, date | None]:
        """Return the day that is named, and the last of several when a week or month is."""
        today = self._local.date()
        exact = self._exact(today)
        if exact is not None:
            return exact, None
        found = self._words.weekday.search(self._text)
        week = self._words.week.search(self._text)
        ahead = self._words.weeks[week[0]] if week is not None else 0
        if found is not None:
            monday = today - timedelta(days=today.weekday())
            day = monday + timedelta(days=self._words.weekdays[found[0]] - 1)
            if ahead:
                return day + timedelta(weeks=ahead), None
            return day if day > today else day + timedelta(weeks=1), None
        named = self._words.day.search(self._text)
        if named is not None:
            return today + timedelta(days=self._words.days[named[0]]), None
        friday = today + timedelta(days=4 - today.weekday())
        if ahead:
            return friday + timedelta(weeks=ahead, days=-4), friday + timedelta(weeks=ahead)
        if self._words.this_week.search(self._text):
            return today, max(friday, today)
        if self._words.month_end.search(self._text):
            return today, add_months(today.replace(day=1), 1) - timedelta(days=1)
        return None, None

    def _exact(self, today: date) -> date | None:
        month_day = _MONTH_DAY.search(self._text)
        if month_day is not None:
            return self._ahead(int(month_day[1]), int(month_day[2]), today)
        english = _MONTH_DAY_EN.search(self._text)
        if english is not None and (english[1] or english[3]):
            number = int(english[1] or english[3])
            return self._ahead(_MONTHS.index(english[2]) + 1, number, today)
        alone = _DAY_OF_MONTH.search(self._text)
        if alone is None:
            return None
        this_month = self._ahead(today.month, int(alone[1]), today)
        if this_month is not None and this_month.year == today.year:
            return this_month
        following = add_months(today.replace(day=1), 1)
        return self._ahead(following.month, int(alone[1]), today)

    @staticmethod
    def _ahead(month: int, day: int, today: date) -> date | None:
        try:
            found = date(today.year, month, day)
            return found if found >= today else date(today.year + 1, month, day)
        except ValueError:
            return None

    def _clock(self, half: Half | None, day: date | None) -> time | None:
        for pattern in self._words.clocks:
            found = pattern.search(self._text)
            if found is not None:
                break
        else:
            return None
        groups = found.groupdict()
        hour = self._hour(groups["h"])
        minute = int(groups.get("m") or 0)
        if groups.get("quarter"):
            minute = self._words.quarters[groups["quarter"]]
        elif groups.get("half"):
            minute = 30
        if hour > 24 or minute > 59:
            return None
        if groups.get("am") or groups.get("pm"):
            half = "pm" if groups.get("pm") else "am"
        hour = self._on_the_clock(hour, half, day, minute)
        return time(hour % 24, minute)

    def _on_the_clock(self, hour: int, half: Half | None, day: date | None, minute: int) -> int:
        if half == "pm" and hour < _NOON:
            return hour + _NOON
        if half == "am" and hour == _NOON:
            return 0
        if half is not None or hour >= _NOON:
            return hour
        today = self._local.date()
        gone = (day or today) == today and time(hour, minute) <= self._local.time()
        return hour + _NOON if hour < _WORKDAY_BEGINS or gone else hour

    def _hour(self, said: str) -> int:
        return int(said) if said.isdigit() else spelt_number(said, self._words.numbers)

    def _part_end(self, day: date, part: str) -> datetime:
        until = self._words.parts[part].until
        return self._close(day) if until is None else self._moment(day, until)

    def _close(self, day: date) -> datetime:
        return day_end(self._calendar, day)

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self._zone).astimezone(UTC)
