"""Cases, their lines, their history, and the keys they are found by."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index, Text
from sqlmodel import Field, SQLModel

from bot.store.tables.moment import Moment


class CaseRow(SQLModel, table=True):
    """A case as it is now; how it came to be is in `case_event`.

    `detail` is the whole case without its lines; the other columns repeat what lists ask for.
    """

    __tablename__ = "case_file"
    __table_args__ = (
        Index("ix_case_file_conversation", "tenant_id", "conversation_id", "opened_at"),
        Index("ix_case_file_stage", "tenant_id", "stage", "opened_at"),
        Index("ix_case_file_open", "tenant_id", "ended", "procedure", "stage"),
        Index("ix_case_file_dealer", "tenant_id", "dealer", "opened_at"),
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
    ended: str
    """Empty while it is open."""
    status: str
    """`core.cases.display_status`, as far as it does not depend on the moment."""
    dealer: str
    due_at: datetime | None = Field(default=None, sa_type=Moment)
    moved_at: datetime | None = Field(default=None, sa_type=Moment)
    """When its history last grew."""
    detail: str = Field(sa_type=Text)
    """JSON of the `Case` without lines."""


class CaseLineRow(SQLModel, table=True):
    """One thing that is wrong or comes back; `detail` is the whole line."""

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
    logistics: str
    verdict: str
    decision: str
    money: str
    detail: str = Field(sa_type=Text)
    """JSON of the `CaseLine`."""


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
    """`opened`, or `CaseChange.what`."""
    why: str = Field(sa_type=Text)
    change: str = Field(sa_type=Text)
    """JSON of the `Case` or `CaseChange`."""


class CaseKey(SQLModel, table=True):
    """Something a case is found by: serial, waybill, phone, name or frame number, in capitals and digits."""

    __tablename__ = "case_key"
    __table_args__ = (Index("ix_case_key_number", "tenant_id", "number"),)

    tenant_id: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    number: str = Field(primary_key=True)
    kind: str


class CaseCounter(SQLModel, table=True):
    """The last sequence drawn for a local day."""

    __tablename__ = "case_counter"

    tenant_id: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    last: int
