from datetime import date

from bot.core.warranty import Facts, Repair, Rules, Term, cover, end_of_term

MOTOR = Term(part="motor", months=12)


def until(facts: Facts, today: date = date(2026, 11, 23), **given) -> date | None:
    return cover(term=MOTOR, facts=facts, today=today, **given).until


def test_term_from_the_end_of_a_month_ends_with_the_shorter_month():
    assert end_of_term(date(2025, 8, 31), 6) == date(2026, 2, 28)
    assert end_of_term(date(2024, 2, 29), 12) == date(2025, 2, 28)


def test_half_a_month_is_fifteen_days():
    assert end_of_term(date(2026, 11, 1), 0.5) == date(2026, 11, 16)


def test_exchange_begins_the_term_anew():
    facts = Facts(bought=date(2025, 3, 1), exchanged=date(2025, 9, 1))

    assert until(facts) == date(2026, 9, 1)


def test_agreement_may_count_from_the_acceptance():
    facts = Facts(bought=date(2025, 3, 1), accepted=date(2025, 5, 1))

    assert until(facts) == date(2026, 3, 1)
    assert until(facts, rules=Rules(counted_from="acceptance")) == date(2026, 5, 1)
    told = Facts(bought=date(2025, 3, 1))
    assert until(told, rules=Rules(counted_from="acceptance")) == date(2026, 3, 1)


def test_days_at_the_workshop_are_added():
    repaired = Repair(fault="x", received=date(2026, 1, 1), returned=date(2026, 1, 11))

    assert until(Facts(bought=date(2025, 11, 1), repairs=(repaired,))) == date(2026, 11, 11)


def test_stay_that_lasts_adds_the_days_until_today():
    here = Repair(fault="x", received=date(2026, 10, 25))

    facts = Facts(bought=date(2025, 11, 1), repairs=(here,))
    assert until(facts, today=date(2026, 11, 4)) == date(2026, 11, 11)


def test_day_counts_once_however_many_stays_saw_it():
    stays = (
        Repair(fault="x", received=date(2026, 1, 1), returned=date(2026, 1, 11)),
        Repair(fault="y", received=date(2026, 1, 6), returned=date(2026, 1, 16)),
        Repair(fault="z", received=date(2026, 1, 7), returned=date(2026, 1, 8)),
    )

    assert until(Facts(bought=date(2025, 11, 1), repairs=stays)) == date(2026, 11, 16)


def test_stay_outside_the_term_adds_nothing():
    before = Repair(fault="x", received=date(2025, 2, 1), returned=date(2025, 3, 1))
    behind = Repair(fault="x", received=date(2026, 11, 9), returned=date(2026, 11, 19))

    facts = Facts(bought=date(2024, 1, 1), exchanged=date(2025, 11, 1), repairs=(behind, before))
    assert until(facts) == date(2026, 11, 1)


def test_stay_within_the_days_another_added_counts():
    first = Repair(fault="x", received=date(2026, 10, 1), returned=date(2026, 10, 21))
    second = Repair(fault="x", received=date(2026, 11, 11), returned=date(2026, 11, 16))

    facts = Facts(bought=date(2025, 11, 1), repairs=(first, second))
    assert until(facts) == date(2026, 11, 26)
