from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.calendar import (
    Calendar,
    add_months,
    add_working_days,
    add_working_time,
    after,
    is_open,
    next_open,
    next_working_day,
    open_spans,
    unknown_years,
    working_days,
    working_time,
)
from bot.core.spans import Span, parse_span

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = ((time(9), time(12)), (time(13, 30), time(18)))
SPLIT = Calendar(
    timezone="Asia/Shanghai",
    shifts=dict.fromkeys(range(1, 6), DAY) | {6: ((time(9), time(12)),)},
)
ALWAYS = Calendar(timezone="Asia/Shanghai", always=True)
MONDAY = date(2026, 11, 23)

MOMENTS = st.datetimes(
    min_value=datetime(2024, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone itself
    max_value=datetime(2031, 1, 1),  # noqa: DTZ001 - likewise
    timezones=st.just(UTC),
)
DAYS = st.dates(date(2024, 1, 1), date(2031, 1, 1))
HALF_HOURS = st.integers(0, 47).map(lambda n: time(n // 2, 30 * (n % 2)))


@st.composite
def calendars(draw):
    week = {}
    for weekday in range(1, 8):
        edges = sorted(draw(st.sets(HALF_HOURS, max_size=6)))
        week[weekday] = tuple(zip(edges[::2], edges[1::2], strict=False))
    if not any(week.values()):
        week[1] = DAY
    return Calendar(
        timezone=draw(st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "UTC"])),
        shifts=week,
        days=dict.fromkeys(draw(st.sets(DAYS, max_size=5)), ()),
        public_holidays=draw(st.booleans()),
        always=draw(st.sampled_from([False, False, True])),
    )


def local(*moment):
    return datetime(*moment, tzinfo=SHANGHAI).astimezone(UTC)


@given(calendars(), MOMENTS, st.integers(1, 40 * 60))
@settings(max_examples=60, deadline=None)
def test_time_added_is_the_time_measured(calendar, at, minutes):
    length = timedelta(minutes=minutes)
    due = add_working_time(calendar, at, length)

    assert due == at + length or working_time(calendar, at, due) == length


@given(calendars(), MOMENTS, st.integers(1, 30))
@settings(max_examples=60, deadline=None)
def test_days_added_are_the_days_counted(calendar, at, count):
    if not any(calendar.shifts.values()):
        return
    day = add_working_days(calendar, at.date(), count)

    assert working_days(calendar, at.date(), day) == count


@given(calendars(), MOMENTS, st.integers(0, 600), st.integers(0, 600))
@settings(max_examples=60, deadline=None)
def test_time_measured_adds_up(calendar, at, first, second):
    middle, end = at + timedelta(minutes=first), at + timedelta(minutes=first + second)

    whole = working_time(calendar, at, end)
    assert whole == working_time(calendar, at, middle) + working_time(calendar, middle, end)
    assert timedelta() <= whole <= end - at


@given(calendars(), MOMENTS)
@settings(max_examples=60, deadline=None)
def test_next_open_is_open_and_nothing_is_open_before(calendar, at):
    opening = next_open(calendar, at)

    assert opening is not None
    assert is_open(calendar, opening)
    assert working_time(calendar, at, opening) == timedelta()


@given(calendars(), MOMENTS)
@settings(max_examples=60, deadline=None)
def test_spans_are_in_order_and_apart(calendar, at):
    spans = list(open_spans(calendar, at, days=10))

    assert all(start < end for start, end in spans)
    assert all(a_end <= b_start for (_, a_end), (b_start, _) in pairwise(spans))


@pytest.mark.parametrize(
    ("at", "span", "due"),
    [
        (local(2026, 11, 23, 11, 30), "2wh", local(2026, 11, 23, 15, 0)),
        (local(2026, 11, 28, 11, 30), "2wh", local(2026, 11, 30, 10, 30)),
        (local(2026, 11, 23, 17, 45), "30wm", local(2026, 11, 24, 9, 15)),
        (local(2026, 11, 23, 3, 0), "30m", local(2026, 11, 23, 3, 30)),
        (local(2026, 11, 23, 10, 0), "1wd", local(2026, 11, 24, 18, 0)),
        (local(2026, 9, 24, 10, 0), "7wd", local(2026, 10, 12, 18, 0)),
        (local(2026, 1, 31, 10, 0), "1mo", local(2026, 2, 28, 10, 0)),
        (local(2026, 11, 23, 10, 0), "2w", local(2026, 12, 7, 10, 0)),
        (local(2026, 11, 23, 10, 0), "0wd", local(2026, 11, 23, 18, 0)),
        (local(2026, 11, 23, 20, 0), "0wd", local(2026, 11, 24, 18, 0)),
    ],
    ids=[
        "lunch",
        "weekend",
        "evening",
        "clock",
        "day",
        "holidays and a make-up day",
        "month",
        "weeks",
        "same day",
        "after closing",
    ],
)
def test_span_is_counted_on_its_calendar(at, span, due):
    assert after(SPLIT, at, parse_span(span)) == due


def test_round_the_clock_counts_every_hour():
    at = local(2026, 9, 30, 22, 0)

    assert after(ALWAYS, at, Span(4, "wh")) == at + timedelta(hours=4)
    assert working_time(ALWAYS, at, at + timedelta(days=9)) == timedelta(days=9)


def test_holiday_is_closed_and_its_make_up_day_open_like_a_monday():
    assert not is_open(SPLIT, local(2026, 10, 1, 10, 0))
    assert is_open(SPLIT, local(2026, 10, 10, 15, 0))


def test_company_days_come_before_any_holiday():
    own = replace(
        SPLIT,
        days={MONDAY: (), date(2026, 10, 1): DAY, date(2026, 11, 29): ((time(8), time(9)),)},
    )

    assert not is_open(own, local(2026, 11, 23, 10, 0))
    assert is_open(own, local(2026, 10, 1, 10, 0))
    assert is_open(own, local(2026, 11, 29, 8, 30))


def test_year_unknown_to_the_package_goes_by_weekends_and_fixed_holidays():
    assert not is_open(SPLIT, local(2044, 10, 3, 10, 0))
    assert is_open(SPLIT, local(2044, 10, 4, 10, 0))
    assert not is_open(SPLIT, local(2044, 10, 9, 10, 0))


def test_unknown_years_are_told_until_the_company_writes_its_days():
    near = (date(2026, 11, 23), date(2027, 3, 1))

    assert unknown_years(SPLIT, *near) == (2027,)
    assert unknown_years(replace(SPLIT, written_years=frozenset({2027})), *near) == ()
    assert unknown_years(ALWAYS, *near) == ()


def test_calendar_that_never_opens_falls_back_to_the_wall_clock():
    never = Calendar(timezone="Asia/Shanghai")
    at = local(2026, 11, 23, 10, 0)

    assert next_open(never, at) is None
    assert after(never, at, Span(2, "wh")) == at + timedelta(hours=2)
    assert next_working_day(never, MONDAY) == MONDAY


def test_day_may_end_at_midnight():
    late = Calendar(timezone="Asia/Shanghai", shifts={1: ((time(20), time(0)),)})

    assert is_open(late, local(2026, 11, 23, 23, 59))
    assert not is_open(late, local(2026, 11, 24, 0, 0))


def test_months_end_with_a_shorter_month():
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)


@pytest.mark.parametrize("text", ["", "2", "h", "-2h", "2 fortnights", "1.5h", "2hh"])
def test_text_that_is_no_span_is_none(text):
    assert parse_span(text) is None


def test_span_reads_as_it_is_written():
    assert str(parse_span("7wd")) == "7wd"
    assert parse_span(" 30 m ") == Span(30, "m")
