"""What the commands `python -m bot staff …` and `python -m bot dealer …` do."""

import argparse
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from getpass import getpass
from zoneinfo import ZoneInfo

from bot.core.dealers import Address
from bot.core.staff import STAFF_ROLES, StaffMember
from bot.database import open_store
from bot.desk import accounts, dealers, membership
from bot.desk.accounts import StaffRefusedError
from bot.desk.dealers import DealerRefusedError, DealerView, Profile
from bot.desk.staff import PasswordRefusedError, reset_password
from bot.settings import load_settings
from bot.store.engines import Store

REFUSED = 1

_REASONS: Mapping[str, str] = {
    "login_form": "a login is 1 to 32 small letters, digits and . _ -, not {detail!r}",
    "login_taken": "there is a login {detail!r} already",
    "no_such_login": "there is no login {detail!r}; `staff add` creates it",
    "no_role": f"name at least one role of {', '.join(STAFF_ROLES)}",
    "unknown_role": f"{{detail}} is none of {', '.join(STAFF_ROLES)}",
    "last_admin": "{detail!r} is the last administrator",
    "own_delegate": "nobody stands in for themselves",
    "unknown_delegate": "there is no login {detail!r} to stand in",
    "telegram_taken": "somebody else has the Telegram account {detail}",
    "admins_only": "only an administrator may do that",
    "yourself": "nobody closes their own account",
    "no_such_deed": "there is no {detail!r}",
    "no_such_dealer": "there is no dealer {detail!r}; `dealer list` shows all",
    "dealer_closed": "the dealer {detail!r} is closed; `dealer on` opens it again",
    "name_missing": "a dealer needs a name",
    "id_form": "an id is up to 32 letters, digits, _ and -, not {detail!r}",
    "id_taken": "there is a dealer {detail!r} already",
    "no_such_member": "there is no such member; `dealer list` shows all",
    "no_such_invite": "there is no such open invite",
}
_FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
_DAYS = ZoneInfo("Asia/Shanghai")
"""Where a day of leave ends, as in the working calendar."""

Verb = Callable[[Store, argparse.Namespace, datetime], None]


def run(chosen: argparse.Namespace) -> int:
    """Carry out one of `VERBS`; returns 0, or 1 when it is refused."""
    store = open_store(load_settings())
    verb = VERBS[chosen.verb]
    try:
        verb(store, chosen, datetime.now(UTC))
    except (StaffRefusedError, DealerRefusedError) as refused:
        why = _REASONS[refused.reason].format(detail=refused.detail)
        print(f"Nothing changed: {why}.", file=sys.stderr)
        return REFUSED
    except PasswordRefusedError as refused:
        print(f"Nothing changed: {refused}.", file=sys.stderr)
        return REFUSED
    finally:
        store.close()
    return 0


def _staff_add(store: Store, chosen: argparse.Namespace, now: datetime) -> None:
    member, password = accounts.new_account(
        store, login=chosen.login, name=chosen.name, roles=chosen.roles, now=now
    )
    print(f"{member.login} ({', '.join(member.roles)}) signs in with the password {password}")
    print("It is shown this once; the person should change it after signing in.")


def _staff_list(store: Store, _: argparse.Namespace, now: datetime) -> None:
    names = {one.id: one.login for one in accounts.staff_list(store)}
    for one in accounts.staff_list(store):
        print("\t".join((one.login, one.name, ",".join(one.roles), _standing(one, names, now))))


def _standing(member: StaffMember, names: Mapping[str, str], now: datetime) -> str:
    if not member.active:
        return "closed"
    told = ["on duty" if member.on_duty else "off duty"]
    if member.is_away(now) and member.away_until is not None:
        until = "" if member.away_until == _FOREVER else f" until {member.away_until:%Y-%m-%d}"
        delegate = names.get(member.delegate)
        told = [f"away{until}" + (f", {delegate} decides" if delegate else "")]
    if member.telegram_id is not None:
        told.append(f"Telegram {member.telegram_id}")
    return "; ".join(told)


def _staff_roles(store: Store, chosen: argparse.Namespace, _: datetime) -> None:
    member = accounts.set_roles(store, chosen.login, chosen.roles)
    print(f"{member.login} is {', '.join(member.roles)}.")


def _staff_off(store: Store, chosen: argparse.Namespace, _: datetime) -> None:
    print(f"{accounts.close_account(store, chosen.login).login} is let in no more.")


