"""Look up the people of the company."""

import json
from typing import Any

from sqlalchemy import Connection, Row, select

from bot.core.staff import StaffMember
from bot.store.tables import Staff, table

_STAFF = table(Staff)


def staff_by_id(tx: Connection, *, tenant: str, staff_id: str) -> StaffMember | None:
    """Return a person by id, closed accounts too."""
    return _one(tx, tenant, _STAFF.c.id == staff_id)


def staff_by_login(tx: Connection, *, tenant: str, login: str) -> StaffMember | None:
    """Return a person by login, closed accounts too."""
    return _one(tx, tenant, _STAFF.c.login == login)


def staff_by_telegram(tx: Connection, *, tenant: str, telegram_id: int) -> StaffMember | None:
    """Return who has a Telegram account, unless their own was closed."""
    found = _one(tx, tenant, _STAFF.c.telegram_id == telegram_id)
    return found if found is not None and found.active else None


def all_staff(tx: Connection, *, tenant: str) -> tuple[StaffMember, ...]:
    """Return everybody, closed accounts last, by login."""
    rows = tx.execute(
        select(_STAFF)
        .where(_STAFF.c.tenant_id == tenant)
        .order_by(_STAFF.c.active.desc(), _STAFF.c.login)
    )
    return tuple(read_member(row) for row in rows)


def staff_with(tx: Connection, *, tenant: str, role: str) -> tuple[StaffMember, ...]:
    """Return who has a role and may sign in, by login."""
    everybody = all_staff(tx, tenant=tenant)
    return tuple(one for one in everybody if one.active and role in one.roles)


def read_member(row: Row[Any]) -> StaffMember:
    """Return the person of a row."""
    return StaffMember(
        id=row.id,
        login=row.login,
        name=row.name,
        roles=tuple(json.loads(row.roles)),
        on_duty=row.on_duty,
        away_until=row.away_until,
        delegate=row.delegate,
        telegram_id=row.telegram_id,
        active=row.active,
    )


def _one(tx: Connection, tenant: str, which: Any) -> StaffMember | None:
    row = tx.execute(select(_STAFF).where(_STAFF.c.tenant_id == tenant, which)).first()
    return None if row is None else read_member(row)
