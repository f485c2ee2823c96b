"""The outbox: take the next message of a chat, note what became of it.

The oldest pending message of a chat is claimed by the worker that sends it, and so is the chat.
Between `take_next` and its `settle` the row stays pending with its attempt counted: a worker that
dies in between leaves a row that is sent again (at least once).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    func,
    select,
    text,
    update,
)

from bot.core.effects import Button
from bot.core.events import MediaFile
from bot.store.codec import type_buttons, type_files
from bot.store.executors import is_alive
from bot.store.rates import Limit, NotYet, Reserved, reserve_slot
from bot.store.statements import insert_or_update
from bot.store.tables import BotPause, Conversation, Message, Outbox, table

_OUTBOX = table(Outbox)
_MESSAGE = table(Message)
_CONVERSATION = table(Conversation)
_PAUSE = table(BotPause)

# Written out, because SQLite uses a partial index only when it can read its condition.
_OPEN = text("outbox.state <> 'sent'")
_PENDING = and_(_OPEN, _OUTBOX.c.state == "pending")

SettledState = Literal["sent", "failed", "unknown"]
Action = Literal["send", "edit", "delete"]

_BOT = "bot"
_MOST_TOGETHER = 10
"""Files in one album, as Telegram has it."""
FENCED = "fenced"
"""Why a word of the bot's was not sent: the conversation had changed hands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message on its way: everything a channel needs to send it."""

    conversation: str
    channel: str
    chat_id: str
    seq: int
    attempt: int
    """1 for the first try."""
    text: str
    buttons: tuple[tuple[Button, ...], ...]
    files: tuple[MediaFile, ...]
    author: str = _BOT
    epoch: int = 0
    action: Action = "send"
    about: int | None = None
    """Number of the line it answers, changes or takes back."""
    target: str = ""
    """The channel's own id of that line; empty when it has none."""
    rest: tuple["Outgoing", ...] = ()
    """The other parts of its album, in order: they are sent with it, all or none."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The next message, and the moment from which it may be sent."""

    outgoing: Outgoing
    at: datetime
    is_last: bool
    """Nothing was pending behind it when it was taken."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """The chat has nothing pending."""


@dataclass(frozen=True, slots=True)
class Later:
    """Something is pending, but not now: a pause, a retry, a rate, or another worker's chat."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of a message."""

    seq: int
    state: SettledState
    at: datetime
    reason: str = ""
    channel_message_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """A message is to be tried again."""

    seq: int
    not_before: datetime
    reason: str
    counted: bool = True
    """False gives the attempt back: being told to slow down is no failure."""


def settle(tx: Connection, *, tenant: str, conversation: str, outcome: Settled | Retry) -> None:
    """Note what became of a message taken before; a retry is nobody's until it is taken again."""
    key = {"b_tenant_id": tenant, "b_conversation_id": conversation, "b_seq": outcome.seq}
    match outcome:
        case Settled():
            values = {
                "state": outcome.state,
                "reason": outcome.reason,
                "settled_at": outcome.at,
                "channel_message_id": outcome.channel_message_id,
            }
            tx.execute(_SETTLE, key | values)
        case Retry():
            values = {
                "reason": outcome.reason,
                "not_before": outcome.not_before,
                "b_given_back": 0 if outcome.counted else 1,
            }
            tx.execute(_RETRY, key | values)