def _staff_on(store: Store, chosen: argparse.Namespace, _: datetime) -> None:
    print(f"{accounts.open_account(store, chosen.login).login} may sign in again.")


def _staff_away(store: Store, chosen: argparse.Namespace, _: datetime) -> None:
    until = _FOREVER
    if chosen.until is not None:
        after = chosen.until + timedelta(days=1)
        until = datetime.combine(after, time(), tzinfo=_DAYS)
    accounts.set_away(store, chosen.login, until=until, delegate=chosen.delegate)
    meanwhile = f"; {chosen.delegate} decides meanwhile" if chosen.delegate else ""
    print(f"{chosen.login} is away{meanwhile}.")


def _staff_back(store: Store, chosen: argparse.Namespace, _: datetime) -> None:
    accounts.set_away(store, chosen.login, until=None)
    print(f"{chosen.login} is back.")


def _staff_password(store: Store, chosen: argparse.Namespace, _: datetime) -> None:
    if chosen.make:
        print(f"{chosen.login} signs in with {accounts.new_password(store, chosen.login)}")
        return
    typed = getpass("New password: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    if not reset_password(store, login=chosen.login, new=typed):
        raise StaffRefusedError("no_such_login", chosen.login)
    print(f"{chosen.login} signs in with the new password.")


def _staff_link(store: Store, chosen: argparse.Namespace, now: datetime) -> None:
    if chosen.telegram_id is not None:
        accounts.set_telegram(store, chosen.login, chosen.telegram_id)
        print(f"The staff bot knows {chosen.login} as {chosen.telegram_id}.")
        return
    code = accounts.link_code(store, chosen.login, now=now)
    print(f"Within 24 hours, {chosen.login} sends this to the staff bot: /start {code}")


def _dealer_add(store: Store, chosen: argparse.Namespace, now: datetime) -> None:
    place = Address(label="", text=chosen.address, contact="", phone="")
    profile = Profile(
        name=chosen.name, contact=chosen.contact, phone=chosen.phone, addresses=(place,)
    )
    made = dealers.add_dealer(store, profile, now=now, dealer=chosen.id)
    print(f"{made.id}\t{made.profile.name}")


def _dealer_invite(store: Store, chosen: argparse.Namespace, now: datetime) -> None:
    made = membership.invite(
        store,
        chosen.id,
        now=now,
        right=chosen.right,
        name=chosen.name,
        lasts=timedelta(days=chosen.days),
    )
    print(f"{made.code} works once, until {made.expires_at:%Y-%m-%d %H:%M} UTC.")
    bot = load_settings().public_bot_name
    if bot:
        print(f"As a link: https://t.me/{bot}?start={made.payload}")


def _dealer_list(store: Store, _: argparse.Namespace, now: datetime) -> None:
    for one in dealers.list_dealers(store, now=now):
        print("\t".join((one.id, one.profile.name, one.profile.phone, _open(one))))
        for person in one.people:
            print(f"\t{person.id}\t{person.name}\t{person.right}\t{person.conversation}")


def _open(dealer: DealerView) -> str:
    if not dealer.active:
        return "closed"
    return (
        f"{len(dealer.people)} people, {len(dealer.invites)} open invites, {dealer.bought} bought"
    )


def _dealer_off(store: Store, chosen: argparse.Namespace, now: datetime) -> None:
    dealers.close_dealer(store, chosen.id, now=now, by="")
    print(f"{chosen.id} is closed; its people are customers now.")


def _dealer_on(store: Store, chosen: argparse.Namespace, now: datetime) -> None:
    dealers.open_dealer(store, chosen.id, now=now, by="")
    print(f"{chosen.id} is open again.")


def _dealer_remove(store: Store, chosen: argparse.Namespace, now: datetime) -> None:
    membership.take_out(store, chosen.member, now=now, by="")
    print("They are a customer from their next word on.")


VERBS: Mapping[str, Verb] = {
    "staff add": _staff_add,
    "staff list": _staff_list,
    "staff roles": _staff_roles,
    "staff off": _staff_off,
    "staff on": _staff_on,
    "staff away": _staff_away,
    "staff back": _staff_back,
    "staff password": _staff_password,
    "staff link": _staff_link,
    "dealer add": _dealer_add,
    "dealer invite": _dealer_invite,
    "dealer list": _dealer_list,
    "dealer off": _dealer_off,
    "dealer on": _dealer_on,
    "dealer remove": _dealer_remove,
}
