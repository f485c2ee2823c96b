"""Drafts: what a colleague began to write, to the customer and as a note, one of each a conversation."""

from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Connection, and_, delete, select

from bot.store.statements import insert_or_update
from bot.store.tables import Draft, table

Kind = Literal["reply", "note"]

_DRAFT = table(Draft)
_COLUMNS: dict[Kind, str] = {"reply": "text", "note": "note"}


def keep_draft(
    tx: Connection,
    tenant: str,
    *,
    staff: str,
    conversation: str,
    text: str,
    now: datetime,
    kind: Kind = "reply",
) -> None:
    """Keep a draft in place of the one before; an empty one is forgotten."""
    column = _COLUMNS[kind]
    row = {
        "tenant_id": tenant,
        "staff_id": staff,
        "conversation_id": conversation,
        "text": "",
        "note": "",
        column: text if text.strip() else "",
        "at": now,
    }
    tx.execute(insert_or_update(tx, _DRAFT, change=[column, "at"]), row)
    tx.execute(
        delete(_DRAFT).where(
            _of(tenant, staff, conversation), _DRAFT.c.text == "", _DRAFT.c.note == ""
        )
    )


def find_drafts(
    tx: Connection, tenant: str, *, staff: str, conversation: str
) -> tuple[tuple[Kind, str], ...]:
    """Return a colleague's drafts for a conversation, those that are not empty."""
    row = tx.execute(
        select(_DRAFT.c.text, _DRAFT.c.note).where(_of(tenant, staff, conversation))
    ).first()
    if row is None:
        return ()
    both: tuple[tuple[Kind, str], ...] = (("reply", row.text), ("note", row.note))
    return tuple(one for one in both if one[1])


def _of(tenant: str, staff: str, conversation: str) -> ColumnElement[bool]:
    return and_(
        _DRAFT.c.tenant_id == tenant,
        _DRAFT.c.staff_id == staff,
        _DRAFT.c.conversation_id == conversation,
    )
