"""Rate slots: when the next message may leave, by GCRA, agreed between all workers.

Each key (the bot, the chat, the group) has a theoretical arrival time: the moment its bucket would
be full again. A slot is reserved by moving that time forward, in the caller's transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

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
class Reserved:
    """A slot is ours: send at `at`, not before."""

    at: datetime


@dataclass(frozen=True, slots=True)
class TooFar:
    """The next slot is too far away to wait for it; nothing is reserved."""

    at: datetime


def reserve_slot(
    tx: Connection,
    *,
    tenant: str,
    rates: Mapping[str, Rate],
    now: datetime,
    at_most_ahead: timedelta,
) -> Reserved | TooFar:
    """Reserve one slot that satisfies every rate, or none at all."""
    keys = sorted(rates)  # one order for everybody, so that two workers cannot wait in a circle
    tats = _lock_slots(tx, tenant=tenant, keys=keys)
    clock = (now - _EPOCH) // _MICROSECOND
    start = clock
    for key in keys:
        rate = rates[key]
        start = max(start, tats[key] - _interval(rate) * (rate.burst - 1))
    at = _EPOCH + timedelta(microseconds=start)
    if at - now > at_most_ahead:
        return TooFar(at)
    rows = [
        {"tenant_id": tenant, "key": key, "tat": max(tats[key], start) + _interval(rates[key])}
        for key in keys
    ]
    tx.execute(insert_or_update(tx, _SLOT, change=["tat"]), rows)
    return Reserved(at)


def _lock_slots(tx: Connection, *, tenant: str, keys: Sequence[str]) -> dict[str, int]:
    wanted = (
        select(_SLOT.c.key, _SLOT.c.tat)
        .where(_SLOT.c.tenant_id == tenant, _SLOT.c.key.in_(keys))
        .order_by(_SLOT.c.key)
        .with_for_update()
    )
    tats: dict[str, int] = {row.key: row.tat for row in tx.execute(wanted)}
    missing = [key for key in keys if key not in tats]
    if missing and tx.dialect.name != "sqlite":
        # A row that is not there cannot be locked: two workers would each take the first slot.
        for key in missing:
            tx.execute(insert_new(tx, _SLOT), {"tenant_id": tenant, "key": key, "tat": 0})
        tats = {row.key: row.tat for row in tx.execute(wanted)}
    return {key: tats.get(key, 0) for key in keys}


def _interval(rate: Rate) -> int:
    return (rate.period // _MICROSECOND) // rate.messages
