"""Where each staff member's private talk stands, kept as the text their channel gives."""

from datetime import datetime

from sqlalchemy import Connection, select

from bot.store.statements import insert_or_update
from bot.store.tables import StaffTalk, table

_TALK = table(StaffTalk)


def talk_of(tx: Connection, *, tenant: str, staff: str) -> str:
    """Return the stored state of a person's talk; empty before the first word."""
    found = tx.execute(
        select(_TALK.c.state).where(_TALK.c.tenant_id == tenant, _TALK.c.staff_id == staff)
    ).scalar()
    return found or ""


def keep_talk(tx: Connection, *, tenant: str, staff: str, state: str, now: datetime) -> None:
    """Keep the state of a person's talk."""
    row = {"tenant_id": tenant, "staff_id": staff, "state": state, "updated_at": now}
    tx.execute(insert_or_update(tx, _TALK, change=["state", "updated_at"]), row)
