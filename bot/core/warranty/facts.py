"""What is known of a thing when its warranty is asked for."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Exclusion = Literal["altered", "mismatch", "opened", "crash", "misuse", "force_majeure"]
"""What ends a warranty before its time: altered dates, a card or invoice that does not match,
opened or modified, a crash, misuse, force majeure."""

Proof = Literal["told", "invoice", "proved", "none"]
"""How the day of purchase is known: by word of mouth, on the invoice or card, the invoice lost but
proved by other means, or not provable at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """One stay at our workshop."""

    fault: str
    received: date
    returned: date | None = None
    """None while it is still here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything the rules look at; what is not known is left out."""

    bought: date | None = None
    """Invoice date."""
    accepted: date | None = None
    """When it was taken over, for agreements that count from there (R8)."""
    exchanged: date | None = None
    """When this very thing last was exchanged for a new one."""
    proof: Proof = "told"
    exclusions: frozenset[Exclusion] = frozenset()
    fault: str = ""
    """The fault at hand, to find out whether it was repaired before."""
    repairs: tuple[Repair, ...] = ()
    parts_wanted_since: date | None = None
    """Since when a part needed for the repair has been missing."""
    subsidised: bool = False
    """A subsidy was drawn on the purchase (补贴已办, R19)."""
