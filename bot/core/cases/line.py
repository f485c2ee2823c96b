"""One line of a case: what it is, how many, and where it stands on each axis."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.core.cases.axes import Decision, Liability, Logistics, Money, Remedy, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class LineWarranty:
    """What the warranty says of one line, as data (R1, R4); `core.warranty` decides it."""

    result: str
    """`covered`, `paid`, `refused` or `unknown`."""
    reason: str = ""
    """Key of the reason, such as `expired` or `no_invoice`."""
    until: date | None = None
    """Last day covered, when the date of purchase is known."""


@dataclass(frozen=True, kw_only=True)  # no slots: `changed` copies all its fields in one go
class CaseLine:
    """One thing that is wrong or comes back; raises ValueError for counts that cannot be.

    Once counted, `received + missing == quantity`; `over` came beyond what was announced, `damaged` and
    `wrong` are among the received.
    """

    node: str = ""
    """Fault of the tree; empty when only words are known."""
    cause: str = ""
    part: str = ""
    """Key of the warranty table, or the words when the table has no such part."""
    remedy: Remedy = "advice"
    quantity: int = 1
    """Announced."""
    said: str = ""
    """The customer's own words."""
    facts: tuple[tuple[str, str], ...] = ()
    """Question and answer, as shown to staff."""
    model: str = ""
    serials: tuple[str, ...] = ()
    """Serial or frame numbers, at most one a unit."""
    bought_on: date | None = None
    """Invoice date."""
    plant: str = ""
    """Plant it goes to (R1), key of `brand.facts.plants`."""
    warranty: LineWarranty | None = None
    flags: tuple[str, ...] = ()
    """Doubts kept in sight: `duplicate_claim`, `repeat_repair`, `beyond_bought`."""
    photos: tuple[str, ...] = ()
    received: int | None = None
    missing: int | None = None
    over: int = 0
    damaged: int = 0
    wrong: int = 0
    logistics: Logistics = "none"
    verdict: Verdict = "pending"
    decision: Decision = "pending"
    money: Money = "none"
    liability: Liability = ""
    price_fen: int | None = None
    """What the customer is asked to pay for this line, in fen."""
    values: tuple[tuple[str, str], ...] = ()
    """What forms of the procedure noted for this line alone."""

    def changed(self, fields: Mapping[str, Any]) -> "CaseLine":
        """Return the line with other values in some fields; `replace` takes ten times as long."""
        made = object.__new__(CaseLine)
        made.__dict__.update(self.__dict__)
        made.__dict__.update(fields)
        if not _COUNTED.isdisjoint(fields):
            made.__post_init__()
        return made

    def __post_init__(self) -> None:
        """Refuse counts that cannot be."""
        counts = (self.quantity, self.received or 0, self.missing or 0)
        if min(*counts, self.over, self.damaged, self.wrong, self.price_fen or 0) < 0:
            raise ValueError("counts and prices are never negative")
        if (self.received is None) != (self.missing is None):
            raise ValueError("received and missing are counted together")
        if self.received is not None and self.missing is not None:
            if self.received + self.missing != self.quantity:
                raise ValueError("received and missing make up what was announced")
            if self.damaged + self.wrong > self.received + self.over:
                raise ValueError("damaged and wrong pieces are among those that came")


_COUNTED = frozenset(("quantity", "received", "missing", "over", "damaged", "wrong", "price_fen"))
"""Fields a line is checked for."""
