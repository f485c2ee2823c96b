from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.book import Hours
from bot.core.hours import is_open, reply_by

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = ((time(9), time(12)), (time(13, 30), time(18)))
HOURS = Hours(
    timezone="Asia/Shanghai",
    shifts=dict.fromkeys(range(1, 6), DAY) | {6: ((time(9), time(12)),)},
)


def local(*moment):
    return datetime(*moment, tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        (local(2026, 11, 23, 10, 0), local(2026, 11, 23, 10, 30)),
        (local(2026, 11, 23, 10, 7, 31), local(2026, 11, 23, 10, 40)),
        (local(2026, 11, 23, 11, 45), local(2026, 11, 23, 13, 45)),
        (local(2026, 11, 23, 12, 30), local(2026, 11, 23, 14, 0)),
        (local(2026, 11, 23, 23, 0), local(2026, 11, 24, 9, 30)),
        (local(2026, 11, 28, 13, 0), local(2026, 11, 30, 9, 30)),
    ],
    ids=["open", "rounded", "over lunch", "at lunch", "night", "weekend"],
)
def test_reply_by_counts_opening_hours_only(asked, answered):
    assert reply_by(HOURS, asked) == answered


def test_reply_by_skips_the_national_holidays():
    assert reply_by(HOURS, local(2026, 9, 30, 23, 0)) == local(2026, 10, 8, 9, 30)


def test_make_up_day_is_open_like_a_monday():
    assert is_open(HOURS, local(2026, 10, 10, 15, 0))


def test_year_unknown_to_the_calendar_goes_by_weekday():
    assert is_open(HOURS, local(2044, 10, 3, 10, 0))


def test_company_file_overrides_the_calendar():
    closed = Hours(
        timezone="Asia/Shanghai", shifts=HOURS.shifts, closed=frozenset({date(2026, 11, 23)})
    )
    extra = Hours(
        timezone="Asia/Shanghai", shifts=HOURS.shifts, open_extra=frozenset({date(2026, 10, 1)})
    )

    assert not is_open(closed, local(2026, 11, 23, 10, 0))
    assert is_open(extra, local(2026, 10, 1, 10, 0))


def test_calendar_without_open_days_still_answers():
    never = Hours(timezone="Asia/Shanghai", shifts={}, reply_within=timedelta(hours=1))

    assert reply_by(never, local(2026, 11, 23, 10, 0)) == local(2026, 11, 23, 11, 0)
