from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.calendar import Calendar
from bot.core.clocks.marks import PROMISED, Mark
from bot.core.clocks.sheet import Sheet, Target
from bot.core.clocks.sla import compute, next_look
from bot.core.spans import parse_span

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = ((time(9), time(12)), (time(13, 30), time(18)))
OFFICE = Calendar(timezone="Asia/Shanghai", shifts=dict.fromkeys(range(1, 6), DAY))


def at(*clock, day=23):
    return datetime(2026, 11, day, *clock, tzinfo=SHANGHAI).astimezone(UTC)


def target(within, warn="10m", **given):
    return Target(within=parse_span(within), warn=parse_span(warn), **given)


STANDARD = Sheet(
    id="standard",
    when={},
    targets={
        "first_response": target("30wm"),
        "next_response": target("30wm"),
        "resolution": target("24h", "4h"),
    },
)
CONTRACT = Sheet(
    id="contract",
    when={},
    always=True,
    from_case=True,
    targets={
        "first_response": target("30m"),
        "on_site": target("2h"),
        "resolution": target("4h", otherwise="replacement"),
    },
)


def mark(kind, moment, about=""):
    return Mark(at=moment, kind=kind, about=about)


def read(marks, now, sheet=STANDARD):
    """Clock kind → state and due time, of the clocks of a sheet."""
    clocks = compute(marks, sheet, OFFICE, now).clocks
    return [(c.kind, c.state, f"{c.due_at.astimezone(SHANGHAI):%d %H:%M}") for c in clocks]


def test_no_sheet_runs_no_clock():
    assert compute([mark("wanted", at(10))], None, OFFICE, at(11)).clocks == ()


def test_wish_for_a_person_starts_the_clocks():
    assert read([mark("wanted", at(11, 45))], at(11, 50)) == [
        ("first_response", "running", "23 13:45"),
        ("resolution", "running", "24 11:45"),
    ]


def test_wish_at_night_counts_from_the_morning():
    assert read([mark("wanted", at(22))], at(23)) == [
        ("first_response", "running", "24 09:30"),
        ("resolution", "running", "24 22:00"),
    ]


def test_answer_in_time_is_met_and_the_customer_is_awaited():
    marks = [mark("wanted", at(10)), mark("staff", at(10, 20))]

    assert read(marks, at(11)) == [
        ("first_response", "met", "23 10:30"),
        ("resolution", "paused", "24 10:40"),
    ]


def test_answer_after_its_time_is_late():
    marks = [mark("wanted", at(10)), mark("staff", at(10, 31))]

    assert read(marks, at(11))[0] == ("first_response", "late", "23 10:30")


def test_clock_that_ran_out_is_broken():
    assert read([mark("wanted", at(10))], at(10, 30))[0][1] == "broken"


def test_each_question_of_the_customer_starts_its_own_clock():
    marks = [
        mark("wanted", at(10)),
        mark("staff", at(10, 5)),
        mark("customer", at(11, 0)),
        mark("customer", at(11, 10)),
        mark("staff", at(11, 20)),
        mark("customer", at(14, 0)),
    ]

    assert read(marks, at(14, 5)) == [
        ("first_response", "met", "23 10:30"),
        ("resolution", "running", "24 13:35"),
        ("next_response", "met", "23 11:30"),
        ("next_response", "running", "23 14:30"),
    ]


def test_promise_keeps_the_clock_running():
    marks = [mark("wanted", at(10)), mark("staff", at(10, 5), PROMISED)]

    assert read(marks, at(11))[1] == ("resolution", "running", "24 10:00")


def test_pause_after_the_end_heals_nothing():
    marks = [
        mark("wanted", at(10)),
        mark("staff", at(12, 0, day=24)),
        mark("customer", at(9, 0, day=25)),
    ]

    assert read(marks, at(9, 10, day=25))[1] == ("resolution", "broken", "24 10:00")


def test_end_of_the_stretch_meets_what_is_open_and_the_next_begins_anew():
    marks = [
        mark("wanted", at(10)),
        mark("staff", at(10, 5)),
        mark("closed", at(10, 30)),
        mark("wanted", at(15)),
    ]

    assert read(marks, at(15, 1)) == [
        ("first_response", "met", "23 10:30"),
        ("resolution", "met", "24 10:25"),
        ("first_response", "running", "23 15:30"),
        ("resolution", "running", "24 15:00"),
    ]


def test_contract_counts_from_the_case_around_the_clock():
    marks = [mark("case", at(22), "RT-1"), mark("worked", at(22, 10)), mark("arrived", at(23, 30))]

    assert read(marks, at(23, 45), CONTRACT) == [
        ("first_response", "met", "23 22:30"),
        ("on_site", "met", "24 00:00"),
        ("resolution", "running", "24 02:00"),
    ]


def test_contract_ends_with_the_last_of_person_and_case():
    marks = [
        mark("case", at(10), "RT-1"),
        mark("wanted", at(10, 5)),
        mark("returned", at(10, 30)),
        mark("case_done", at(11), "RT-1"),
    ]

    before = read(marks[:3], at(10, 40), CONTRACT)
    assert [state for _, state, _ in before] == ["broken", "running", "running"]
    assert [state for _, state, _ in read(marks, at(12), CONTRACT)] == ["late", "met", "met"]


def test_sheet_without_cases_leaves_them_alone():
    assert read([mark("case", at(10), "RT-1")], at(12)) == []


def test_next_look_is_the_warning_then_the_end():
    marks = [mark("wanted", at(10))]

    def look(now):
        return next_look(compute(marks, STANDARD, OFFICE, now), now)

    assert look(at(10)) == at(10, 20)
    assert look(at(10, 20)) == at(10, 30)
    assert look(at(10, 30)) == at(6, 0, day=24)
    assert look(at(11, 0, day=24)) is None


def test_changed_rule_changes_what_is_owed():
    marks = [mark("wanted", at(10))]
    strict = Sheet(id="strict", when={}, targets={"first_response": target("10wm")})

    assert read(marks, at(10, 15))[0][1] == "running"
    assert read(marks, at(10, 15), strict)[0][1] == "broken"


KINDS = st.sampled_from(["wanted", "customer", "staff", "worked", "returned", "closed", "case"])


@given(st.lists(st.tuples(KINDS, st.integers(0, 300)), max_size=15), st.integers(0, 5000))
@settings(max_examples=80, deadline=None)
def test_clocks_never_contradict_themselves(steps, later):
    moment, marks = at(10), []
    for kind, minutes in steps:
        moment += timedelta(minutes=minutes)
        marks.append(mark(kind, moment))
    now = moment + timedelta(minutes=later)
    clocks = compute(marks, STANDARD, OFFICE, now)

    for clock in clocks.clocks:
        assert clock.started_at <= clock.warn_at <= clock.due_at
        assert (clock.met_at is None) == (clock.state in {"running", "paused", "broken"})
    owed = [clock.kind for clock in clocks.open]
    assert len(owed) == len(set(owed))


@pytest.mark.parametrize("minutes", [0, 7, 90])
def test_waiting_for_the_customer_costs_no_time(minutes):
    pause = timedelta(minutes=minutes)
    marks = [
        mark("wanted", at(10)),
        mark("staff", at(10, 10)),
        mark("customer", at(10, 10) + pause),
    ]
    resolution = compute(marks, STANDARD, OFFICE, at(15)).clocks[1]

    assert resolution.due_at == at(10, day=24) + pause
