from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.book import Hours
from bot.core.calendar import Calendar
from bot.core.hours import is_open, reply_by

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = ((time(9), time(12)), (time(13, 30), time(18)))
HOURS = Hours(
    calendar=Calendar(
        timezone="Asia/Shanghai",
        shifts=dict.fromkeys(range(1, 6), DAY) | {6: ((time(9), time(12)),)},
    )
)


def local(*moment):
    return datetime(*moment, tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        (local(2026, 11, 23, 10, 0), local(2026, 11, 23, 10, 30)),
        (local(2026, 11, 23, 10, 7, 31), local(2026, 11, 23, 10, 40)),
        (local(2026, 11, 23, 11, 29), local(2026, 11, 23, 12, 0)),
        (local(2026, 11, 23, 11, 45), local(2026, 11, 23, 13, 45)),
        (local(2026, 11, 23, 12, 30), local(2026, 11, 23, 14, 0)),
        (local(2026, 11, 23, 23, 0), local(2026, 11, 24, 9, 30)),
        (local(2026, 11, 28, 13, 0), local(2026, 11, 30, 9, 30)),
    ],
    ids=["open", "rounded", "to the end", "over lunch", "at lunch", "night", "weekend"],
)
def test_reply_by_counts_opening_hours_only(asked, answered):
    assert reply_by(HOURS, asked) == answered


def test_reply_by_skips_the_national_holidays():
    assert reply_by(HOURS, local(2026, 9, 30, 23, 0)) == local(2026, 10, 8, 9, 30)


def test_reply_by_promises_nothing_after_the_last_shift():
    odd = replace(HOURS, reply_within=timedelta(minutes=28))

    assert reply_by(odd, local(2026, 11, 23, 17, 32)) == local(2026, 11, 23, 18, 0)


def test_calendar_without_open_days_still_answers():
    never = Hours(calendar=Calendar(timezone="Asia/Shanghai"), reply_within=timedelta(hours=1))

    assert reply_by(never, local(2026, 11, 23, 10, 0)) == local(2026, 11, 23, 11, 0)


def test_round_the_clock_is_always_open():
    always = Hours(calendar=Calendar(timezone="Asia/Shanghai", always=True))

    assert is_open(always, local(2026, 10, 1, 3, 0))
    assert reply_by(always, local(2026, 10, 1, 23, 50)) == local(2026, 10, 2, 0, 20)
