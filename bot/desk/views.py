"""What readers see: frozen pictures of conversations, the queue and cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import Connection, Row, and_, func, select, true

from bot.core.cases import Case
from bot.core.effects import Button, Why
from bot.core.events import MediaFile
from bot.core.state import State
from bot.store import cases as stored_cases
from bot.store.codec import type_buttons, type_files, type_state, type_why
from bot.store.engines import Store
from bot.store.queue import waiting_conversations
from bot.store.tables import Conversation, Evidence, Message, Outbox, table
from bot.store.transcript import with_delivery

_CONVERSATION = table(Conversation)
_EVIDENCE = table(Evidence)
_MESSAGE = table(Message)
_OUTBOX = table(Outbox)

Delivery = Literal["received", "pending", "sent", "failed", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """One line of a transcript."""

    seq: int
    incoming: bool
    kind: str
    author: str
    """`customer:<id>`, `dealer:<id>`, `bot`, `staff:<id>`."""
    text: str
    """An escaped HTML fragment when it goes to the customer (`say`, `edit`), else plain."""
    buttons: tuple[tuple[Button, ...], ...]
    files: tuple[MediaFile, ...]
    why: Why | None
    update_id: str
    edited: bool
    internal: bool
    """Only colleagues see it."""
    about: int | None
    """Number of the line it answers, changes or takes back."""
    deleted: bool
    """Taken back."""
    at: datetime
    delivery: Delivery
    reason: str = ""
    """Why it was not delivered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationView:
    """One conversation as it is now."""

    id: str
    channel: str
    chat_id: str
    role: str
    name: str
    owner: str
    epoch: int
    priority: str
    note: str
    """One line for staff, from the hand-off."""
    queued_at: datetime | None
    owned_at: datetime | None
    """Since when its owner owns it; None while no person does."""
    waiting_since: datetime | None
    """Since when the customer waits for a colleague's words; None: nobody waits."""
    pack: str
    lang: str
    undeliverable: bool
    state: State
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """A message to a customer that did not get through, or may not have."""

    conversation: str
    seq: int
    text: str
    state: Literal["failed", "unknown"]
    reason: str
    attempts: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMove:
    """One row of a case's history."""

    at: datetime
    by: str
    what: str
    why: str


def conversation(store: Store, id_: str) -> ConversationView | None:
    """Return a conversation; None when there is none."""
    with store.read() as tx:
        row = tx.execute(
            select(_CONVERSATION).where(
                _CONVERSATION.c.tenant_id == store.tenant, _CONVERSATION.c.id == id_
            )
        ).first()
    return None if row is None else _conversation(row)


def recent_conversations(store: Store, *, limit: int = 50) -> tuple[ConversationView, ...]:
    """Return the conversations that moved last, newest first."""
    with store.read() as tx:
        rows = tx.execute(
            select(_CONVERSATION)
            .where(_CONVERSATION.c.tenant_id == store.tenant)
            .order_by(_CONVERSATION.c.updated_at.desc(), _CONVERSATION.c.id)
            .limit(limit)
        ).all()
    return tuple(_conversation(row) for row in rows)


def queue(store: Store) -> tuple[ConversationView, ...]:
    """Return who waits for a person: danger first, then urgent, then by waiting time."""
    with store.read() as tx:
        rows = waiting_conversations(tx, tenant=store.tenant)
    return tuple(_conversation(row) for row in rows)


