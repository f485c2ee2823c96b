"""Mirror conversations in topics."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_group",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("configured_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("mirrored_by", sa.String(), nullable=False),
        sa.Column("mirrored_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "configured_id"),
    )
    op.create_table(
        "topic",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("card_id", sa.Integer(), nullable=True),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("shown_seq", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "conversation_id"], ["conversation.tenant_id", "conversation.id"]
        ),
        sa.PrimaryKeyConstraint("tenant_id", "conversation_id"),
    )
    op.create_index("ix_topic_thread", "topic", ["tenant_id", "chat_id", "thread_id"], unique=False)
    op.create_index("ix_topic_state", "topic", ["tenant_id", "state"], unique=False)
    op.create_table(
        "topic_message",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("by_staff", sa.Boolean(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "conversation_id"], ["topic.tenant_id", "topic.conversation_id"]
        ),
        sa.PrimaryKeyConstraint("tenant_id", "conversation_id", "message_id", "seq"),
    )
    op.create_index("ix_topic_message_mark", "topic_message", ["tenant_id", "mark"], unique=False)
    op.create_table(
        "staff_talk",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "staff_id"], ["staff.tenant_id", "staff.id"]),
        sa.PrimaryKeyConstraint("tenant_id", "staff_id"),
    )


def downgrade() -> None:
    op.drop_table("staff_talk")
    op.drop_table("topic_message")
    op.drop_table("topic")
    op.drop_table("staff_group")
