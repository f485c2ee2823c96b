"""Keep tasks and clocks."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_CHAT = (["tenant_id", "conversation_id"], ["conversation.tenant_id", "conversation.id"])


def upgrade() -> None:
    op.create_table(
        "task",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("assignee", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalate_to", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(*_CHAT),
        sa.PrimaryKeyConstraint("tenant_id", "conversation_id", "id"),
    )
    op.create_index("ix_task_open", "task", ["tenant_id", "state", "due_at"])
    op.create_index("ix_task_id", "task", ["tenant_id", "id"], unique=True)
    op.create_index("ix_task_parent", "task", ["tenant_id", "parent"])
    op.create_index("ix_task_case", "task", ["tenant_id", "case_number"])
    op.create_table(
        "clock_mark",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(*_CHAT),
        sa.PrimaryKeyConstraint("tenant_id", "conversation_id", "position"),
    )
    op.create_table(
        "rating",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(*_CHAT),
        sa.PrimaryKeyConstraint("tenant_id", "conversation_id", "subject"),
    )


def downgrade() -> None:
    op.drop_table("rating")
    op.drop_table("clock_mark")
    op.drop_index("ix_task_case", "task")
    op.drop_index("ix_task_parent", "task")
    op.drop_index("ix_task_id", "task")
    op.drop_index("ix_task_open", "task")
    op.drop_table("task")
