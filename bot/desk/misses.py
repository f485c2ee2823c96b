"""Texts the book did not understand well, for the weekly improvement of the bank."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.store.codec import type_scores
from bot.store.engines import Store
from bot.store.tables import Miss, table

_MISS = table(Miss)


@dataclass(frozen=True, slots=True, kw_only=True)
class MissView:
    """A text that was not understood well."""

    text: str
    kind: str
    candidates: tuple[tuple[str, float], ...]
    chosen: str
    conversation: str
    at: datetime


def misses(store: Store, *, limit: int = 200) -> tuple[MissView, ...]:
    """Return what the book did not understand well, newest first."""
    with store.read() as tx:
        rows = tx.execute(
            select(_MISS)
            .where(_MISS.c.tenant_id == store.tenant)
            .order_by(_MISS.c.id.desc())
            .limit(limit)
        ).all()
    return tuple(
        MissView(
            text=row.text,
            kind=row.kind,
            candidates=type_scores.validate_json(row.candidates),
            chosen=row.chosen,
            conversation=row.conversation_id,
            at=row.at,
        )
        for row in rows
    )
