"""Failed sign-ins, and wrong invite codes: who has to wait before the next try.

Failures count by login name and client address together, so that a stranger cannot lock the owner
out. A second, slower count runs over all addresses of a login, a third over all logins tried from an
address; whoever signed in from an address lately feels neither there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, delete, or_, select

from bot.store.engines import Store
from bot.store.statements import insert_or_update
from bot.store.tables import SignInAttempt, table

KEEP_FAILURES = timedelta(days=1)
KEEP_SUCCESSES = timedelta(days=30)
"""How long an address stays known for a login."""

_LONGEST_LOGIN = 64
"""Characters of a login name that are counted under; the rest is a stranger's ballast."""

_ATTEMPT = table(SignInAttempt)
_EVERYWHERE = "*"
_ANYBODY = "anybody:"
"""Under what an address is counted whatever login it tries; no login has a colon."""


@dataclass(frozen=True, slots=True)
class _Brake:
    free: int
    """Failures that cost nothing."""
    first: timedelta
    longest: timedelta

    def block(self, failures: int) -> timedelta | None:
        """Return for how long the next try has to wait."""
        if failures < self.free:
            return None
        doublings = min(failures - self.free, 10)
        return min(self.first * (1 << doublings), self.longest)


_OWN = _Brake(free=5, first=timedelta(minutes=1), longest=timedelta(hours=1))
_ADDRESS = _Brake(free=30, first=timedelta(seconds=10), longest=timedelta(minutes=15))
_COMMON = _Brake(free=100, first=timedelta(seconds=10), longest=timedelta(seconds=10))


def blocked_until(tx: Connection, *, tenant: str, login: str, address: str) -> datetime | None:
    """Return until when a login is refused from an address; None when it never was."""
    own = tx.execute(
        select(_ATTEMPT.c.failures, _ATTEMPT.c.blocked_until).where(_key(tenant, login, address))
    ).first()
    if own is not None and own.failures == 0:
        return None
    wider = or_(_key(tenant, login, _EVERYWHERE), _key(tenant, _ANYBODY, address))
    blocks = tx.execute(select(_ATTEMPT.c.blocked_until).where(wider)).scalars().all()
    all_of_them = (own.blocked_until if own is not None else None, *blocks)
    return max((moment for moment in all_of_them if moment is not None), default=None)


def note_failure(
    tx: Connection, *, tenant: str, login: str, address: str, now: datetime
) -> datetime | None:
    """Count a wrong password; returns until when this address has to wait."""
    _count(tx, tenant=tenant, login=login, address=_EVERYWHERE, brake=_COMMON, now=now)
    wide = _count(tx, tenant=tenant, login=_ANYBODY, address=address, brake=_ADDRESS, now=now)
    own = _count(tx, tenant=tenant, login=login, address=address, brake=_OWN, now=now)
    return max((one for one in (wide, own) if one is not None), default=None)


def note_success(tx: Connection, *, tenant: str, login: str, address: str, now: datetime) -> None:
    """Forget the failures of an address, and know it from now on."""
    tx.execute(delete(_ATTEMPT).where(_key(tenant, _ANYBODY, address)))
    _write(tx, tenant=tenant, login=login, address=address, failures=0, blocked=None, now=now)


def lift_blocks(tx: Connection, *, tenant: str, login: str) -> None:
    """Let everybody try again at once, from wherever they tried."""
    name = login[:_LONGEST_LOGIN]
    tried = _ATTEMPT.alias("tried")
    from_there = select(tried.c.address).where(tried.c.tenant_id == tenant, tried.c.login == name)
    wider = and_(_ATTEMPT.c.login == _ANYBODY, _ATTEMPT.c.address.in_(from_there))
    for which in (wider, _ATTEMPT.c.login == name):
        tx.execute(delete(_ATTEMPT).where(_ATTEMPT.c.tenant_id == tenant, which))


def forget_attempts(store: Store, *, now: datetime) -> int:
    """Delete failures older than a day and addresses unseen for a month; returns how many."""
    failed = and_(_ATTEMPT.c.failures > 0, _ATTEMPT.c.at <= now - KEEP_FAILURES)
    old = or_(failed, _ATTEMPT.c.at <= now - KEEP_SUCCESSES)
    with store.write() as tx:
        gone = tx.execute(delete(_ATTEMPT).where(_ATTEMPT.c.tenant_id == store.tenant, old))
    return gone.rowcount


def _count(
    tx: Connection, *, tenant: str, login: str, address: str, brake: _Brake, now: datetime
) -> datetime | None:
    known = tx.execute(select(_ATTEMPT.c.failures).where(_key(tenant, login, address))).scalar()
    failures = (known or 0) + 1
    wait = brake.block(failures)
    blocked = None if wait is None else now + wait
    _write(
        tx, tenant=tenant, login=login, address=address, failures=failures, blocked=blocked, now=now
    )
    return blocked


def _write(
    tx: Connection,
    *,
    tenant: str,
    login: str,
    address: str,
    failures: int,
    blocked: datetime | None,
    now: datetime,
) -> None:
    row = {
        "tenant_id": tenant,
        "login": login[:_LONGEST_LOGIN],
        "address": address,
        "failures": failures,
        "blocked_until": blocked,
        "at": now,
    }
    tx.execute(insert_or_update(tx, _ATTEMPT, change=["failures", "blocked_until", "at"]), row)


def _key(tenant: str, login: str, address: str) -> Any:
    return and_(
        _ATTEMPT.c.tenant_id == tenant,
        _ATTEMPT.c.login == login[:_LONGEST_LOGIN],
        _ATTEMPT.c.address == address,
    )
