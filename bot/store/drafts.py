"""Drafts: what a colleague began to write to a customer, one for each conversation."""

from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.store.statements import insert_or_update
from bot.store.tables import Draft, table

_DRAFT = table(Draft)


def keep_draft(
    tx: Connection, tenant: str, *, staff: str, conversation: str, text: str, now: datetime
) -> None:
    """Keep a draft in place of the one before; an empty one is forgotten."""
    if not text.strip():
        forget_draft(tx, tenant, staff=staff, conversation=conversation)
        return
    row = {
        "tenant_id": tenant,
        "staff_id": staff,
        "conversation_id": conversation,
        "text": text,
        "at": now,
    }
    tx.execute(insert_or_update(tx, _DRAFT, change=["text", "at"]), row)


def forget_draft(tx: Connection, tenant: str, *, staff: str, conversation: str) -> None:
    """Forget a draft; it was sent."""
    tx.execute(
        delete(_DRAFT).where(
            _DRAFT.c.tenant_id == tenant,
            _DRAFT.c.staff_id == staff,
            _DRAFT.c.conversation_id == conversation,
        )
    )


def find_draft(tx: Connection, tenant: str, *, staff: str, conversation: str) -> str:
    """Return a colleague's draft for a conversation; empty when there is none."""
    found = tx.execute(
        select(_DRAFT.c.text).where(
            _DRAFT.c.tenant_id == tenant,
            _DRAFT.c.staff_id == staff,
            _DRAFT.c.conversation_id == conversation,
        )
    ).scalar()
    return found or ""
