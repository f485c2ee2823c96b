from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.calendar import Calendar
from bot.core.warranty import Cover, Facts, Repair, Rules, Term, cover

TODAY = date(2026, 11, 23)
BATTERY = Term(part="battery", months=12)
WEEKDAYS = Calendar(
    timezone="Asia/Shanghai", shifts=dict.fromkeys(range(1, 6), ((time(9), time(18)),))
)
REPAIRED = Repair(fault="f", received=date(2026, 5, 1), returned=date(2026, 5, 1))


def result(facts: Facts, *, today: date = TODAY, term: Term = BATTERY, **given) -> tuple:
    found = cover(term=term, facts=facts, today=today, **given)
    return found.result, found.reason, found.rights, found.right_reason


def test_last_day_of_the_term_is_covered_and_the_next_is_not():
    facts = Facts(bought=date(2025, 11, 23))

    assert result(facts) == ("covered", "in_term", ("repair",), "")
    assert result(facts, today=date(2026, 11, 24)) == ("paid", "expired", ("paid",), "")


def test_expired_cover_tells_how_long_ago():
    assert cover(term=BATTERY, facts=Facts(bought=date(2024, 3, 8)), today=TODAY) == Cover(
        part="battery",
        months=12,
        bought=date(2024, 3, 8),
        start=date(2024, 3, 8),
        until=date(2025, 3, 8),
        result="paid",
        reason="expired",
        rights=("paid",),
        days_over=625,
    )


@pytest.mark.parametrize(
    ("bought", "months"),
    [
        (date(2024, 3, 8), 20),
        (date(2025, 11, 22), 0),
        (date(2025, 10, 23), 1),
        (date(2025, 10, 24), 0),
        (date(2026, 1, 1), 0),
    ],
)
def test_months_since_the_end_are_whole_ones(bought, months):
    assert cover(term=BATTERY, facts=Facts(bought=bought), today=TODAY).months_over == months


def test_day_of_purchase_not_known_leaves_it_open():
    found = cover(term=BATTERY, facts=Facts(), today=TODAY)

    assert (found.result, found.reason, found.in_force) == ("unknown", "no_date", None)


def test_day_of_purchase_to_come_leaves_it_open():
    assert result(Facts(bought=date(2027, 1, 1))) == ("unknown", "future_date", (), "")


def test_part_without_a_term_is_never_covered():
    bulb = Term(part="bulb")

    assert result(Facts(bought=TODAY), term=bulb) == ("paid", "no_term", ("paid",), "")
    refusing = Rules(out_of_term="refused")
    assert result(Facts(), term=bulb, rules=refusing) == ("refused", "no_term", (), "")


@pytest.mark.parametrize(
    "exclusion", ["altered", "mismatch", "opened", "crash", "misuse", "force_majeure"]
)
def test_exclusion_ends_the_warranty_within_its_term(exclusion):
    facts = Facts(bought=date(2026, 11, 20), exclusions=frozenset({exclusion}))

    assert result(facts) == ("paid", exclusion, ("paid",), "")
    assert result(facts, rules=Rules(excluded="refused")) == ("refused", exclusion, (), "")


def test_papers_come_before_damage_among_the_reasons():
    facts = Facts(bought=TODAY, exclusions=frozenset({"crash", "opened", "altered"}))

    assert result(facts)[1] == "altered"


def test_lost_invoice_that_is_proved_is_covered():
    proved = Facts(bought=date(2026, 1, 1), proof="proved")

    assert result(proved) == ("covered", "in_term", ("repair",), "")


def test_lost_invoice_without_proof_is_not_covered():
    assert result(Facts(bought=date(2026, 1, 1), proof="none"))[:2] == ("paid", "no_proof")


def test_maker_may_refuse_what_is_out_of_term():
    facts = Facts(bought=date(2024, 3, 8))

    assert result(facts, rules=Rules(out_of_term="refused")) == ("refused", "expired", (), "")


