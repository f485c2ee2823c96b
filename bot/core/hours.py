"""When people answer: open or not, and until when a reply can be promised (R4, R8)."""

from datetime import datetime, timedelta

from bot.core import calendar
from bot.core.book import Hours

_SPOKEN_MINUTES = 5


def is_open(hours: Hours, at: datetime) -> bool:
    """Return whether somebody answers at that moment."""
    return calendar.is_open(hours.calendar, at)


def reply_by(hours: Hours, at: datetime) -> datetime:
    """Return until when a person answers who is asked at `at`, counting opening hours only.

    Falls back to `at` plus the promised time when the calendar never opens.
    """
    exact = calendar.add_working_time(hours.calendar, at, hours.reply_within)
    spans = calendar.open_spans(hours.calendar, exact - timedelta(microseconds=1))
    end = next((end for start, end in spans if start < exact), None)
    return exact if end is None else min(spoken(exact), end)


def spoken(moment: datetime) -> datetime:
    """Return the next five minutes on the clock: nobody says "10:37"."""
    whole = moment.replace(second=0, microsecond=0)
    return whole + timedelta(minutes=-whole.minute % _SPOKEN_MINUTES)
