"""Timers of conversations: set, clear, spend, and see what is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, Insert, bindparam, select, update

from bot.store.statements import insert_into
from bot.store.tables import Timer, table

_TIMER = table(Timer)

_CLEAR = (
    update(_TIMER)
    .where(
        _TIMER.c.tenant_id == bindparam("b_tenant_id"),
        _TIMER.c.conversation_id == bindparam("b_conversation_id"),
        _TIMER.c.name == bindparam("b_name"),
    )
    .values(due_at=None)
)


@dataclass(frozen=True, slots=True)
class Due:
    """A timer that wants to fire."""

    conversation: str
    name: str
    at: datetime
    generation: int

    @property
    def update_id(self) -> str:
        """The update id of this firing: one for each setting."""
        return f"timer:{self.name}:{self.generation}"


def set_timers(
    tx: Connection, *, tenant: str, conversation: str, due: Sequence[tuple[str, datetime]]
) -> None:
    """Set timers by name; one of the same name is replaced."""
    rows = [
        {
            "tenant_id": tenant,
            "conversation_id": conversation,
            "name": name,
            "due_at": at,
            "generation": 1,
        }
        for name, at in due
    ]
    tx.execute(_set(tx.dialect.name), rows)


def clear_timer(tx: Connection, *, tenant: str, conversation: str, name: str) -> None:
    """Forget a timer."""
    tx.execute(_CLEAR, {"b_tenant_id": tenant, "b_conversation_id": conversation, "b_name": name})


def spend_timer(
    tx: Connection, *, tenant: str, conversation: str, name: str, now: datetime
) -> bool:
    """Take a due timer so that it fires once; False when it was cleared, replaced or spent."""
    spent = tx.execute(
        update(_TIMER)
        .where(
            _TIMER.c.tenant_id == tenant,
            _TIMER.c.conversation_id == conversation,
            _TIMER.c.name == name,
            _TIMER.c.due_at <= now,
        )
        .values(due_at=None)
        .returning(_TIMER.c.name)
    )
    return spent.first() is not None


def timers_of(tx: Connection, *, tenant: str, conversation: str) -> tuple[Due, ...]:
    """Return the set timers of a conversation, earliest first."""
    rows = tx.execute(
        select(_TIMER.c.name, _TIMER.c.due_at, _TIMER.c.generation)
        .where(
            _TIMER.c.tenant_id == tenant,
            _TIMER.c.conversation_id == conversation,
            _TIMER.c.due_at.is_not(None),
        )
        .order_by(_TIMER.c.due_at, _TIMER.c.name)
    )
    return tuple(Due(conversation, name, at, generation) for name, at, generation in rows)


def due_timers(tx: Connection, *, tenant: str, now: datetime, limit: int = 100) -> tuple[Due, ...]:
    """Return the timers of everybody that are due, earliest first."""
    rows = tx.execute(
        select(_TIMER.c.conversation_id, _TIMER.c.name, _TIMER.c.due_at, _TIMER.c.generation)
        .where(_TIMER.c.tenant_id == tenant, _TIMER.c.due_at <= now)
        .order_by(_TIMER.c.due_at, _TIMER.c.conversation_id, _TIMER.c.name)
        .limit(limit)
    )
    return tuple(Due(*row) for row in rows)


@cache
def _set(dialect: str) -> Insert:
    statement = insert_into(dialect, _TIMER)
    return statement.on_conflict_do_update(
        index_elements=[_TIMER.c.tenant_id, _TIMER.c.conversation_id, _TIMER.c.name],
        set_={"due_at": statement.excluded.due_at, "generation": _TIMER.c.generation + 1},
    )
