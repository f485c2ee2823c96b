"""How conversations are mirrored in the staff group, and where each staff member's private talk stands."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, Text
from sqlmodel import Field, SQLModel

from bot.store.tables.moment import Moment


class StaffGroup(SQLModel, table=True):
    """The staff group as configured, and where it is now: a group that becomes a supergroup moves."""

    __tablename__ = "staff_group"

    tenant_id: str = Field(primary_key=True)
    configured_id: int = Field(primary_key=True, sa_type=BigInteger)
    chat_id: int = Field(sa_type=BigInteger)
    mirrored_by: str = ""
    """The process that mirrors into the group; only one does, until its lease runs out."""
    mirrored_until: datetime | None = Field(default=None, sa_type=Moment)


class Topic(SQLModel, table=True):
    """The forum topic of one conversation, and how much of it the topic shows."""

    __tablename__ = "topic"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"], ["conversation.tenant_id", "conversation.id"]
        ),
        Index("ix_topic_thread", "tenant_id", "chat_id", "thread_id"),
        Index("ix_topic_state", "tenant_id", "state"),
    )

    tenant_id: str = Field(primary_key=True)
    conversation_id: str = Field(primary_key=True)
    chat_id: int = Field(sa_type=BigInteger)
    thread_id: int | None = None
    """None while the topic is being made; Telegram cannot be asked afterwards whether it was."""
    card_id: int | None = None
    card: str = Field(default="", sa_type=Text)
    """What the card shows, so that it is edited only when it changes."""
    title: str = ""
    state: str = "wanted"
    """`wanted` (to be made), `open`, or `closed` since the bot has the conversation again."""
    shown_seq: int = 0
    """The last line of the transcript that stands in the topic."""
    owner: str = ""
    """Whose the conversation was when the topic last said so."""
    looked_at: datetime | None = Field(default=None, sa_type=Moment)
    """`conversation.updated_at` when the topic was last brought up to date."""


class TopicMessage(SQLModel, table=True):
    """Which line of the transcript stands in which message of a topic; one message may hold several."""

    __tablename__ = "topic_message"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"], ["topic.tenant_id", "topic.conversation_id"]
        ),
        Index("ix_topic_message_mark", "tenant_id", "mark"),
    )

    tenant_id: str = Field(primary_key=True)
    conversation_id: str = Field(primary_key=True)
    message_id: int = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    by_staff: bool = False
    """Written in the topic by a person, so it is marked with a reaction, not by editing."""
    mark: str = ""
    """The delivery shown: empty (none to show), `pending`, `sent`, `failed` or `unknown`."""


class StaffTalk(SQLModel, table=True):
    """Where a staff member's private talk with the product stands."""

    __tablename__ = "staff_talk"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "staff_id"], ["staff.tenant_id", "staff.id"]),
    )

    tenant_id: str = Field(primary_key=True)
    staff_id: str = Field(primary_key=True)
    state: str = Field(sa_type=Text)
    """JSON of `channels.staff_talk.state.TalkState`."""
    updated_at: datetime = Field(sa_type=Moment)
