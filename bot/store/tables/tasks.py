"""What people owe, the moments clocks are computed from, and what customers say afterwards."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, Text
from sqlmodel import Field, SQLModel

from bot.store.tables.moment import Moment


class TaskRow(SQLModel, table=True):
    """Something a person owes; settled once, never deleted."""

    __tablename__ = "task"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"], ["conversation.tenant_id", "conversation.id"]
        ),
        Index("ix_task_open", "tenant_id", "state", "due_at"),
        Index("ix_task_id", "tenant_id", "id", unique=True),
        Index("ix_task_parent", "tenant_id", "parent"),
        Index("ix_task_case", "tenant_id", "case_number"),
    )

    tenant_id: str = Field(primary_key=True)
    conversation_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    kind: str
    title: str = Field(sa_type=Text)
    case_number: str = ""
    role: str
    assignee: str = ""
    opened_at: datetime = Field(sa_type=Moment)
    due_at: datetime | None = Field(default=None, sa_type=Moment)
    remind_at: datetime | None = Field(default=None, sa_type=Moment)
    escalate_to: str = ""
    parent: str = ""
    state: str
    """`open`, `done` or `cancelled`."""
    done_by: str = ""
    done_at: datetime | None = Field(default=None, sa_type=Moment)
    note: str = Field(default="", sa_type=Text)
    """What whoever settled it wrote."""


class ClockMark(SQLModel, table=True):
    """A moment clocks are computed from; only ever appended."""

    __tablename__ = "clock_mark"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"], ["conversation.tenant_id", "conversation.id"]
        ),
    )

    tenant_id: str = Field(primary_key=True)
    conversation_id: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    """Counts the conversation's marks, from 1."""
    at: datetime = Field(sa_type=Moment)
    kind: str
    by: str = ""
    about: str = ""


class RatingRow(SQLModel, table=True):
    """An answered survey."""

    __tablename__ = "rating"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"], ["conversation.tenant_id", "conversation.id"]
        ),
    )

    tenant_id: str = Field(primary_key=True)
    conversation_id: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    score: int
    word: str = Field(default="", sa_type=Text)
    at: datetime = Field(sa_type=Moment)
