"""The strip on top of every staff page: where one may go, and who is signed in."""

from dataclasses import dataclass

from bot.channels.web.templates import render
from bot.channels.web.words import Words
from bot.core.staff import StaffMember

BOSSES = frozenset({"admin", "manager"})
"""Roles that look after people: staff accounts, dealers."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the staff's; its word is `office.place_<name>`."""

    path: str
    name: str
    roles: frozenset[str] = frozenset()
    """Whoever has one of these may go there; empty: everybody who is signed in."""


PLACES = (
    Place("/desk", "desk"),
    Place("/cases", "cases"),
    Place("/dealers", "dealers", BOSSES),
    Place("/staff", "staff", BOSSES),
    Place("/audit", "audit", BOSSES | {"gm"}),
    Place("/book", "book"),
)
AREA = "office"
"""Phrases with the words of the bar and of the pages about people."""


def places(member: StaffMember) -> tuple[Place, ...]:
    """Return the pages a person may go to."""
    return tuple(place for place in PLACES if may_enter(member, place))


def may_enter(member: StaffMember, place: Place) -> bool:
    """Tell whether a person may go to a page."""
    return not place.roles or not place.roles.isdisjoint(member.roles)


def staff_bar(words: Words, member: StaffMember, *, here: str, brand: str = "") -> str:
    """Return the bar as HTML; `here` is the path of the page it stands on, styled by `staff_bar.css`."""
    office = words.area(AREA)
    return render(
        "staff_bar.html",
        words=words,
        office=office,
        places=places(member),
        here=here,
        brand=brand,
        member=member,
        roles=[office[f"role_{role}"] for role in member.roles if f"role_{role}" in office],
    )
