"""Load, lock, create and save a conversation's row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select, update

from bot.core.effects import Priority
from bot.core.state import BOT, QUEUE, STAFF, State
from bot.store.codec import dumps, type_state
from bot.store.statements import insert_new
from bot.store.tables import Conversation, UpdateSeen, table

_CONVERSATION = table(Conversation)
_SEEN = table(UpdateSeen)

_LOCK = (
    select(_CONVERSATION)
    .where(
        _CONVERSATION.c.tenant_id == bindparam("tenant_id"),
        _CONVERSATION.c.id == bindparam("id"),
    )
    .with_for_update()
)
_SAVE = update(_CONVERSATION).where(
    _CONVERSATION.c.tenant_id == bindparam("b_tenant_id"), _CONVERSATION.c.id == bindparam("b_id")
)

_CHANGE_OWNER = (
    update(_CONVERSATION)
    .where(
        _CONVERSATION.c.tenant_id == bindparam("b_tenant_id"),
        _CONVERSATION.c.id == bindparam("b_id"),
        _CONVERSATION.c.owner == bindparam("b_owner"),
        _CONVERSATION.c.epoch == bindparam("b_epoch"),
    )
    .values(owner=bindparam("b_new_owner"), epoch=bindparam("b_new_epoch"))
    .returning(_CONVERSATION.c.id)
)

_URGENCY = ("normal", "urgent", "danger")


@dataclass(slots=True, kw_only=True)
class Locked:
    """A conversation held by the open transaction; change it, then `save_conversation`."""

    tenant_id: str
    id: str
    channel: str
    chat_id: str
    state: State
    owner: str
    epoch: int
    priority: str
    queue_note: str
    queued_at: datetime | None
    owned_at: datetime | None
    last_words: str
    last_seq: int
    undeliverable: bool
    send_armed: datetime | None
    wake_armed: datetime | None
    book_digest: str


def note_update(
    tx: Connection, *, tenant: str, channel: str, update_id: str, now: datetime
) -> bool:
    """Remember an update; False when it was handled before."""
    row = {"tenant_id": tenant, "channel": channel, "update_id": update_id, "seen_at": now}
    return tx.execute(insert_new(tx, _SEEN), row).first() is not None


def forget_updates(tx: Connection, *, tenant: str, before: datetime) -> int:
    """Delete dedupe rows older than any channel repeats its updates; returns how many."""
    gone = tx.execute(delete(_SEEN).where(_SEEN.c.tenant_id == tenant, _SEEN.c.seen_at < before))
    return gone.rowcount


def lock_conversation(tx: Connection, *, tenant: str, conversation: str) -> Locked | None:
    """Hold a conversation until the transaction ends; None when there is none."""
    row = tx.execute(_LOCK, {"tenant_id": tenant, "id": conversation}).first()
    return None if row is None else _locked(row)


def create_conversation(
    tx: Connection, *, tenant: str, conversation: str, state: State, book_digest: str, now: datetime
) -> Locked:
    """Create and hold a conversation; a worker that was faster wins and its row is returned."""
    channel, _, chat_id = conversation.partition(":")
    row = {
        "tenant_id": tenant,
        "id": conversation,
        "channel": channel,
        "chat_id": chat_id,
        "role": state.role,
        "name": state.name,
        "owner": state.owner,
        "epoch": state.epoch,
        "priority": "normal",
        "queue_note": "",
        "mood": state.mood,
        "last_words": "",
        "pack": state.pack,
        "lang": state.lang,
        "book_digest": book_digest,
        "state": dumps(type_state, state),
        "last_seq": 0,
        "undeliverable": False,
        "created_at": now,
        "updated_at": now,
    }
    tx.execute(insert_new(tx, _CONVERSATION), row)
    locked = lock_conversation(tx, tenant=tenant, conversation=conversation)
    if locked is None:
        raise LookupError(f"conversation {conversation} vanished inside its own transaction")
    return locked


def change_owner(
    tx: Connection,
    held: Locked,
    *,
    owner: str,
    now: datetime,
    priority: Priority | None = None,
    note: str = "",
) -> None:
    """Give a conversation to another owner; when a person is on either side, older rows are fenced.

    From bot to queue nobody new speaks yet: the bot's own pending words must still arrive. The
    update is conditional on the owner and epoch that were read: of two claims one wins, whatever
    lock there was. Raises LookupError for the other. A priority that is not given stays, but ends
    with the bot.
    """
    before = (held.owner, held.epoch)
    if {held.owner, owner} != {BOT, QUEUE}:
        held.epoch += 1
    won = tx.execute(
        _CHANGE_OWNER,
        {
            "b_tenant_id": held.tenant_id,
            "b_id": held.id,
            "b_owner": before[0],
            "b_epoch": before[1],
            "b_new_owner": owner,
            "b_new_epoch": held.epoch,
        },
    )
    if won.first() is None:
        raise LookupError(f"conversation {held.id} changed hands while it was held")
    held.owner = owner
    if priority is not None or owner == BOT:
        held.priority = priority or "normal"
        held.queue_note = note
    held.queued_at = now if owner == QUEUE else None
    held.owned_at = now if owner.startswith(STAFF) else None


def make_more_urgent(held: Locked, *, priority: Priority, note: str) -> None:
    """Raise a waiting conversation's priority; its place by time stays, and nothing is fenced."""
    if _URGENCY.index(priority) > _URGENCY.index(held.priority):
        held.priority = priority
        held.queue_note = note


