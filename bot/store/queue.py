"""The queue of conversations that wait for a person."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, case, func, or_, select

from bot.core.state import QUEUE
from bot.store.tables import Conversation, table

_CONVERSATION = table(Conversation)

_RANK = case(
    (_CONVERSATION.c.priority == "danger", 0), (_CONVERSATION.c.priority == "urgent", 1), else_=2
)


def count_ahead(tx: Connection, *, tenant: str, conversation: str) -> int:
    """Return how many wait before this conversation; all of them when it does not wait itself."""
    own = tx.execute(
        select(_RANK, _CONVERSATION.c.queued_at).where(
            _waiting(tenant), _CONVERSATION.c.id == conversation
        )
    ).first()
    waiting = select(func.count()).select_from(_CONVERSATION).where(_waiting(tenant))
    if own is not None:
        rank, since = own
        waiting = waiting.where(
            or_(
                rank > _RANK,
                and_(rank == _RANK, _CONVERSATION.c.queued_at < since),
                and_(
                    rank == _RANK,
                    _CONVERSATION.c.queued_at == since,
                    _CONVERSATION.c.id < conversation,
                ),
            )
        )
    return int(tx.execute(waiting).scalar_one())


def waiting_conversations(tx: Connection, *, tenant: str) -> Sequence[Row[Any]]:
    """Return the queue: danger first, then urgent, then by waiting time."""
    return tx.execute(
        select(_CONVERSATION)
        .where(_waiting(tenant))
        .order_by(_RANK, _CONVERSATION.c.queued_at, _CONVERSATION.c.id)
    ).all()


def _waiting(tenant: str) -> ColumnElement[bool]:
    return and_(_CONVERSATION.c.tenant_id == tenant, _CONVERSATION.c.owner == QUEUE)