def transcript(
    store: Store,
    conversation_id: str,
    *,
    after: int = 0,
    newest: int | None = None,
    for_staff: bool = False,
) -> tuple[MessageView, ...]:
    """Return a conversation's lines whose sequence number is above `after`, in order.

    Of those, only the `newest` so many when that is given. Without `for_staff` it is what the
    customer may read: no internal lines, and none that were taken back.
    """
    sight = (
        true() if for_staff else and_(_MESSAGE.c.internal.is_(False), _MESSAGE.c.deleted.is_(False))
    )
    with store.read() as tx:
        rows = tx.execute(
            with_delivery()
            .where(
                _MESSAGE.c.tenant_id == store.tenant,
                _MESSAGE.c.conversation_id == conversation_id,
                _MESSAGE.c.seq > after,
                sight,
            )
            .order_by(_MESSAGE.c.seq.desc())
            .limit(newest)
        ).all()
    return tuple(_message(row) for row in reversed(rows))


def changes(store: Store, conversation_id: str, *, after: int) -> tuple[MessageView, ...]:
    """Return the sent lines that were changed or taken back since line `after` was the last, as they are now.

    For pages that have drawn them already; a change that its channel has not carried out is not there.
    """
    orders = _MESSAGE.alias("orders")
    changed = select(orders.c.about).where(
        orders.c.tenant_id == store.tenant,
        orders.c.conversation_id == conversation_id,
        orders.c.seq > after,
        orders.c.kind.in_(["edit", "delete"]),
    )
    with store.read() as tx:
        rows = tx.execute(
            with_delivery()
            .where(
                _MESSAGE.c.tenant_id == store.tenant,
                _MESSAGE.c.conversation_id == conversation_id,
                _MESSAGE.c.seq.in_(changed),
            )
            .order_by(_MESSAGE.c.seq)
        ).all()
    return tuple(_message(row) for row in rows)


def was_sent(store: Store, conversation_id: str, ref: str, *, for_staff: bool = False) -> bool:
    """Tell whether a file went through a conversation, either way; to colleagues also what stayed inside."""
    sent = select(_MESSAGE.c.seq).where(
        _MESSAGE.c.tenant_id == store.tenant,
        _MESSAGE.c.conversation_id == conversation_id,
        _MESSAGE.c.files.contains(f'"{ref}"', autoescape=True),
        true() if for_staff else _MESSAGE.c.internal.is_(False),
    )
    with store.read() as tx:
        return tx.execute(sent.limit(1)).first() is not None


def uploaded(store: Store, conversation_id: str) -> tuple[int, int]:
    """Return how many files a customer sent in a conversation, and their bytes altogether."""
    sums = select(func.count(), func.coalesce(func.sum(_EVIDENCE.c.size), 0)).where(
        _EVIDENCE.c.tenant_id == store.tenant, _EVIDENCE.c.conversation_id == conversation_id
    )
    with store.read() as tx:
        files, size = tx.execute(sums).one()
    return int(files), int(size)


def last_seq(store: Store, conversation_id: str) -> int:
    """Return the number of the last line of a conversation, 0 when there is none: cheap to poll."""
    with store.read() as tx:
        found = tx.execute(
            select(_CONVERSATION.c.last_seq).where(
                _CONVERSATION.c.tenant_id == store.tenant, _CONVERSATION.c.id == conversation_id
            )
        ).scalar()
    return found or 0


def undelivered(store: Store, *, limit: int = 100) -> tuple[Undelivered, ...]:
    """Return the dead letters: what failed for good and what may or may not have arrived."""
    with store.read() as tx:
        rows = tx.execute(
            select(_OUTBOX, _MESSAGE.c.text)
            .join(_MESSAGE, _same_message())
            .where(_OUTBOX.c.tenant_id == store.tenant, _OUTBOX.c.state.in_(["failed", "unknown"]))
            .order_by(_OUTBOX.c.created_at.desc(), _OUTBOX.c.seq.desc())
            .limit(limit)
        ).all()
    return tuple(
        Undelivered(
            conversation=row.conversation_id,
            seq=row.seq,
            text=row.text,
            state=row.state,
            reason=row.reason,
            attempts=row.attempts,
            at=row.settled_at,
        )
        for row in rows
    )


def case(store: Store, number: str) -> Case | None:
    """Return a case by its number."""
    with store.read() as tx:
        return stored_cases.find_case(tx, tenant=store.tenant, number=number)