def save_conversation(tx: Connection, held: Locked, *, now: datetime) -> None:
    """Write a held conversation back."""
    tx.execute(
        _SAVE,
        {
            "b_tenant_id": held.tenant_id,
            "b_id": held.id,
            "role": held.state.role,
            "name": held.state.name,
            "owner": held.owner,
            "epoch": held.epoch,
            "priority": held.priority,
            "queue_note": held.queue_note,
            "queued_at": held.queued_at,
            "owned_at": held.owned_at,
            "waiting_since": _waiting_since(held),
            "mood": held.state.mood,
            "last_words": held.last_words,
            "pack": held.state.pack,
            "lang": held.state.lang,
            "book_digest": held.book_digest,
            "state": dumps(type_state, held.state),
            "last_seq": held.last_seq,
            "undeliverable": held.undeliverable,
            "send_armed": held.send_armed,
            "wake_armed": held.wake_armed,
            "updated_at": now,
        },
    )


def set_armed(tx: Connection, held: Locked) -> None:
    """Write back only when the durable workers will look at a held conversation again."""
    tx.execute(
        _SAVE,
        {
            "b_tenant_id": held.tenant_id,
            "b_id": held.id,
            "send_armed": held.send_armed,
            "wake_armed": held.wake_armed,
        },
    )


def mark_undeliverable(tx: Connection, *, tenant: str, conversation: str) -> None:
    """Note that nothing reaches this chat any more: the customer blocked the bot or is gone."""
    tx.execute(_SAVE, {"b_tenant_id": tenant, "b_id": conversation, "undeliverable": True})


def _waiting_since(held: Locked) -> datetime | None:
    """Since when the customer waits for a colleague's words."""
    stretch = held.state.stretch
    return held.queued_at if stretch is None else stretch.waiting_since


def _locked(row: Row[Any]) -> Locked:
    return Locked(
        tenant_id=row.tenant_id,
        id=row.id,
        channel=row.channel,
        chat_id=row.chat_id,
        state=type_state.validate_json(row.state),
        owner=row.owner,
        epoch=row.epoch,
        priority=row.priority,
        queue_note=row.queue_note,
        queued_at=row.queued_at,
        owned_at=row.owned_at,
        last_words=row.last_words,
        last_seq=row.last_seq,
        undeliverable=row.undeliverable,
        send_armed=row.send_armed,
        wake_armed=row.wake_armed,
        book_digest=row.book_digest,
    )
