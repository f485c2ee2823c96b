"""What the warranty says of one thing on one day, with the reason as data."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.core.calendar import Calendar, add_months
from bot.core.warranty.facts import Exclusion, Facts
from bot.core.warranty.term import counted_from, end_of_term, last_day, with_repairs
from bot.core.warranty.terms import OutOfTerm, Rules, Term

Result = Literal["covered", "paid", "refused", "unknown"]
Reason = Literal[
    "in_term",
    "expired",
    "no_term",
    "no_date",
    "future_date",
    "no_proof",
    "altered",
    "mismatch",
    "opened",
    "crash",
    "misuse",
    "force_majeure",
]
Right = Literal["refund", "exchange", "repair", "paid"]
RightReason = Literal["", "days", "failed_repairs", "no_parts", "subsidy"]

_ORDER: tuple[Exclusion, ...] = (
    "altered",
    "mismatch",
    "opened",
    "crash",
    "misuse",
    "force_majeure",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What the warranty says of one part on one day."""

    part: str
    months: float
    """0 when the part has no term of its own."""
    bought: date | None
    start: date | None = None
    """From when the term counts: the invoice, the acceptance, or the last exchange."""
    until: date | None = None
    """Last day covered; None when no day of purchase is known."""
    result: Result
    """`unknown` until the day of purchase is known and possible."""
    reason: Reason
    rights: tuple[Right, ...] = ()
    """What the owner may ask for, the most first."""
    right_reason: RightReason = ""
    """Why more than a repair may be asked for, or why less."""
    age_days: int = 0
    """Since the term began."""
    days_added: int = 0
    """By repairs."""
    days_over: int = 0
    """Since the term ended; 0 while it runs."""

    @property
    def in_force(self) -> bool | None:
        """Whether it is covered; None when nobody can say yet."""
        return None if self.result == "unknown" else self.result == "covered"

    @property
    def months_over(self) -> int:
        """Whole months since the term ended."""
        if self.until is None or not self.days_over:
            return 0
        today = self.until + timedelta(days=self.days_over)
        months = (today.year - self.until.year) * 12 + today.month - self.until.month
        return months - (add_months(self.until, months) > today)

    @property
    def restarted(self) -> bool:
        """Whether an exchange began the term anew."""
        return self.start is not None and self.bought is not None and self.start > self.bought


def cover(
    *,
    term: Term,
    facts: Facts,
    today: date,
    rules: Rules | None = None,
    calendar: Calendar | None = None,
) -> Cover:
    """Return what the warranty says of a part today; `calendar` moves a last day nobody works on."""
    rules = rules or Rules()
    start = counted_from(facts, rules)
    if term.months <= 0:
        return _not_covered(term, facts, "no_term", rules.out_of_term, start=start)
    if start is None:
        return Cover(
            part=term.part, months=term.months, bought=None, result="unknown", reason="no_date"
        )
    if start > today:
        return Cover(
            part=term.part,
            months=term.months,
            bought=facts.bought,
            result="unknown",
            reason="future_date",
        )
    plain = end_of_term(start, term.months)
    moved = with_repairs(start, plain, facts.repairs, today=today)
    until = last_day(moved, calendar)
    added = (moved - plain).days
    excluded = next((one for one in _ORDER if one in facts.exclusions), None)
    if excluded is not None or facts.proof == "none":
        return _not_covered(
            term,
            facts,
            excluded or "no_proof",
            rules.excluded,
            start=start,
            until=until,
            days_added=added,
        )
    if today > until:
        return _not_covered(
            term,
            facts,
            "expired",
            rules.out_of_term,
            start=start,
            until=until,
            days_added=added,
            days_over=(today - until).days,
        )
    rights, why = _rights(facts, rules, start=start, today=today, calendar=calendar)
    return Cover(
        part=term.part,
        months=term.months,
        bought=facts.bought,
        start=start,
        until=until,
        result="covered",
        reason="in_term",
        rights=rights,
        right_reason=why,
        age_days=(today - start).days,
        days_added=added,
    )


def _not_covered(
    term: Term,
    facts: Facts,
    reason: Reason,
    otherwise: OutOfTerm,
    *,
    start: date | None,
    until: date | None = None,
    days_added: int = 0,
    days_over: int = 0,
) -> Cover:
    return Cover(
        part=term.part,
        months=max(0, term.months),
        bought=facts.bought,
        start=start,
        until=until,
        result=otherwise,
        reason=reason,
        rights=("paid",) if otherwise == "paid" else (),
        days_added=days_added,
        days_over=days_over,
    )


def _rights(
    facts: Facts, rules: Rules, *, start: date, today: date, calendar: Calendar | None
) -> tuple[tuple[Right, ...], RightReason]:
    if facts.subsidised:
        return ("repair",), "subsidy"
    if today <= last_day(start + timedelta(days=rules.refund_days), calendar):
        return ("refund", "exchange", "repair"), "days"
    same = sum(1 for repair in facts.repairs if facts.fault and repair.fault == facts.fault)
    if same >= rules.failed_repairs:
        return ("refund", "exchange"), "failed_repairs"
    wanted = facts.parts_wanted_since
    if wanted is not None and (today - wanted).days > rules.parts_wait_days:
        return ("exchange",), "no_parts"
    if today <= last_day(start + timedelta(days=rules.exchange_days), calendar):
        return ("exchange", "repair"), "days"
    return ("repair",), ""
