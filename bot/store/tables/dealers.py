"""Dealers, their people, the codes that invite them, and what they bought."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index, Text, text
from sqlmodel import Field, SQLModel

from bot.store.tables.moment import Moment


class Dealer(SQLModel, table=True):
    """A dealership; only staff write here."""

    __tablename__ = "dealer"

    tenant_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str
    contact: str
    phone: str
    addresses: str = Field(sa_type=Text)
    """JSON list of `core.dealers.Address`."""
    note: str = Field(default="", sa_type=Text)
    active: bool = True
    created_at: datetime = Field(sa_type=Moment)
    changed_at: datetime = Field(sa_type=Moment)
    changed_by: str = ""
    """Id of the staff member who changed the profile last; empty: the command line."""


class DealerMember(SQLModel, table=True):
    """A person of a dealership in one conversation; rows of those who left stay."""

    __tablename__ = "dealer_member"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "dealer_id"], ["dealer.tenant_id", "dealer.id"]),
        Index(
            "uq_dealer_member_present",
            "tenant_id",
            "conversation",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
        Index("ix_dealer_member_conversation", "tenant_id", "conversation"),
        Index("ix_dealer_member_dealer", "tenant_id", "dealer_id"),
    )

    tenant_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    dealer_id: str
    conversation: str
    name: str
    rights: str
    joined_at: datetime = Field(sa_type=Moment)
    left_at: datetime | None = Field(default=None, sa_type=Moment)
    removed_by: str = ""
    """Id of the staff member who removed them; empty: they left, or are there."""


class Invite(SQLModel, table=True):
    """A code that works once, for a while; the table keeps only its hash."""

    __tablename__ = "invite"
    __table_args__ = (
        Index("uq_invite_code", "tenant_id", "code_hash", unique=True),
        Index("ix_invite_target", "tenant_id", "kind", "target"),
    )

    tenant_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    kind: str
    """`dealer` brings a person into a dealership, `staff` links a Telegram account to a login."""
    target: str
    """Id of the dealer or of the staff member."""
    code_hash: str
    hint: str
    """The first two signs of the code, to tell several apart."""
    rights: str = ""
    name: str = ""
    """Whom it is for."""
    created_at: datetime = Field(sa_type=Moment)
    created_by: str = ""
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)
    used_by: str = ""
    """The conversation or the Telegram account that used it."""
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)


class PurchaseRow(SQLModel, table=True):
    """What a dealer bought on one line of one invoice."""

    __tablename__ = "purchase"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "dealer_id"], ["dealer.tenant_id", "dealer.id"]),
        Index(
            "uq_purchase_line",
            "tenant_id",
            "dealer_id",
            "invoice",
            "model",
            "part",
            "invoice_date",
            unique=True,
        ),
    )

    tenant_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    dealer_id: str
    model: str
    part: str
    quantity: int
    invoice: str
    invoice_date: date
    serials: str = Field(sa_type=Text)
    """JSON list, in the form of `core.dealers.serial_key`."""
    added_at: datetime = Field(sa_type=Moment)


class PurchaseSerial(SQLModel, table=True):
    """One unit by its serial or frame number."""

    __tablename__ = "purchase_serial"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "purchase_id"], ["purchase.tenant_id", "purchase.id"]),
        Index("ix_purchase_serial_purchase", "tenant_id", "purchase_id"),
    )

    tenant_id: str = Field(primary_key=True)
    serial: str = Field(primary_key=True)
    purchase_id: str = Field(primary_key=True)
