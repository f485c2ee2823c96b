"""Who sits at a terminal: whoever it says, for it is their own machine."""

import re
from datetime import datetime

from bot.core.staff import STAFF_ROLES, StaffMember
from bot.desk.accounts import StaffRefusedError, find_login, new_account, set_on_duty
from bot.desk.dealers import DealerView, Profile, add_dealer, find_dealer, note_purchases
from bot.desk.demo import Demo
from bot.desk.membership import trust
from bot.store.engines import Store


class UnknownPersonError(Exception):
    """Nobody of that name is known here, and nobody may be made up."""


def dealer_speaks(
    store: Store, dealer: str, *, conversation: str, demo: Demo | None, now: datetime
) -> None:
    """Make a conversation's person one who may submit for a dealer; with `demo`, make the dealer up too.

    Raises UnknownPersonError.
    """
    if find_dealer(store, dealer, now=now) is None:
        if demo is None:
            raise UnknownPersonError(f"there is no dealer {dealer!r}")
        _make_up(store, dealer, demo, now=now)
    trust(store, dealer, conversation=conversation, name=dealer, now=now)


def staff_speaks(store: Store, login: str, *, make_up: bool, now: datetime) -> StaffMember:
    """Return the person of a login; with `make_up`, one with the role its name begins with.

    Raises UnknownPersonError.
    """
    known = find_login(store, login)
    if known is not None and known.active:
        return known
    role = re.split(r"[-._\d]", login, maxsplit=1)[0]
    if known is not None or not make_up:
        raise UnknownPersonError(f"there is no login {login!r} that may sign in")
    if role not in STAFF_ROLES:
        raise UnknownPersonError(
            f"no role is called {role!r}: begin the name with {', '.join(STAFF_ROLES)}"
        )
    try:
        member, _ = new_account(store, login=login, name=login, roles=(role,), now=now)
    except StaffRefusedError as refused:
        raise UnknownPersonError(f"{login!r} is no login: {refused}") from refused
    return set_on_duty(store, member.login, on_duty=True)


def _make_up(store: Store, dealer: str, demo: Demo, *, now: datetime) -> DealerView:
    profile: Profile = demo.profile_of(dealer)
    made = add_dealer(store, profile, now=now, dealer=dealer)
    note_purchases(store, demo.purchases_of(dealer, today=now.date()), now=now)
    return made
