"""Who works here and who is signed in."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.store.tables.moment import Moment


class Staff(SQLModel, table=True):
    """A person of the company."""

    __tablename__ = "staff"
    __table_args__ = (
        UniqueConstraint("tenant_id", "login", name="uq_staff_login"),
        Index("uq_staff_telegram", "tenant_id", "telegram_id", unique=True),
    )

    tenant_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    login: str
    name: str
    password_hash: str
    roles: str = Field(sa_type=Text)
    """JSON list of role names."""
    active: bool = True
    on_duty: bool = False
    away_until: datetime | None = Field(default=None, sa_type=Moment)
    """Absent until then; None: not absent."""
    delegate: str = ""
    """Id of who decides for them while they are away."""
    telegram_id: int | None = Field(default=None, sa_type=BigInteger)
    created_at: datetime = Field(sa_type=Moment)


class StaffSession(SQLModel, table=True):
    """A signed-in browser; the table keeps only the token's hash."""

    __tablename__ = "staff_session"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "staff_id"], ["staff.tenant_id", "staff.id"]),
    )

    token_hash: str = Field(primary_key=True)
    tenant_id: str
    staff_id: str = Field(index=True)
    created_at: datetime = Field(sa_type=Moment)
    until: datetime = Field(sa_type=Moment, index=True)


class SignInAttempt(SQLModel, table=True):
    """Failed sign-ins in a row for one login name from one address, or `*` for all addresses.

    No failures: an address that signed in.
    """

    __tablename__ = "sign_in_attempt"

    tenant_id: str = Field(primary_key=True)
    login: str = Field(primary_key=True)
    address: str = Field(primary_key=True)
    failures: int
    blocked_until: datetime | None = Field(default=None, sa_type=Moment)
    at: datetime = Field(sa_type=Moment)
    """When it last happened."""
