"""What is on its way out, and who may send it when."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel

from bot.store.tables.moment import Moment


class Outbox(SQLModel, table=True):
    """The delivery of one outgoing message; `seq` is the order within the chat."""

    __tablename__ = "outbox"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id", "seq"],
            ["message.tenant_id", "message.conversation_id", "message.seq"],
        ),
        Index(
            "ix_outbox_open",
            "tenant_id",
            "conversation_id",
            "seq",
            sqlite_where=text("state <> 'sent'"),
            postgresql_where=text("state <> 'sent'"),
        ),
        {"sqlite_with_rowid": False},
    )

    tenant_id: str = Field(primary_key=True)
    conversation_id: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    state: str
    """`pending`, `sent`, `failed` or `unknown`."""
    reason: str = ""
    attempts: int = 0
    claimed_by: str = ""
    """The `executor` that is sending it; while that one lives, nobody else sends to the chat."""
    epoch: int
    created_at: datetime = Field(sa_type=Moment)
    not_before: datetime | None = Field(default=None, sa_type=Moment)
    """A retry waits until then."""
    settled_at: datetime | None = Field(default=None, sa_type=Moment)
    channel_message_id: str = ""


class RateSlot(SQLModel, table=True):
    """The theoretical arrival time (GCRA) of a bot, chat or group, in microseconds since 1970."""

    __tablename__ = "rate_slot"
    __table_args__ = {"sqlite_with_rowid": False}

    tenant_id: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    tat: int = Field(sa_type=BigInteger)


class BotPause(SQLModel, table=True):
    """Telegram told this bot to be quiet (429) until then."""

    __tablename__ = "bot_pause"
    __table_args__ = {"sqlite_with_rowid": False}

    tenant_id: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    until: datetime = Field(sa_type=Moment)


class Executor(SQLModel, table=True):
    """A running worker; one whose lease ran out is dead and its work is taken over."""

    __tablename__ = "executor"

    id: str = Field(primary_key=True)
    until: datetime = Field(sa_type=Moment)