def take_next(
    tx: Connection,
    *,
    tenant: str,
    conversation: str,
    holder: str,
    own: Limit,
    shared: Limit,
    now: datetime,
    at_most_ahead: timedelta,
    look_again: timedelta,
) -> Taken | Later | Nothing:
    """Take the oldest pending message of a chat, fencing the bot's of an older epoch on the way.

    A colleague's words were theirs to say when they were written, so they arrive.

    The oldest one stands for the chat: while a living worker has it, everybody else is told to
    come back after `look_again`. `own` and `shared` are the limits of the chat and of the bot.
    """
    key = {"tenant_id": tenant, "conversation_id": conversation}
    # The second one only tells whether there is more.
    while rows := tx.execute(_NEXT, key | {"most": 2}).all():
        row = rows[0]
        if row.claimed_by not in {"", holder} and is_alive(tx, executor=row.claimed_by, now=now):
            return Later(now + look_again)
        if row.epoch == row.current_epoch or row.author != _BOT:
            break
        fenced = Settled(seq=row.seq, state="failed", reason=FENCED, at=now)
        settle(tx, tenant=tenant, conversation=conversation, outcome=fenced)
    if not rows:
        return Nothing()
    if album_of(row.files):
        rows = tx.execute(_NEXT, key | {"most": _MOST_TOGETHER + 1}).all()
    together = _together(rows)
    times = (row.pause, *(one.not_before for one in together))
    waits = [at for at in times if at is not None and at > now]
    if waits:
        return Later(max(waits))
    slot = reserve_slot(
        tx, tenant=tenant, own=own, shared=shared, now=now, at_most_ahead=at_most_ahead
    )
    match slot:
        case Reserved(at):
            for one in together:
                _claim(tx, one, holder)
            first, *rest = (_outgoing(one) for one in together)
            is_last = len(rows) == len(together)
            return Taken(replace(first, rest=tuple(rest)), at, is_last=is_last)
        case NotYet(at):
            return Later(at)


def album_of(files: str) -> str:
    """Return the name of the album that a line's files, as they are stored, are part of; empty when of none."""
    return next((file.album for file in type_files.validate_json(files)), "")


def _together(rows: Sequence[Row[Any]]) -> Sequence[Row[Any]]:
    """Return the rows that leave at once: the first, and what follows of its album."""
    album = album_of(rows[0].files)
    if not album:
        return rows[:1]
    return list(takewhile(lambda row: album_of(row.files) == album, rows[:_MOST_TOGETHER]))


def is_overtaken(tx: Connection, *, tenant: str, outgoing: Outgoing) -> bool:
    """Tell whether a message that was taken has been overtaken by a change of owner since."""
    if outgoing.author != _BOT:
        return False
    epoch = tx.execute(
        select(_CONVERSATION.c.epoch).where(
            _CONVERSATION.c.tenant_id == tenant, _CONVERSATION.c.id == outgoing.conversation
        )
    ).scalar()
    return epoch != outgoing.epoch


def pause_bot(tx: Connection, *, tenant: str, channel: str, until: datetime) -> None:
    """Keep a bot quiet until then, whoever sends for it."""
    row = {"tenant_id": tenant, "channel": channel, "until": until}
    tx.execute(insert_or_update(tx, _PAUSE, change=["until"]), row)


def has_pending(tx: Connection, *, tenant: str, conversation: str) -> bool:
    """Tell whether a chat has messages to be sent."""
    found = tx.execute(
        select(_OUTBOX.c.seq)
        .where(_OUTBOX.c.tenant_id == tenant, _OUTBOX.c.conversation_id == conversation, _PENDING)
        .limit(1)
    )
    return found.first() is not None


def chats_pending(tx: Connection, *, tenant: str, before: datetime) -> tuple[str, ...]:
    """Return the chats whose messages were written before then and are still pending."""
    found = tx.execute(
        select(_OUTBOX.c.conversation_id)
        .where(_OUTBOX.c.tenant_id == tenant, _PENDING, _OUTBOX.c.created_at <= before)
        .distinct()
        .order_by(_OUTBOX.c.conversation_id)
    )
    return tuple(found.scalars())


def fail_pending(
    tx: Connection, *, tenant: str, conversation: str, reason: str, now: datetime
) -> None:
    """Give up every pending message of a chat that cannot be reached any more."""
    tx.execute(
        update(_OUTBOX)
        .where(_OUTBOX.c.tenant_id == tenant, _OUTBOX.c.conversation_id == conversation, _PENDING)
        .values(state="failed", reason=reason, settled_at=now)
    )


def _row_of_key() -> ColumnElement[bool]:
    return and_(
        _OUTBOX.c.tenant_id == bindparam("b_tenant_id"),
        _OUTBOX.c.conversation_id == bindparam("b_conversation_id"),
        _OUTBOX.c.seq == bindparam("b_seq"),
    )


_SETTLE = update(_OUTBOX).where(_row_of_key(), _OUTBOX.c.state == "pending")

_RETRY = (
    update(_OUTBOX)
    .where(_row_of_key(), _OUTBOX.c.state == "pending")
    .values(claimed_by="", attempts=_OUTBOX.c.attempts - bindparam("b_given_back", type_=Integer))
)

