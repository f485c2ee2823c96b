"""From which day to which a term runs."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot.core.calendar import Calendar, add_months, next_working_day
from bot.core.warranty.facts import Facts, Repair
from bot.core.warranty.terms import Rules

HALF_MONTH_DAYS = 15


def end_of_term(start: date, months: float) -> date:
    """Return the last day of a term that began on `start`; half a month is fifteen days."""
    whole = int(months)
    end = add_months(start, whole)
    return end + timedelta(days=HALF_MONTH_DAYS) if months > whole else end


def counted_from(facts: Facts, rules: Rules) -> date | None:
    """Return the day the term counts from: the invoice, the acceptance (R8), or a later exchange."""
    start = facts.bought
    if rules.counted_from == "acceptance" and facts.accepted is not None:
        start = facts.accepted
    if start is None:
        return None
    return max(start, facts.exchanged) if facts.exchanged is not None else start


def with_repairs(start: date, end: date, repairs: Iterable[Repair], *, today: date) -> date:
    """Return the end of a term moved by the days its thing stood in our workshop.

    Only stays that began within the term count, and a day counts once however many stays it saw.
    """
    counted = start
    for repair in sorted(repairs, key=lambda repair: repair.received):
        if not start <= repair.received <= end:
            continue
        first = max(repair.received, counted)
        last = max(first, repair.returned or today)
        end += last - first
        counted = last
    return end


def last_day(end: date, calendar: Calendar | None) -> date:
    """Return the last day of a term: when nobody works on it, the next working day."""
    return end if calendar is None else next_working_day(calendar, end)
