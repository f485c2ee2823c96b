"""The staff group's topics: which conversation stands where, and how much of it is shown.

A projection: everything here can be thrown away and is made again from the conversations.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import Connection, Row, and_, case, delete, or_, select, update

from bot.core.state import BOT
from bot.store.outbox import album_of
from bot.store.statements import insert_new
from bot.store.tables import Conversation, Message, Outbox, StaffGroup, Topic, TopicMessage, table

_CONVERSATION = table(Conversation)
_GROUP = table(StaffGroup)
_OUTBOX = table(Outbox)
_SHOWN = table(TopicMessage)
_MESSAGE = table(Message)
_LINE_SHOWN = and_(
    _MESSAGE.c.tenant_id == _SHOWN.c.tenant_id,
    _MESSAGE.c.conversation_id == _SHOWN.c.conversation_id,
    _MESSAGE.c.seq == _SHOWN.c.seq,
)
_TOPIC = table(Topic)

OFFICE = "office"
"""The channel of cases without a chat: nobody can be written to there, so it has no topic."""

TopicState = Literal["wanted", "open", "closed"]
Mark = Literal["", "pending", "sent", "failed", "unknown"]

_RANK = case(
    (_CONVERSATION.c.priority == "danger", 0), (_CONVERSATION.c.priority == "urgent", 1), else_=2
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicSeen:
    """A conversation's topic as the group last showed it."""

    conversation: str
    chat_id: int
    thread_id: int | None = None
    card_id: int | None = None
    card: str = ""
    title: str = ""
    state: TopicState = "wanted"
    shown_seq: int = 0
    owner: str = ""
    looked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """A conversation whose topic does not show how things are."""

    conversation: str
    owner: str
    last_seq: int
    updated_at: datetime
    topic: TopicSeen | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A line of the transcript in a message of a topic."""

    conversation: str
    message_id: int
    seq: int
    by_staff: bool = False
    mark: Mark = ""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of a line whose mark still says `pending`."""

    shown: Shown
    state: Literal["sent", "failed", "unknown"]
    reason: str
    album: str
    """Shared by the parts of an album; empty for what is none's."""


def group_now(tx: Connection, *, tenant: str, configured: int) -> int:
    """Return where the configured group is now."""
    found = tx.execute(
        select(_GROUP.c.chat_id).where(
            _GROUP.c.tenant_id == tenant, _GROUP.c.configured_id == configured
        )
    ).scalar()
    return configured if found is None else int(found)


def move_group(tx: Connection, *, tenant: str, configured: int, to: int) -> None:
    """Remember that the group became a supergroup of another id; its topics are made there anew."""
    _know_group(tx, tenant=tenant, configured=configured)
    tx.execute(
        update(_GROUP)
        .where(_GROUP.c.tenant_id == tenant, _GROUP.c.configured_id == configured)
        .values(chat_id=to)
    )


def hold_mirror(
    tx: Connection, *, tenant: str, configured: int, holder: str, now: datetime, until: datetime
) -> bool:
    """Become, or stay, the one process that mirrors into the group; False while another does."""
    _know_group(tx, tenant=tenant, configured=configured)
    held = tx.execute(
        update(_GROUP)
        .where(
            _GROUP.c.tenant_id == tenant,
            _GROUP.c.configured_id == configured,
            or_(
                _GROUP.c.mirrored_by == holder,
                _GROUP.c.mirrored_until.is_(None),
                _GROUP.c.mirrored_until < now,
            ),
        )
        .values(mirrored_by=holder, mirrored_until=until)
        .returning(_GROUP.c.configured_id)
    )
    return held.first() is not None


