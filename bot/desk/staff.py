"""Staff accounts: the first one, signing in and out, passwords.

Passwords are argon2 hashes; a session is a random token of which only the SHA-256 is stored. Five
wrong passwords in a row from one address block the login name there for a minute, twice as long
after each further one.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import Connection, Row, and_, delete, func, insert, select, update

from bot.core.staff import StaffMember
from bot.desk.attempts import blocked_until, lift_blocks, note_failure, note_success
from bot.store.audit import note_deed
from bot.store.engines import Store
from bot.store.staff import read_member
from bot.store.tables import Staff, StaffSession, table

_STAFF = table(Staff)
_SESSION = table(StaffSession)

ADMIN = "admin"
SESSION_LASTS = timedelta(days=14)
MIN_PASSWORD = 10
"""Characters."""

_HASHER = PasswordHasher()


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Success; `token` goes into the browser's cookie and is never stored."""

    member: StaffMember
    token: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Refused:
    """No success; `retry_at` when the login name is blocked for a while from this address."""

    retry_at: datetime | None = None


class PasswordRefusedError(Exception):
    """A new password is too short or the old one is wrong; the message says which."""


class PasswordBlockedError(PasswordRefusedError):
    """The old password was wrong too often; `retry_at` is when it may be tried again."""

    def __init__(self, retry_at: datetime) -> None:
        super().__init__(f"blocked until {retry_at}")
        self.retry_at = retry_at


def first_admin(store: Store, *, now: datetime) -> str | None:
    """Create the administrator when there is no staff at all; returns the password to print, once."""
    password = secrets.token_urlsafe(12)
    hashed = _HASHER.hash(password)
    with store.write() as tx:
        if _any_staff(tx, store):
            return None
        _insert(tx, store, login=ADMIN, name=ADMIN, roles=(ADMIN,), hashed=hashed, now=now)
    return password


def add_staff(
    store: Store, *, login: str, name: str, roles: tuple[str, ...], password: str, now: datetime
) -> StaffMember:
    """Create an account; raises PasswordRefusedError for a short password, IntegrityError for a taken login."""
    _check_length(password)
    hashed = _HASHER.hash(password)
    with store.write() as tx:
        id_ = _insert(tx, store, login=login, name=name, roles=roles, hashed=hashed, now=now)
    return StaffMember(id_, login, name, roles, on_duty=False)


def sign_in(
    store: Store, *, login: str, password: str, address: str, now: datetime
) -> SignedIn | Refused:
    """Check a password given from a client's address and open a session; either is in the audit log."""
    with store.read() as tx:
        blocked = blocked_until(tx, tenant=store.tenant, login=login, address=address)
        row = _by_login(tx, store, login)
    if blocked is not None and blocked > now:
        return Refused(blocked)
    # Outside any transaction: argon2 takes tens of milliseconds on purpose.
    right = _verifies(_nobody() if row is None else row.password_hash, password)
    with store.write() as tx:
        if row is None or not right or not row.active:
            if row is not None:
                _log(tx, store, row.id, "refused:sign_in", address=address, now=now)
            return Refused(
                note_failure(tx, tenant=store.tenant, login=login, address=address, now=now)
            )
        note_success(tx, tenant=store.tenant, login=login, address=address, now=now)
        _log(tx, store, row.id, "signed_in", address=address, now=now)
        return _open_session(tx, store, row, now=now)


def who_is(store: Store, token: str, *, now: datetime) -> StaffMember | None:
    """Return who holds a session token; None when it ran out, was closed, or the account is off."""
    with store.read() as tx:
        row = tx.execute(
            select(_STAFF)
            .join(
                _SESSION,
                and_(
                    _SESSION.c.tenant_id == _STAFF.c.tenant_id,
                    _SESSION.c.staff_id == _STAFF.c.id,
                ),
            )
            .where(
                _SESSION.c.token_hash == _digest(token),
                _SESSION.c.tenant_id == store.tenant,
                _SESSION.c.until > now,
                _STAFF.c.active,
            )
        ).first()
    return None if row is None else read_member(row)


def sign_out(store: Store, token: str) -> None:
    """Close a session; one that is not there is closed already."""
    with store.write() as tx:
        tx.execute(delete(_SESSION).where(_SESSION.c.token_hash == _digest(token)))


