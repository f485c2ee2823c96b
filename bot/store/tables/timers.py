"""When a conversation wants to be woken."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field, SQLModel

from bot.store.tables.moment import Moment


class Timer(SQLModel, table=True):
    """A named timer of a conversation: the guard row a late or early waker looks at."""

    __tablename__ = "timer"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"], ["conversation.tenant_id", "conversation.id"]
        ),
        Index("ix_timer_due", "tenant_id", "due_at"),
        {"sqlite_with_rowid": False},
    )

    tenant_id: str = Field(primary_key=True)
    conversation_id: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    due_at: datetime | None = Field(default=None, sa_type=Moment)
    """None: cleared or already fired."""
    generation: int = 1
    """Counts settings, so that each firing has its own update id."""