def topics_behind(tx: Connection, *, tenant: str) -> tuple[Behind, ...]:
    """Return the conversations whose topic is to be made or changed: danger first, then by waiting time."""
    columns = (
        _CONVERSATION.c.id,
        _CONVERSATION.c.owner.label("owner_now"),
        _CONVERSATION.c.last_seq,
        _CONVERSATION.c.updated_at,
        _CONVERSATION.c.queued_at,
        _RANK.label("rank"),
        *_TOPIC.c,
    )
    same = and_(
        _TOPIC.c.tenant_id == _CONVERSATION.c.tenant_id,
        _TOPIC.c.conversation_id == _CONVERSATION.c.id,
    )
    # Every other owner sorts behind `bot`, so that the index finds them.
    with_people = and_(_CONVERSATION.c.tenant_id == tenant, _CONVERSATION.c.owner > BOT)
    fresh = (
        select(*columns)
        .select_from(_CONVERSATION.outerjoin(_TOPIC, same))
        .where(
            with_people,
            _CONVERSATION.c.channel != OFFICE,
            or_(_TOPIC.c.conversation_id.is_(None), _TOPIC.c.state == "closed"),
        )
    )
    stale = (
        select(*columns)
        .select_from(_TOPIC.join(_CONVERSATION, same))
        .where(
            _TOPIC.c.tenant_id == tenant,
            _TOPIC.c.state.in_(["wanted", "open"]),
            or_(
                _TOPIC.c.state == "wanted",
                _TOPIC.c.card_id.is_(None),
                _TOPIC.c.shown_seq < _CONVERSATION.c.last_seq,
                _TOPIC.c.looked_at.is_(None),
                _TOPIC.c.looked_at < _CONVERSATION.c.updated_at,
                _TOPIC.c.owner != _CONVERSATION.c.owner,
            ),
        )
    )
    rows = [*tx.execute(fresh).all(), *tx.execute(stale).all()]
    rows.sort(key=lambda row: (row.rank, row.queued_at or row.updated_at, row.id))
    return tuple(
        Behind(
            conversation=row.id,
            owner=row.owner_now,
            last_seq=row.last_seq,
            updated_at=row.updated_at,
            topic=None if row.conversation_id is None else _topic(row),
        )
        for row in rows
    )


def open_topics(tx: Connection, *, tenant: str) -> tuple[TopicSeen, ...]:
    """Return the topics of conversations people have, by conversation."""
    rows = tx.execute(
        select(_TOPIC)
        .where(_TOPIC.c.tenant_id == tenant, _TOPIC.c.state == "open")
        .order_by(_TOPIC.c.conversation_id)
    )
    return tuple(_topic(row) for row in rows)


def topic_of(tx: Connection, *, tenant: str, conversation: str) -> TopicSeen | None:
    """Return a conversation's topic."""
    row = tx.execute(select(_TOPIC).where(_of(tenant, conversation))).first()
    return None if row is None else _topic(row)


def topic_at(tx: Connection, *, tenant: str, chat_id: int, thread_id: int) -> TopicSeen | None:
    """Return the topic that is a thread of a group; None when it is none of ours."""
    row = tx.execute(
        select(_TOPIC).where(
            _TOPIC.c.tenant_id == tenant,
            _TOPIC.c.chat_id == chat_id,
            _TOPIC.c.thread_id == thread_id,
        )
    ).first()
    return None if row is None else _topic(row)


def want_topic(tx: Connection, *, tenant: str, conversation: str, chat_id: int) -> TopicSeen:
    """Write down that a topic is to be made, before it is; an existing one is made anew.

    What stood in the old topic is forgotten, so the new one begins with the whole story.
    """
    tx.execute(
        delete(_SHOWN).where(_SHOWN.c.tenant_id == tenant, _SHOWN.c.conversation_id == conversation)
    )
    topic = TopicSeen(conversation=conversation, chat_id=chat_id)
    row = _row(tenant, topic)
    if tx.execute(insert_new(tx, _TOPIC), row).first() is None:
        tx.execute(update(_TOPIC).where(_of(tenant, conversation)), row)
    return topic


def save_topic(tx: Connection, *, tenant: str, topic: TopicSeen, is_new: bool = False) -> bool:
    """Write back what a topic shows; False when somebody wanted it made anew meanwhile.

    Nothing is written then. `is_new` says that its thread was made just now.
    """
    thread = None if is_new else topic.thread_id
    saved = tx.execute(
        update(_TOPIC)
        .where(_of(tenant, topic.conversation), _TOPIC.c.thread_id == thread)
        .returning(_TOPIC.c.conversation_id),
        _row(tenant, topic),
    )
    return saved.first() is not None


def note_shown(tx: Connection, *, tenant: str, shown: Sequence[Shown]) -> None:
    """Remember which lines stand in which messages; what is known already stays as it is."""
    for one in shown:
        tx.execute(
            insert_new(tx, _SHOWN),
            {
                "tenant_id": tenant,
                "conversation_id": one.conversation,
                "message_id": one.message_id,
                "seq": one.seq,
                "by_staff": one.by_staff,
                "mark": one.mark,
            },
        )


