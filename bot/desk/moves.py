"""Which conversations moved lately: the cheap question every open desk asks again and again."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from bot.store.engines import Store
from bot.store.tables import Conversation, table

_CONVERSATION = table(Conversation)

Standing = tuple[int, int, datetime]
"""Last line, epoch and moment of the last change: it differs whenever the conversation moved."""


def moved_since(store: Store, since: datetime) -> Mapping[str, Standing]:
    """Return the standing of each conversation that changed after `since`, by one walk along an index.

    Whoever compares two answers must look back further than the longest transaction takes: what
    began earlier may be committed later.
    """
    moved = select(
        _CONVERSATION.c.id,
        _CONVERSATION.c.last_seq,
        _CONVERSATION.c.epoch,
        _CONVERSATION.c.updated_at,
    ).where(_CONVERSATION.c.tenant_id == store.tenant, _CONVERSATION.c.updated_at > since)
    with store.read() as tx:
        return {row.id: (row.last_seq, row.epoch, row.updated_at) for row in tx.execute(moved)}
