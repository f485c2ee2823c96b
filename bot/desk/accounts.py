"""Who works here: listing people, their roles, leave and Telegram account (signing in is `desk.staff`)."""

import json
import re
import secrets
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, delete, update
from sqlalchemy.exc import IntegrityError

from bot.core.staff import STAFF_ROLES, StaffMember
from bot.desk import staff
from bot.desk.invites import link_target
from bot.store.engines import Store
from bot.store.invites import make_invite, use_invite
from bot.store.staff import all_staff, staff_by_id, staff_by_login, staff_by_telegram
from bot.store.tables import Staff, StaffSession, table

Refusal = Literal[
    "login_form",
    "login_taken",
    "no_such_login",
    "no_role",
    "unknown_role",
    "last_admin",
    "own_delegate",
    "unknown_delegate",
    "telegram_taken",
    "admins_only",
    "yourself",
    "no_such_deed",
]
LINK_LASTS = timedelta(hours=24)
FIRST_PASSWORD = 12
"""Bytes of chance in a password made here."""

_STAFF = table(Staff)
_SESSION = table(StaffSession)
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")


class StaffRefusedError(Exception):
    """A change of an account cannot be made; `reason` is a word pages and the command line explain."""

    def __init__(self, reason: Refusal, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason = reason
        self.detail = detail


def staff_list(store: Store) -> tuple[StaffMember, ...]:
    """Return everybody, closed accounts last, by login."""
    with store.read() as tx:
        return all_staff(tx, tenant=store.tenant)


def find_staff(store: Store, staff_id: str) -> StaffMember | None:
    """Return a person by id."""
    with store.read() as tx:
        return staff_by_id(tx, tenant=store.tenant, staff_id=staff_id)


def find_login(store: Store, login: str) -> StaffMember | None:
    """Return a person by login."""
    with store.read() as tx:
        return staff_by_login(tx, tenant=store.tenant, login=login)


def find_telegram(store: Store, telegram_id: int) -> StaffMember | None:
    """Return who has a Telegram account, unless their own was closed: what the staff bot asks first."""
    with store.read() as tx:
        return staff_by_telegram(tx, tenant=store.tenant, telegram_id=telegram_id)


def new_account(
    store: Store, *, login: str, name: str, roles: tuple[str, ...], now: datetime
) -> tuple[StaffMember, str]:
    """Create an account with a password made here; returns both. Raises StaffRefusedError."""
    if not _LOGIN.fullmatch(login):
        raise StaffRefusedError("login_form", login)
    known = _known_roles(roles)
    password = secrets.token_urlsafe(FIRST_PASSWORD)
    try:
        member = staff.add_staff(
            store, login=login, name=name or login, roles=known, password=password, now=now
        )
    except IntegrityError as error:
        raise StaffRefusedError("login_taken", login) from error
    return member, password


def new_password(store: Store, login: str) -> str:
    """Give a login a password made here and sign it out everywhere; raises StaffRefusedError."""
    password = secrets.token_urlsafe(FIRST_PASSWORD)
    if not staff.reset_password(store, login=login, new=password):
        raise StaffRefusedError("no_such_login", login)
    return password


def set_roles(store: Store, login: str, roles: tuple[str, ...]) -> StaffMember:
    """Give a person other roles; the last administrator stays one. Raises StaffRefusedError."""
    known = _known_roles(roles)
    return _change(store, login, keeps_admin="admin" in known, roles=json.dumps(known))


def close_account(store: Store, login: str) -> StaffMember:
    """Let a login in no more and sign it out; what the person did stays. Raises StaffRefusedError."""
    member = _change(store, login, keeps_admin=False, active=False, on_duty=False)
    with store.write() as tx:
        tx.execute(
            delete(_SESSION).where(
                _SESSION.c.tenant_id == store.tenant, _SESSION.c.staff_id == member.id
            )
        )
    return member


def open_account(store: Store, login: str) -> StaffMember:
    """Let a closed login in again; raises StaffRefusedError."""
    return _change(store, login, active=True)


def rename(store: Store, login: str, name: str) -> StaffMember:
    """Change the name that customers and colleagues read; raises StaffRefusedError."""
    return _change(store, login, name=name)


def set_on_duty(store: Store, login: str, *, on_duty: bool) -> StaffMember:
    """Let a person get conversations, or no more; raises StaffRefusedError."""
    return _change(store, login, on_duty=on_duty)


def set_away(
    store: Store, login: str, *, until: datetime | None, delegate: str = ""
) -> StaffMember:
    """Note leave `until` then, and the login of who decides meanwhile; None ends it.

    Raises StaffRefusedError.
    """
    other = ""
    if until is not None and delegate:
        found = find_login(store, delegate)
        if found is None or not found.active:
            raise StaffRefusedError("unknown_delegate", delegate)
        if found.login == login:
            raise StaffRefusedError("own_delegate", login)
        other = found.id
    fields: dict[str, Any] = {"away_until": until, "delegate": other}
    if until is not None:
        fields["on_duty"] = False
    return _change(store, login, **fields)


def set_telegram(store: Store, login: str, telegram_id: int | None) -> StaffMember:
    """Let the staff bot know a person by a Telegram account, or forget it; raises StaffRefusedError."""
    try:
        return _change(store, login, telegram_id=telegram_id)
    except IntegrityError as error:
        raise StaffRefusedError("telegram_taken", str(telegram_id)) from error


def link_code(store: Store, login: str, *, now: datetime, by: str = "") -> str:
    """Make a code that links whoever sends it to the staff bot; raises StaffRefusedError."""
    with store.write() as tx:
        member = _known(tx, store, login)
        return make_invite(
            tx,
            tenant=store.tenant,
            kind="staff",
            target=member.id,
            lasts=LINK_LASTS,
            now=now,
            by=by,
        )


def redeem_link(store: Store, *, code: str, telegram_id: int, now: datetime) -> StaffMember | None:
    """Link the Telegram account that sent a code (`core.codes.read_code`); None when it is worth nothing.

    The account leaves whoever had it before. Wrong codes are counted, and too many make this one wait.
    """
    with store.write() as tx:
        found = link_target(tx, tenant=store.tenant, code=code, telegram_id=telegram_id, now=now)
        if found is None:
            return None
        invite, staff_id = found
        use_invite(tx, tenant=store.tenant, invite=invite, by=str(telegram_id), now=now)
        _write(tx, store, _STAFF.c.telegram_id == telegram_id, telegram_id=None)
        _write(tx, store, _STAFF.c.id == staff_id, telegram_id=telegram_id)
        return staff_by_id(tx, tenant=store.tenant, staff_id=staff_id)


def _change(store: Store, login: str, *, keeps_admin: bool = True, **fields: object) -> StaffMember:
    with store.write() as tx:
        member = _known(tx, store, login)
        if not keeps_admin and "admin" in member.roles and member.active:
            others = all_staff(tx, tenant=store.tenant)
            if not any(
                "admin" in one.roles and one.active and one.id != member.id for one in others
            ):
                raise StaffRefusedError("last_admin", login)
        _write(tx, store, _STAFF.c.id == member.id, **fields)
        return _known(tx, store, login)


def _known(tx: Connection, store: Store, login: str) -> StaffMember:
    member = staff_by_login(tx, tenant=store.tenant, login=login)
    if member is None:
        raise StaffRefusedError("no_such_login", login)
    return member


def _write(tx: Connection, store: Store, which: Any, **fields: object) -> None:
    tx.execute(update(_STAFF).where(_STAFF.c.tenant_id == store.tenant, which).values(**fields))


def _known_roles(roles: tuple[str, ...]) -> tuple[str, ...]:
    unknown = [role for role in roles if role not in STAFF_ROLES]
    if unknown:
        raise StaffRefusedError("unknown_role", ", ".join(unknown))
    if not roles:
        raise StaffRefusedError("no_role")
    return tuple(role for role in STAFF_ROLES if role in roles)
