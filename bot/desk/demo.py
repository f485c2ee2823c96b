"""The invented company of `policies/demo.yaml`: staff, dealers, what they bought, and how talks went."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.core.book import Pack
from bot.core.dealers import Address, Purchase, Right, serial_key
from bot.desk.dealers import Profile

POLICY = "demo"
"""Stem of the file under `policies/`."""

_RANGE = re.compile(r"([A-Za-z0-9-]*?)(\d+)\.\.(\d+)")


class DemoError(Exception):
    """`policies/demo.yaml` does not say what it should; the message tells where."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(_Part):
    """An address of a dealer."""

    label: str = ""
    text: str


class Bought(_Part):
    """One line of an invoice; serials as names or as a span `YT12A0001..0030`."""

    model: str
    part: str = "vehicle"
    quantity: int = Field(gt=0)
    invoice: str
    months_ago: int = Field(ge=0)
    """Counted back from the day the company is made up, so that it never grows old."""
    serials: tuple[str, ...] = ()


class Somebody(_Part):
    """A person of a dealership, who joins with an invite."""

    chat: str
    """Id of their talk: `dealer:<chat>` in `talks`."""
    name: str
    right: Right = "submit"


class Shop(_Part):
    """A dealer."""

    id: str
    name: str
    contact: str
    phone: str
    addresses: tuple[Place, ...]
    note: str = ""
    people: tuple[Somebody, ...] = ()
    bought: tuple[Bought, ...] = ()


class Employee(_Part):
    """A staff account."""

    login: str
    name: str
    roles: tuple[str, ...]
    on_duty: bool = True


class Doing(_Part):
    """One thing that happens in a talk; exactly one of the verbs, and `by` for a colleague's."""

    say: str = ""
    press: str = ""
    wait: str = ""
    by: str = ""
    """Login of the colleague."""
    do: Literal["", "claim", "reply", "note", "hand_back", "release", "close", "act"] = ""
    text: str = ""
    action: str = ""
    """Of the case's procedure, for `act`."""
    values: dict[str, str] = Field(default_factory=dict)
    case: int = Field(default=1, ge=1)
    """Which of the talk's cases, the newest first."""


class Talk(_Part):
    """A conversation from its beginning: `days` ago at `at` o'clock, local time, or `minutes` ago."""

    who: str
    """`customer:<id>`, or `dealer:<chat>` of somebody above."""
    name: str = ""
    days: int = Field(default=0, ge=0)
    minutes: int = Field(default=0, ge=0)
    at: str = Field(default="10:00", pattern=r"\d\d:\d\d")
    steps: tuple[Doing, ...]


class _File(_Part):
    staff: tuple[Employee, ...]
    stranger: Shop
    dealers: tuple[Shop, ...]
    talks: tuple[Talk, ...] = ()


class Demo:
    """What the file says, in the product's own types."""

    def __init__(self, file: _File) -> None:
        self.staff = file.staff
        self.dealers = file.dealers
        self.talks = file.talks
        self._stranger = file.stranger

    def shop(self, dealer: str) -> Shop:
        """Return a dealer of the file; for any other id the stranger's, under that id."""
        known = next((one for one in self.dealers if one.id == dealer), None)
        if known is not None:
            return known
        name = self._stranger.name.replace("{id}", dealer)
        return self._stranger.model_copy(update={"id": dealer, "name": name})

    def profile_of(self, dealer: str) -> Profile:
        """Return a dealer's profile."""
        shop = self.shop(dealer)
        return Profile(
            name=shop.name,
            contact=shop.contact,
            phone=shop.phone,
            addresses=tuple(
                Address(label=one.label, text=one.text, contact=shop.contact, phone=shop.phone)
                for one in shop.addresses
            ),
            note=shop.note,
        )

    def purchases_of(self, dealer: str, *, today: date) -> tuple[Purchase, ...]:
        """Return what a dealer bought; nothing is known of a stranger's."""
        shop = self.shop(dealer)
        return tuple(
            Purchase(
                dealer=dealer,
                model=one.model,
                part=one.part,
                quantity=one.quantity,
                invoice=one.invoice,
                invoice_date=_back(today, one.months_ago),
                serials=tuple(serial_key(each) for span in one.serials for each in _each(span)),
            )
            for one in shop.bought
        )


def demo_of(pack: Pack) -> Demo | None:
    """Return the invented company of a pack, None when it has none; raises DemoError."""
    told = pack.policies.get(POLICY)
    if told is None:
        return None
    try:
        return Demo(_File.model_validate(dict(told)))
    except ValidationError as wrong:
        lines = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in wrong.errors())
        raise DemoError("policies/demo.yaml: " + "; ".join(lines)) from None


def _back(today: date, months: int) -> date:
    """Return the first day of the month so many months ago."""
    count = today.year * 12 + today.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def _each(span: str) -> Iterator[str]:
    found = _RANGE.fullmatch(span)
    if found is None:
        yield span
        return
    width = len(found[3])
    stem = found[1] + found[2][: len(found[2]) - width]
    for number in range(int(found[2][-width:]), int(found[3]) + 1):
        yield f"{stem}{number:0{width}}"
