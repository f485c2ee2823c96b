"""What the core sees of a dealer (经销商): who speaks, what the dealership bought, what it claimed before."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from bot.core.cases import CaseLine, Decision, Ended

Right = Literal["submit", "look"]
"""`submit`: may announce returns and agree to quotes; `look`: may only ask how things stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A place of the dealership that parcels come from and go back to."""

    label: str
    """Such as 门店 or 仓库."""
    text: str
    contact: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DealerSeen:
    """The dealership behind a conversation, and which of its people is speaking.

    Only staff change the profile: an address told in a chat is never taken over (R13).
    """

    id: str
    name: str
    contact: str
    phone: str
    addresses: tuple[Address, ...]
    """The first one is used unless another is asked for; empty until staff filled it in."""
    member: str
    """Id of the person speaking."""
    member_name: str
    right: Right

    @property
    def may_submit(self) -> bool:
        """Whether this person may act for the dealership."""
        return self.right == "submit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """What a dealer bought on one line of one invoice."""

    dealer: str
    model: str
    part: str
    """Key of `policies/warranty.yaml`; `vehicle` for a whole one."""
    quantity: int
    invoice: str
    invoice_date: date
    serials: tuple[str, ...] = ()
    """In the form of `serial_key`; fewer than `quantity` when not every unit has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An earlier line of a case, whoever announced it."""

    case: str
    """Its number."""
    line: int
    """Counted from 1."""
    dealer: str
    """Id of the dealership it came from; empty for a customer."""
    opened_at: datetime
    closed_at: datetime | None
    """When the case ended; None while it is open."""
    ended: Ended
    about: CaseLine
    """The line itself."""

    @property
    def model(self) -> str:
        """Model of the vehicle."""
        return self.about.model

    @property
    def part(self) -> str:
        """Key of the warranty table, or the words when the table has no such part."""
        return self.about.part

    @property
    def serials(self) -> tuple[str, ...]:
        """Serial or frame numbers as they were told."""
        return self.about.serials

    @property
    def quantity(self) -> int:
        """Pieces announced."""
        return self.about.quantity

    @property
    def remedy(self) -> Decision:
        """What was decided for it: repaired, exchanged, refunded…; `pending` until then."""
        return self.about.decision


def serial_key(text: str) -> str:
    """Return a serial or frame number as it is compared: capitals and digits, no spaces or hyphens."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


InviteStanding = Literal["open", "unknown", "expired", "used", "blocked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteSeen:
    """What became of looking up an invite code; `blocked`: too many wrong ones, try later."""

    standing: InviteStanding
    id: str = ""
    dealer: str = ""
    dealer_name: str = ""
    right: Right = "look"
    name: str = ""
    """Whom it was made for, when that was said."""
    used_here: bool = False
    """It was this conversation that used it."""
    retry_at: datetime | None = None
    """When the next code may be tried; for `blocked` only."""
