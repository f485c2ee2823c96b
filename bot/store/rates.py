"""Rate slots: when the next message may leave, by GCRA, agreed between all workers.

Each key (the bot, the chat, the group) has a theoretical arrival time: the moment its bucket would
be full again. A slot is reserved by moving that time forward, in the caller's transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, or_, select

from bot.store.statements import insert_new, insert_or_update
from bot.store.tables import RateSlot, table

_SLOT = table(RateSlot)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Rate:
    """So many messages in a period, of which `burst` may leave at once."""

    messages: int
    period: timedelta
    burst: int = 1


@dataclass(frozen=True, slots=True)
class Limit:
    """A rate and the key of the slot it is kept under."""

    key: str
    rate: Rate


@dataclass(frozen=True, slots=True)
class Reserved:
    """A slot is ours: send at `at`, not before."""

    at: datetime


@dataclass(frozen=True, slots=True)
class NotYet:
    """No slot now; nothing is reserved, ask again at `at`."""

    at: datetime


def reserve_slot(
    tx: Connection,
    *,
    tenant: str,
    own: Limit,
    shared: Limit,
    now: datetime,
    at_most_ahead: timedelta,
) -> Reserved | NotYet:
    """Reserve a slot within the chat's own limit and the one it shares with all others.

    A slot is reserved ahead of time only when the shared limit is the reason: a chat that has to
    wait for its own slot would otherwise move the shared one away from everybody.
    """
    tats = _lock_slots(tx, tenant=tenant, own=own.key, shared=shared.key)
    clock = (now - _EPOCH) // _MICROSECOND
    if (start := _free_from(own, tats)) > clock:
        return NotYet(_moment(start))
    start = max(clock, _free_from(shared, tats))
    at = _moment(start)
    if at - now > at_most_ahead:
        return NotYet(at)
    rows = [
        {
            "tenant_id": tenant,
            "key": limit.key,
            "tat": max(tats[limit.key], start) + _interval(limit.rate),
        }
        for limit in (own, shared)
    ]
    tx.execute(insert_or_update(tx, _SLOT, change=["tat"]), rows)
    return Reserved(at)


def forget_slots(tx: Connection, *, tenant: str, before: datetime) -> int:
    """Delete slots that have been free since before then; returns how many."""
    clock = (before - _EPOCH) // _MICROSECOND
    gone = tx.execute(delete(_SLOT).where(_SLOT.c.tenant_id == tenant, _SLOT.c.tat < clock))
    return gone.rowcount


# One order for everybody, so that two workers cannot wait in a circle.
_LOCK = (
    select(_SLOT.c.key, _SLOT.c.tat)
    .where(
        _SLOT.c.tenant_id == bindparam("tenant_id"),
        or_(_SLOT.c.key == bindparam("own"), _SLOT.c.key == bindparam("shared")),
    )
    .order_by(_SLOT.c.key)
    .with_for_update()
)


def _lock_slots(tx: Connection, *, tenant: str, own: str, shared: str) -> dict[str, int]:
    wanted = {"tenant_id": tenant, "own": own, "shared": shared}
    tats: dict[str, int] = {row.key: row.tat for row in tx.execute(_LOCK, wanted)}
    missing = sorted({own, shared} - tats.keys())
    if missing and tx.dialect.name != "sqlite":
        # A row that is not there cannot be locked: two workers would each take the first slot.
        for key in missing:
            tx.execute(insert_new(tx, _SLOT), {"tenant_id": tenant, "key": key, "tat": 0})
        tats = {row.key: row.tat for row in tx.execute(_LOCK, wanted)}
    return {key: tats.get(key, 0) for key in (own, shared)}


def _free_from(limit: Limit, tats: Mapping[str, int]) -> int:
    return tats[limit.key] - _interval(limit.rate) * (limit.rate.burst - 1)


def _moment(microseconds: int) -> datetime:
    return _EPOCH + microseconds * _MICROSECOND


def _interval(rate: Rate) -> int:
    return (rate.period // _MICROSECOND) // rate.messages
