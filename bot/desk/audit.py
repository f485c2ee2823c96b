"""Who of the staff saw and did what (audit log)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.core.effects import Refuse, RefuseMove
from bot.core.events import CaseActed, Event, Happening, StaffDid, TaskActed
from bot.core.staff import StaffMember
from bot.core.turn import Turn
from bot.store.audit import deeds, last_deed, note_deed
from bot.store.conversations import Locked
from bot.store.engines import Store

SEEN_AGAIN = timedelta(hours=1)
"""Looking at the same conversation within this time is one look."""

_WORD = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One row of the log."""

    at: datetime
    staff: str
    """Staff id."""
    what: str
    conversation: str
    number: str
    detail: str


def note_staff(tx: Connection, held: Locked, event: Event, turn: Turn) -> None:
    """Log what a colleague did in a conversation, a case or about a task, or was refused."""
    if event.sender.role != "staff":
        return
    name, number, detail = _deed(event.what)
    if not name:
        return
    refusals = (effect for effect in turn.effects if isinstance(effect, Refuse | RefuseMove))
    refused = next(refusals, None)
    if isinstance(refused, Refuse):
        detail = refused.reason
    note_deed(
        tx,
        tenant=held.tenant_id,
        staff=event.sender.id,
        what=name if refused is None else f"refused:{name}",
        now=event.at,
        conversation=held.id,
        number=number,
        detail=detail,
    )


def _deed(what: Happening) -> tuple[str, str, str]:
    """Return what something is called in the log, the case it is about, and more of it; empty: not logged."""
    match what:
        case CaseActed(number=number, action=action):
            return "case_acted", number, action
        case TaskActed(task=task, action=action):
            return f"task_{action}", "", task
        case _ if isinstance(what, StaffDid):
            return _WORD.sub("_", type(what).__name__.removeprefix("Staff")).lower(), "", ""
        case _:
            return "", "", ""


def note_seen(
    store: Store, member: StaffMember, *, at: datetime, conversation: str = "", number: str = ""
) -> None:
    """Log that somebody opened a conversation or case; once an hour for the same one."""
    key = {"staff": member.id, "what": "saw", "conversation": conversation, "number": number}
    with store.read() as tx:
        last = last_deed(tx, tenant=store.tenant, **key)
    if last is not None and at - last < SEEN_AGAIN:
        return
    with store.write() as tx:
        note_deed(tx, tenant=store.tenant, now=at, **key)


def note_done(
    store: Store,
    member: StaffMember,
    what: str,
    *,
    at: datetime,
    conversation: str = "",
    number: str = "",
    detail: str = "",
) -> None:
    """Log anything else somebody did, such as a search; `detail` never holds a customer's words."""
    with store.write() as tx:
        note_deed(
            tx,
            tenant=store.tenant,
            staff=member.id,
            what=what,
            now=at,
            conversation=conversation,
            number=number,
            detail=detail,
        )


def audit_log(
    store: Store,
    *,
    staff: str = "",
    conversation: str = "",
    number: str = "",
    limit: int = 200,
) -> tuple[Deed, ...]:
    """Return the log, newest first, of one person, conversation or case when given."""
    with store.read() as tx:
        rows = deeds(
            tx,
            tenant=store.tenant,
            staff=staff,
            conversation=conversation,
            number=number,
            limit=limit,
        )
    return tuple(
        Deed(
            at=row.at,
            staff=row.staff_id,
            what=row.what,
            conversation=row.conversation_id,
            number=row.number,
            detail=row.detail,
        )
        for row in rows
    )