def change_password(
    store: Store, *, staff_id: str, old: str, new: str, address: str, now: datetime
) -> None:
    """Replace a password and close all sessions of the account; raises PasswordRefusedError.

    A wrong old password counts as a failed sign-in: whoever finds a browser open cannot guess here.
    """
    _check_length(new)
    with store.read() as tx:
        row = tx.execute(select(_STAFF).where(_person(store, staff_id))).first()
        login = "" if row is None else row.login
        blocked = blocked_until(tx, tenant=store.tenant, login=login, address=address)
    if blocked is not None and blocked > now:
        raise PasswordBlockedError(blocked)
    if row is None or not _verifies(row.password_hash, old):
        with store.write() as tx:
            note_failure(tx, tenant=store.tenant, login=login, address=address, now=now)
            _log(tx, store, staff_id, "refused:password", address=address, now=now)
        raise PasswordRefusedError("the old password is wrong")
    _replace_password(store, staff_id=staff_id, new=new)
    with store.write() as tx:
        _log(tx, store, staff_id, "password", address=address, now=now)


def reset_password(store: Store, *, login: str, new: str) -> bool:
    """Replace a forgotten password, lift the block of the login and close all its sessions.

    Returns False when there is no such login; raises PasswordRefusedError.
    """
    _check_length(new)
    with store.read() as tx:
        row = _by_login(tx, store, login)
    if row is None:
        return False
    _replace_password(store, staff_id=row.id, new=new)
    with store.write() as tx:
        lift_blocks(tx, tenant=store.tenant, login=login)
    return True


def forget_sessions(store: Store, *, now: datetime) -> int:
    """Delete sessions that ran out; returns how many."""
    with store.write() as tx:
        return tx.execute(delete(_SESSION).where(_SESSION.c.until <= now)).rowcount


def _replace_password(store: Store, *, staff_id: str, new: str) -> None:
    hashed = _HASHER.hash(new)
    with store.write() as tx:
        tx.execute(update(_STAFF).where(_person(store, staff_id)).values(password_hash=hashed))
        tx.execute(
            delete(_SESSION).where(
                _SESSION.c.tenant_id == store.tenant, _SESSION.c.staff_id == staff_id
            )
        )


def _any_staff(tx: Connection, store: Store) -> bool:
    count = select(func.count()).select_from(_STAFF).where(_STAFF.c.tenant_id == store.tenant)
    return bool(tx.execute(count).scalar_one())


def _insert(
    tx: Connection,
    store: Store,
    *,
    login: str,
    name: str,
    roles: tuple[str, ...],
    hashed: str,
    now: datetime,
) -> str:
    id_ = secrets.token_hex(8)
    tx.execute(
        insert(_STAFF),
        {
            "tenant_id": store.tenant,
            "id": id_,
            "login": login,
            "name": name,
            "password_hash": hashed,
            "roles": json.dumps(roles),
            "active": True,
            "on_duty": False,
            "created_at": now,
        },
    )
    return id_


def _by_login(tx: Connection, store: Store, login: str) -> Row[Any] | None:
    return tx.execute(
        select(_STAFF).where(_STAFF.c.tenant_id == store.tenant, _STAFF.c.login == login)
    ).first()


def _open_session(tx: Connection, store: Store, row: Row[Any], *, now: datetime) -> SignedIn:
    token = secrets.token_urlsafe(32)
    until = now + SESSION_LASTS
    tx.execute(
        insert(_SESSION),
        {
            "token_hash": _digest(token),
            "tenant_id": store.tenant,
            "staff_id": row.id,
            "created_at": now,
            "until": until,
        },
    )
    return SignedIn(read_member(row), token, until)


def _log(
    tx: Connection, store: Store, staff_id: str, what: str, *, address: str, now: datetime
) -> None:
    note_deed(tx, tenant=store.tenant, staff=staff_id, what=what, now=now, detail=address)


def _person(store: Store, staff_id: str) -> Any:
    return and_(_STAFF.c.tenant_id == store.tenant, _STAFF.c.id == staff_id)


@cache
def _nobody() -> str:
    # Checked when the login is unknown, so that the answer takes as long as for a known one.
    return _HASHER.hash(secrets.token_urlsafe(16))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _verifies(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, password)
    except VerifyMismatchError:
        return False


def _check_length(password: str) -> None:
    if len(password) < MIN_PASSWORD:
        raise PasswordRefusedError(f"a password needs at least {MIN_PASSWORD} characters")
