"""Conversations, their transcript, and what came with it."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, Text
from sqlmodel import Field, SQLModel

from bot.store.tables.moment import Moment


class Conversation(SQLModel, table=True):
    """One chat with one customer; its row is the lock every turn of the chat takes."""

    __tablename__ = "conversation"
    __table_args__ = (
        Index("ix_conversation_queue", "tenant_id", "owner", "queued_at"),
        Index("ix_conversation_recent", "tenant_id", "updated_at"),
    )

    tenant_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    channel: str
    chat_id: str
    role: str
    name: str = ""
    owner: str
    """`bot`, `queue` or `staff:<id>`; the truth, mirrored into the state at load."""
    epoch: int
    """Rises at each change of owner; a row written under an older epoch is fenced."""
    priority: str = "normal"
    queue_note: str = Field(default="", sa_type=Text)
    queued_at: datetime | None = Field(default=None, sa_type=Moment)
    owned_at: datetime | None = Field(default=None, sa_type=Moment)
    """Since when the person owns it who does."""
    waiting_since: datetime | None = Field(default=None, sa_type=Moment)
    """When the customer's oldest words came that no colleague has answered; None: nobody waits."""
    mood: str = "calm"
    last_words: str = Field(default="", sa_type=Text)
    """The beginning of what the customer said last, for lists."""
    pack: str
    lang: str
    book_digest: str
    state: str = Field(sa_type=Text)
    """JSON of `core.state.State`."""
    last_seq: int = 0
    undeliverable: bool = False
    send_armed: datetime | None = Field(default=None, sa_type=Moment)
    """When the durable sender is next due to look at this chat."""
    wake_armed: datetime | None = Field(default=None, sa_type=Moment)
    """When the durable timer is next due to look at this chat."""
    created_at: datetime = Field(sa_type=Moment)
    updated_at: datetime = Field(sa_type=Moment)


class UpdateSeen(SQLModel, table=True):
    """An update already handled; its presence stops a second run."""

    __tablename__ = "update_seen"
    __table_args__ = {"sqlite_with_rowid": False}

    tenant_id: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    update_id: str = Field(primary_key=True)
    seen_at: datetime = Field(sa_type=Moment, index=True)


class Message(SQLModel, table=True):
    """One line of the transcript; written once, never rewritten but for `edited`."""

    __tablename__ = "message"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"], ["conversation.tenant_id", "conversation.id"]
        ),
    )

    tenant_id: str = Field(primary_key=True)
    conversation_id: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    direction: str
    """`in` or `out`."""
    kind: str
    """`said`, `pressed`, `media`… for incoming; `say` for outgoing."""
    author: str
    text: str = Field(sa_type=Text)
    buttons: str = Field(default="[]", sa_type=Text)
    files: str = Field(default="[]", sa_type=Text)
    why: str = Field(default="", sa_type=Text)
    update_id: str = ""
    channel_message_id: str = ""
    edited: bool = False
    internal: bool = False
    """Only colleagues see it."""
    about: int | None = None
    """Number of the line it answers, changes or takes back."""
    deleted: bool = False
    """Taken back: customers no longer see it."""
    at: datetime = Field(sa_type=Moment)


class Evidence(SQLModel, table=True):
    """A file a customer sent: where it is, never its bytes."""

    __tablename__ = "evidence"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"], ["conversation.tenant_id", "conversation.id"]
        ),
    )

    tenant_id: str = Field(primary_key=True)
    conversation_id: str = Field(primary_key=True)
    ref: str = Field(primary_key=True)
    kind: str
    name: str = ""
    size: int | None = None
    seq: int
    at: datetime = Field(sa_type=Moment)


class Miss(SQLModel, table=True):
    """A text the book did not understand well, for the weekly improvement of the bank."""

    __tablename__ = "miss"
    __table_args__ = (Index("ix_miss_at", "tenant_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    tenant_id: str
    conversation_id: str
    update_id: str
    text: str = Field(sa_type=Text)
    kind: str
    candidates: str = Field(sa_type=Text)
    chosen: str = ""
    at: datetime = Field(sa_type=Moment)