@pytest.mark.parametrize(
    ("age", "rights", "why"),
    [
        (0, ("refund", "exchange", "repair"), "days"),
        (7, ("refund", "exchange", "repair"), "days"),
        (8, ("exchange", "repair"), "days"),
        (15, ("exchange", "repair"), "days"),
        (16, ("repair",), ""),
    ],
)
def test_young_purchase_gives_more_than_a_repair(age, rights, why):
    facts = Facts(bought=TODAY - timedelta(days=age))

    assert result(facts) == ("covered", "in_term", rights, why)


def test_two_failed_repairs_of_the_same_fault_give_an_exchange_or_the_money():
    bought = date(2026, 1, 1)
    twice = Facts(bought=bought, fault="f", repairs=(REPAIRED, REPAIRED))
    once = Facts(bought=bought, fault="f", repairs=(REPAIRED,))
    another = Facts(bought=bought, fault="g", repairs=(REPAIRED, REPAIRED))

    assert result(twice)[2:] == (("refund", "exchange"), "failed_repairs")
    assert result(once)[2:] == (("repair",), "")
    assert result(another)[2:] == (("repair",), "")


def test_part_missing_for_more_than_ninety_days_gives_an_exchange():
    bought = date(2026, 1, 1)
    waiting = Facts(bought=bought, parts_wanted_since=TODAY - timedelta(days=91))
    patient = Facts(bought=bought, parts_wanted_since=TODAY - timedelta(days=90))

    assert result(waiting)[2:] == (("exchange",), "no_parts")
    assert result(patient)[2:] == (("repair",), "")


def test_subsidy_drawn_leaves_only_the_repair():
    facts = Facts(bought=TODAY, subsidised=True, fault="f", repairs=(REPAIRED, REPAIRED))

    assert result(facts) == ("covered", "in_term", ("repair",), "subsidy")


def test_last_day_nobody_works_on_moves_to_the_next_working_day():
    sunday = Facts(bought=date(2025, 11, 22))
    found = cover(term=BATTERY, facts=sunday, today=TODAY, calendar=WEEKDAYS)

    assert (found.until, found.in_force) == (date(2026, 11, 23), True)
    assert cover(term=BATTERY, facts=sunday, today=TODAY).in_force is False


def test_last_day_in_the_golden_week_moves_behind_it():
    facts = Facts(bought=date(2025, 10, 2))
    found = cover(term=BATTERY, facts=facts, today=date(2026, 10, 8), calendar=WEEKDAYS)

    assert (found.until, found.in_force) == (date(2026, 10, 8), True)


def test_seventh_day_nobody_works_on_moves_to_the_next_working_day():
    facts = Facts(bought=date(2026, 11, 15))

    assert "refund" in result(facts, calendar=WEEKDAYS)[2]
    assert "refund" not in result(facts)[2]


@given(
    st.dates(date(2023, 1, 1), date(2026, 11, 23)),
    st.sampled_from([0.5, 3, 6, 12, 24]),
    st.lists(
        st.tuples(st.dates(date(2023, 1, 1), date(2026, 11, 23)), st.integers(0, 40)), max_size=4
    ),
)
def test_repairs_and_holidays_never_shorten_a_term(bought, months, stays):
    repairs = tuple(
        Repair(fault="f", received=day, returned=min(TODAY, day + timedelta(days=length)))
        for day, length in stays
    )
    term = Term(part="p", months=months)
    plain = cover(term=term, facts=Facts(bought=bought), today=TODAY)
    repaired = cover(
        term=term, facts=Facts(bought=bought, repairs=repairs), today=TODAY, calendar=WEEKDAYS
    )

    assert repaired.until >= plain.until
    assert repaired.days_added <= sum(max(0, length) for _, length in stays)
    assert (repaired.in_force, repaired.days_over == 0) in {(True, True), (False, False)}
