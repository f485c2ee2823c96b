"""Let people take over."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    with op.batch_alter_table("conversation") as batch:
        batch.add_column(sa.Column("owned_at", moment, nullable=True))
        batch.add_column(sa.Column("waiting_since", moment, nullable=True))
        batch.add_column(sa.Column("mood", sa.String(), nullable=False, server_default="calm"))
        batch.add_column(sa.Column("last_words", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("message") as batch:
        no = sa.false()
        batch.add_column(sa.Column("internal", sa.Boolean(), nullable=False, server_default=no))
        batch.add_column(sa.Column("about", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("deleted", sa.Boolean(), nullable=False, server_default=no))
    op.create_table(
        "draft",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "conversation_id", "staff_id"),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_audit_at", "audit", ["tenant_id", "at"])
    op.create_index("ix_audit_conversation", "audit", ["tenant_id", "conversation_id", "at"])


def downgrade() -> None:
    op.drop_table("audit")
    op.drop_table("draft")
    with op.batch_alter_table("message") as batch:
        for name in ("deleted", "about", "internal"):
            batch.drop_column(name)
    with op.batch_alter_table("conversation") as batch:
        for name in ("last_words", "mood", "waiting_since", "owned_at"):
            batch.drop_column(name)