def set_mark(tx: Connection, *, tenant: str, shown: Shown) -> None:
    """Remember the delivery that is shown with a line now."""
    tx.execute(
        update(_SHOWN)
        .where(
            _SHOWN.c.tenant_id == tenant,
            _SHOWN.c.conversation_id == shown.conversation,
            _SHOWN.c.message_id == shown.message_id,
            _SHOWN.c.seq == shown.seq,
        )
        .values(mark=shown.mark)
    )


def shown_in(
    tx: Connection, *, tenant: str, conversation: str, message_id: int
) -> tuple[Shown, ...]:
    """Return the lines in a message of a conversation's topic, in order."""
    rows = tx.execute(
        select(_SHOWN)
        .where(
            _SHOWN.c.tenant_id == tenant,
            _SHOWN.c.conversation_id == conversation,
            _SHOWN.c.message_id == message_id,
        )
        .order_by(_SHOWN.c.seq)
    )
    return tuple(_shown(row) for row in rows)


def where_shown(tx: Connection, *, tenant: str, conversation: str, seq: int) -> tuple[Shown, ...]:
    """Return the messages of the topic in which a line stands."""
    rows = tx.execute(
        select(_SHOWN)
        .where(
            _SHOWN.c.tenant_id == tenant,
            _SHOWN.c.conversation_id == conversation,
            _SHOWN.c.seq == seq,
        )
        .order_by(_SHOWN.c.message_id)
    )
    return tuple(_shown(row) for row in rows)


def newly_delivered(tx: Connection, *, tenant: str) -> tuple[Delivered, ...]:
    """Return the lines shown as pending of which more is known by now."""
    rows = tx.execute(
        select(_SHOWN, _OUTBOX.c.state.label("delivery"), _OUTBOX.c.reason, _MESSAGE.c.files)
        .join(
            _OUTBOX,
            and_(
                _OUTBOX.c.tenant_id == _SHOWN.c.tenant_id,
                _OUTBOX.c.conversation_id == _SHOWN.c.conversation_id,
                _OUTBOX.c.seq == _SHOWN.c.seq,
            ),
        )
        .join(_MESSAGE, _LINE_SHOWN)
        .where(
            _SHOWN.c.tenant_id == tenant, _SHOWN.c.mark == "pending", _OUTBOX.c.state != "pending"
        )
        .order_by(_SHOWN.c.conversation_id, _SHOWN.c.seq)
    )
    return tuple(
        Delivered(_shown(row), row.delivery, row.reason, album_of(row.files)) for row in rows
    )


def is_told(tx: Connection, *, tenant: str, one: Delivered) -> bool:
    """Tell whether the same was shown of another part of its album; it must be of one."""
    found = tx.execute(
        select(_SHOWN.c.seq)
        .join(_MESSAGE, _LINE_SHOWN)
        .where(
            _SHOWN.c.tenant_id == tenant,
            _SHOWN.c.conversation_id == one.shown.conversation,
            _SHOWN.c.mark == one.state,
            _MESSAGE.c.files.contains(one.album, autoescape=True),
        )
        .limit(1)
    )
    return found.first() is not None


def _know_group(tx: Connection, *, tenant: str, configured: int) -> None:
    row = {
        "tenant_id": tenant,
        "configured_id": configured,
        "chat_id": configured,
        "mirrored_by": "",
    }
    tx.execute(insert_new(tx, _GROUP), row)


def _of(tenant: str, conversation: str) -> Any:
    return and_(_TOPIC.c.tenant_id == tenant, _TOPIC.c.conversation_id == conversation)


def _row(tenant: str, topic: TopicSeen) -> dict[str, object]:
    values = asdict(topic)
    return {"tenant_id": tenant, "conversation_id": values.pop("conversation"), **values}


def _topic(row: Row[Any]) -> TopicSeen:
    return TopicSeen(
        conversation=row.conversation_id,
        chat_id=row.chat_id,
        thread_id=row.thread_id,
        card_id=row.card_id,
        card=row.card,
        title=row.title,
        state=cast("TopicState", row.state),
        shown_seq=row.shown_seq,
        owner=row.owner,
        looked_at=row.looked_at,
    )


def _shown(row: Row[Any]) -> Shown:
    return Shown(
        conversation=row.conversation_id,
        message_id=row.message_id,
        seq=row.seq,
        by_staff=row.by_staff,
        mark=cast("Mark", row.mark),
    )
