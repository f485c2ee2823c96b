"""What colleagues have begun to write, and what they saw and did."""

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from bot.store.tables.moment import Moment


class Draft(SQLModel, table=True):
    """What a colleague has begun to write and not sent: a reply, a note, or both."""

    __tablename__ = "draft"

    tenant_id: str = Field(primary_key=True)
    conversation_id: str = Field(primary_key=True)
    staff_id: str = Field(primary_key=True)
    text: str = Field(sa_type=Text)
    note: str = Field(default="", sa_type=Text)
    at: datetime = Field(sa_type=Moment)


class Audit(SQLModel, table=True):
    """Somebody of the staff saw or did something; only ever appended."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_at", "tenant_id", "at"),
        Index("ix_audit_conversation", "tenant_id", "conversation_id", "at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    tenant_id: str
    at: datetime = Field(sa_type=Moment)
    staff_id: str
    what: str
    """`saw`, `claimed`, `said`… as the events are called; `refused:<what>` when it was refused."""
    conversation_id: str = ""
    number: str = ""
    """The case, when it was one."""
    detail: str = Field(default="", sa_type=Text)
