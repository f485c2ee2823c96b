"""Cases, their lines and their history."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index, Text
from sqlmodel import Field, SQLModel

from bot.store.tables.moment import Moment


class CaseRow(SQLModel, table=True):
    """A repair or return as it is now; how it came to be is in `case_event`."""

    __tablename__ = "case_file"
    __table_args__ = (
        Index("ix_case_file_conversation", "tenant_id", "conversation_id", "opened_at"),
        Index("ix_case_file_stage", "tenant_id", "stage", "opened_at"),
    )

    tenant_id: str = Field(primary_key=True)
    number: str = Field(primary_key=True)
    conversation_id: str
    procedure: str
    stage: str
    priority: str
    opened_at: datetime = Field(sa_type=Moment)
    reply_by: datetime | None = Field(default=None, sa_type=Moment)
    contact: str = Field(sa_type=Text)
    evidence: str = Field(sa_type=Text)
    last_event: int
    """Number of the last row of its history."""


class CaseLineRow(SQLModel, table=True):
    """One thing that is wrong."""

    __tablename__ = "case_line"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "number"], ["case_file.tenant_id", "case_file.number"]),
    )

    tenant_id: str = Field(primary_key=True)
    number: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    node: str
    cause: str
    part: str
    remedy: str
    quantity: int
    said: str = Field(sa_type=Text)
    facts: str = Field(sa_type=Text)


class CaseEventRow(SQLModel, table=True):
    """One move of a case: who, when, why, what; only ever appended."""

    __tablename__ = "case_event"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "number"], ["case_file.tenant_id", "case_file.number"]),
    )

    tenant_id: str = Field(primary_key=True)
    number: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)
    by: str
    what: str
    """`opened` or `amended`."""
    why: str = Field(sa_type=Text)
    change: str = Field(sa_type=Text)
    """JSON of the `Case` or `CaseChange`."""


class CaseCounter(SQLModel, table=True):
    """The last sequence drawn for a local day."""

    __tablename__ = "case_counter"

    tenant_id: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    last: int
