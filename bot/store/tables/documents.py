"""Filled forms: what is printed, and where the finished file lies."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, Text
from sqlmodel import Field, SQLModel

from bot.store.tables.moment import Moment


class Document(SQLModel, table=True):
    """One form filled in for one conversation; its data never changes."""

    __tablename__ = "document"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"], ["conversation.tenant_id", "conversation.id"]
        ),
        Index("ix_document_case", "tenant_id", "case_number", "at"),
        Index("ix_document_conversation", "tenant_id", "conversation_id", "at"),
    )

    tenant_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    """Hexadecimal; a message refers to it as `document:<id>`."""
    conversation_id: str
    case_number: str
    """Empty when it belongs to no case."""
    pack: str
    form: str
    name: str
    """The file's name."""
    data: str = Field(sa_type=Text)
    """JSON that fills the form."""
    sent: bool
    """Went to the customer; else it is laid by for staff."""
    file: str
    """Reference of the finished file, empty until somebody needed it."""
    at: datetime = Field(sa_type=Moment)
