"""Is a part still under 三包? Terms in months from the invoice date (default 三包 terms, R1, R4)."""

import calendar
from dataclasses import dataclass
from datetime import date

HALF_MONTH_DAYS = 15


@dataclass(frozen=True, slots=True)
class Cover:
    """What the warranty says of one part on one day."""

    part: str
    months: float
    """0 when the part has no warranty of its own."""
    bought: date | None
    until: date | None
    """Last day covered; None when the date of purchase is unknown."""
    in_force: bool | None
    """None when the date of purchase is unknown."""


def cover(*, part: str, months: float, bought: date | None, today: date) -> Cover:
    """Return whether the part is covered today."""
    if months <= 0:
        return Cover(part, 0, bought, None, in_force=False)
    if bought is None:
        return Cover(part, months, None, None, in_force=None)
    until = end_of_term(bought, months)
    return Cover(part, months, bought, until, in_force=today <= until)


def end_of_term(bought: date, months: float) -> date:
    """Return the last day of a term that began on `bought`; half a month is fifteen days."""
    whole = int(months)
    year, month = divmod(bought.year * 12 + bought.month - 1 + whole, 12)
    day = min(bought.day, calendar.monthrange(year, month + 1)[1])
    end = date(year, month + 1, day)
    if months > whole:
        return date.fromordinal(end.toordinal() + HALF_MONTH_DAYS)
    return end