def case_history(store: Store, number: str) -> tuple[CaseMove, ...]:
    """Return how a case came to be what it is, oldest move first."""
    with store.read() as tx:
        rows = stored_cases.case_events(tx, tenant=store.tenant, number=number)
    return tuple(CaseMove(at=row.at, by=row.by, what=row.what, why=row.why) for row in rows)


def cases_of(store: Store, conversation_id: str) -> tuple[Case, ...]:
    """Return a conversation's cases, newest first."""
    with store.read() as tx:
        return stored_cases.cases_of(tx, tenant=store.tenant, conversation=conversation_id)


def latest_cases(store: Store, *, limit: int = 100) -> tuple[Case, ...]:
    """Return the newest cases of everybody."""
    with store.read() as tx:
        return stored_cases.latest_cases(tx, tenant=store.tenant, limit=limit)


def counts(store: Store) -> dict[str, int]:
    """Return what a health page shows: conversations, waiting, pending, failed, unknown."""
    with store.read() as tx:
        rows = tx.execute(
            select(_OUTBOX.c.state, func.count())
            .where(_OUTBOX.c.tenant_id == store.tenant, _OUTBOX.c.state != "sent")
            .group_by(_OUTBOX.c.state)
        )
        by_state = {row[0]: int(row[1]) for row in rows}
        return {
            "conversations": _count(tx, store),
            "waiting": len(waiting_conversations(tx, tenant=store.tenant)),
            "pending": by_state.get("pending", 0),
            "failed": by_state.get("failed", 0),
            "unknown": by_state.get("unknown", 0),
        }


def label_pressed(lines: Sequence[MessageView], data: str) -> str:
    """Return the label of the button that carried `data`, newest first; empty when it is gone."""
    buttons = (
        button
        for line in reversed(lines)
        for row in line.buttons
        for button in row
        if button.data == data
    )
    found = next(buttons, None)
    return "" if found is None else found.label


def album_of(files: Sequence[MediaFile]) -> str:
    """Return the name of the album that a line's files are part of; empty when of none."""
    return next((file.album for file in files if file.album), "")


def _count(tx: Connection, store: Store) -> int:
    statement = (
        select(func.count())
        .select_from(_CONVERSATION)
        .where(_CONVERSATION.c.tenant_id == store.tenant)
    )
    return int(tx.execute(statement).scalar_one())


def _same_message() -> Any:
    return and_(
        _OUTBOX.c.tenant_id == _MESSAGE.c.tenant_id,
        _OUTBOX.c.conversation_id == _MESSAGE.c.conversation_id,
        _OUTBOX.c.seq == _MESSAGE.c.seq,
    )


def _conversation(row: Row[Any]) -> ConversationView:
    return ConversationView(
        id=row.id,
        channel=row.channel,
        chat_id=row.chat_id,
        role=row.role,
        name=row.name,
        owner=row.owner,
        epoch=row.epoch,
        priority=row.priority,
        note=row.queue_note,
        queued_at=row.queued_at,
        owned_at=row.owned_at,
        waiting_since=row.waiting_since,
        pack=row.pack,
        lang=row.lang,
        undeliverable=row.undeliverable,
        state=type_state.validate_json(row.state),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _message(row: Row[Any]) -> MessageView:
    return MessageView(
        seq=row.seq,
        incoming=row.direction == "in",
        kind=row.kind,
        author=row.author,
        text=row.text,
        buttons=type_buttons.validate_json(row.buttons),
        files=type_files.validate_json(row.files),
        why=type_why.validate_json(row.why) if row.why else None,
        update_id=row.update_id,
        edited=row.edited,
        internal=row.internal,
        about=row.about,
        deleted=row.deleted,
        at=row.at,
        delivery=cast("Delivery", row.delivery or "received"),
        reason=row.reason or "",
    )
