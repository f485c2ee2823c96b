"""Keep dealers, their people and what they bought."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("away_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("staff", sa.Column("delegate", sa.String(), nullable=False, server_default=""))
    op.add_column("staff", sa.Column("telegram_id", sa.BigInteger(), nullable=True))
    op.create_index("uq_staff_telegram", "staff", ["tenant_id", "telegram_id"], unique=True)
    _keep_dealers()
    _keep_purchases()


def _keep_dealers() -> None:
    op.create_table(
        "dealer",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("addresses", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )
    op.create_table(
        "dealer_member",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("dealer_id", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("rights", sa.String(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "dealer_id"], ["dealer.tenant_id", "dealer.id"]),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )
    op.create_index(
        "uq_dealer_member_present",
        "dealer_member",
        ["tenant_id", "conversation"],
        unique=True,
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    )
    op.create_index("ix_dealer_member_conversation", "dealer_member", ["tenant_id", "conversation"])
    op.create_index("ix_dealer_member_dealer", "dealer_member", ["tenant_id", "dealer_id"])
    op.create_table(
        "invite",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("hint", sa.String(), nullable=False),
        sa.Column("rights", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_by", sa.String(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )
    op.create_index("uq_invite_code", "invite", ["tenant_id", "code_hash"], unique=True)
    op.create_index("ix_invite_target", "invite", ["tenant_id", "kind", "target"])


def _keep_purchases() -> None:
    op.create_table(
        "purchase",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("dealer_id", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("invoice", sa.String(), nullable=False),
        sa.Column("invoice_date", sa.Date(), nullable=False),
        sa.Column("serials", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "dealer_id"], ["dealer.tenant_id", "dealer.id"]),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
    )
    op.create_index(
        "uq_purchase_line",
        "purchase",
        ["tenant_id", "dealer_id", "invoice", "model", "part", "invoice_date"],
        unique=True,
    )
    op.create_table(
        "purchase_serial",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("purchase_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "purchase_id"], ["purchase.tenant_id", "purchase.id"]
        ),
        sa.PrimaryKeyConstraint("tenant_id", "serial", "purchase_id"),
    )
    op.create_index("ix_purchase_serial_purchase", "purchase_serial", ["tenant_id", "purchase_id"])


def downgrade() -> None:
    for name in (
        "purchase_serial",
        "purchase",
        "invite",
        "dealer_member",
        "dealer",
    ):
        op.drop_table(name)
    op.drop_index("uq_staff_telegram", "staff")
    for name in ("telegram_id", "delegate", "away_until"):
        op.drop_column("staff", name)