_CLAIM = (
    update(_OUTBOX)
    .where(_row_of_key())
    .values(attempts=_OUTBOX.c.attempts + 1, claimed_by=bindparam("b_holder"))
)

_ABOUT_LINE = _MESSAGE.alias("about_line")
_ABOUT_SENT = _OUTBOX.alias("about_sent")
_TARGET = (
    select(
        func.coalesce(
            func.nullif(_ABOUT_SENT.c.channel_message_id, ""), _ABOUT_LINE.c.channel_message_id
        )
    )
    .select_from(
        _ABOUT_LINE.outerjoin(
            _ABOUT_SENT,
            and_(
                _ABOUT_SENT.c.tenant_id == _ABOUT_LINE.c.tenant_id,
                _ABOUT_SENT.c.conversation_id == _ABOUT_LINE.c.conversation_id,
                _ABOUT_SENT.c.seq == _ABOUT_LINE.c.seq,
            ),
        )
    )
    .where(
        _ABOUT_LINE.c.tenant_id == _MESSAGE.c.tenant_id,
        _ABOUT_LINE.c.conversation_id == _MESSAGE.c.conversation_id,
        _ABOUT_LINE.c.seq == _MESSAGE.c.about,
    )
    .correlate(_MESSAGE)
    .scalar_subquery()
)
"""The channel's own id of the line a message is about: ours when sent, the customer's when received."""

_NEXT: Select[Any] = (
    select(
        _OUTBOX.c.tenant_id,
        _OUTBOX.c.conversation_id,
        _OUTBOX.c.seq,
        _OUTBOX.c.epoch,
        _OUTBOX.c.attempts,
        _OUTBOX.c.not_before,
        _MESSAGE.c.text,
        _MESSAGE.c.buttons,
        _MESSAGE.c.files,
        _MESSAGE.c.author,
        _MESSAGE.c.kind,
        _MESSAGE.c.about,
        _TARGET.label("target"),
        _CONVERSATION.c.channel,
        _CONVERSATION.c.chat_id,
        _CONVERSATION.c.epoch.label("current_epoch"),
        _PAUSE.c.until.label("pause"),
        _OUTBOX.c.claimed_by,
    )
    .join(
        _MESSAGE,
        and_(
            _MESSAGE.c.tenant_id == _OUTBOX.c.tenant_id,
            _MESSAGE.c.conversation_id == _OUTBOX.c.conversation_id,
            _MESSAGE.c.seq == _OUTBOX.c.seq,
        ),
    )
    .join(
        _CONVERSATION,
        and_(
            _CONVERSATION.c.tenant_id == _OUTBOX.c.tenant_id,
            _CONVERSATION.c.id == _OUTBOX.c.conversation_id,
        ),
    )
    .outerjoin(
        _PAUSE,
        and_(
            _PAUSE.c.tenant_id == _OUTBOX.c.tenant_id, _PAUSE.c.channel == _CONVERSATION.c.channel
        ),
    )
    .where(
        _OUTBOX.c.tenant_id == bindparam("tenant_id"),
        _OUTBOX.c.conversation_id == bindparam("conversation_id"),
        _PENDING,
    )
    .order_by(_OUTBOX.c.seq)
    .limit(bindparam("most"))
    .with_for_update(of=_OUTBOX)
)


def _claim(tx: Connection, row: Row[Any], holder: str) -> None:
    tx.execute(
        _CLAIM,
        {
            "b_tenant_id": row.tenant_id,
            "b_conversation_id": row.conversation_id,
            "b_seq": row.seq,
            "b_holder": holder,
        },
    )


def _outgoing(row: Row[Any]) -> Outgoing:
    return Outgoing(
        conversation=row.conversation_id,
        channel=row.channel,
        chat_id=row.chat_id,
        seq=row.seq,
        attempt=row.attempts + 1,
        text=row.text,
        buttons=type_buttons.validate_json(row.buttons),
        files=type_files.validate_json(row.files),
        author=row.author,
        epoch=row.epoch,
        action=row.kind if row.kind in ("edit", "delete") else "send",
        about=row.about,
        target=row.target or "",
    )
