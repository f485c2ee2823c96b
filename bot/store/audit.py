"""The audit log: who of the staff saw and did what; only ever appended."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from bot.store.tables import Audit, table

_AUDIT = table(Audit)


def note_deed(
    tx: Connection,
    *,
    tenant: str,
    staff: str,
    what: str,
    now: datetime,
    conversation: str = "",
    number: str = "",
    detail: str = "",
) -> None:
    """Append what somebody saw or did; `number` is a case's, `detail` never a customer's words."""
    tx.execute(
        insert(_AUDIT),
        {
            "tenant_id": tenant,
            "at": now,
            "staff_id": staff,
            "what": what,
            "conversation_id": conversation,
            "number": number,
            "detail": detail,
        },
    )


def last_deed(
    tx: Connection, *, tenant: str, staff: str, what: str, conversation: str = "", number: str = ""
) -> datetime | None:
    """Return when somebody last did that to a conversation or case."""
    return tx.execute(
        select(_AUDIT.c.at)
        .where(
            _AUDIT.c.tenant_id == tenant,
            _AUDIT.c.conversation_id == conversation,
            _AUDIT.c.number == number,
            _AUDIT.c.staff_id == staff,
            _AUDIT.c.what == what,
        )
        .order_by(_AUDIT.c.at.desc())
        .limit(1)
    ).scalar()


def deeds(
    tx: Connection,
    *,
    tenant: str,
    staff: str = "",
    conversation: str = "",
    number: str = "",
    limit: int = 200,
) -> Sequence[Row[Any]]:
    """Return rows of the log, newest first, of one person, conversation or case when given."""
    wanted = select(_AUDIT).where(_AUDIT.c.tenant_id == tenant)
    if staff:
        wanted = wanted.where(_AUDIT.c.staff_id == staff)
    if conversation:
        wanted = wanted.where(_AUDIT.c.conversation_id == conversation)
    if number:
        wanted = wanted.where(_AUDIT.c.number == number)
    return tx.execute(wanted.order_by(_AUDIT.c.at.desc(), _AUDIT.c.id.desc()).limit(limit)).all()
