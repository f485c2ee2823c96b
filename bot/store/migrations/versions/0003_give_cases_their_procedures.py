"""Give cases their procedures."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_KEPT = ("ended", "status", "dealer")
_AXES = {"logistics": "none", "verdict": "pending", "decision": "pending", "money": "none"}


def upgrade() -> None:
    for name in _KEPT:
        column = sa.Column(name, sa.String(), nullable=False, server_default="")
        op.add_column("case_file", column)
    for name in ("due_at", "moved_at"):
        op.add_column("case_file", sa.Column(name, _MOMENT, nullable=True))
    for name, value in _AXES.items():
        column = sa.Column(name, sa.String(), nullable=False, server_default=value)
        op.add_column("case_line", column)
    for name in ("case_file", "case_line"):
        op.add_column(name, sa.Column("detail", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "case_key",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "value", "number"),
    )
    op.create_index("ix_case_key_number", "case_key", ["tenant_id", "number"])
    op.create_index("ix_case_file_open", "case_file", ["tenant_id", "ended", "procedure", "stage"])
    op.create_index("ix_case_file_dealer", "case_file", ["tenant_id", "dealer", "opened_at"])
    _fill()


def _fill() -> None:
    """Write what was there as the JSON the program reads now."""
    connection = op.get_bind()
    meta = sa.MetaData()
    case = sa.Table("case_file", meta, autoload_with=connection)
    line = sa.Table("case_line", meta, autoload_with=connection)
    for row in connection.execute(sa.select(case)).mappings().all():
        ended = row["stage"] if row["stage"] in ("done", "cancelled") else ""
        detail = {
            "number": row["number"],
            "procedure": row["procedure"],
            "stage": row["stage"],
            "conversation": row["conversation_id"],
            "opened_at": _utc(row["opened_at"]),
            "lines": [],
            "contact": json.loads(row["contact"]),
            "evidence": json.loads(row["evidence"]),
            "priority": row["priority"],
            "reply_by": _utc(row["reply_by"]),
            "ended": ended,
        }
        connection.execute(
            case.update()
            .where(case.c.tenant_id == row["tenant_id"], case.c.number == row["number"])
            .values(
                detail=json.dumps(detail, ensure_ascii=False),
                ended=ended,
                status=ended or ("open" if row["stage"] == "registered" else "working"),
                moved_at=row["opened_at"],
            )
        )
    for row in connection.execute(sa.select(line)).mappings().all():
        names = ("node", "cause", "part", "remedy", "quantity", "said")
        detail = {name: row[name] for name in names} | {"facts": json.loads(row["facts"])}
        connection.execute(
            line.update()
            .where(
                line.c.tenant_id == row["tenant_id"],
                line.c.number == row["number"],
                line.c.position == row["position"],
            )
            .values(detail=json.dumps(detail, ensure_ascii=False))
        )


def _utc(moment: object) -> str | None:
    if moment is None:
        return None
    text = moment.isoformat() if hasattr(moment, "isoformat") else str(moment)
    return text if "+" in text else f"{text}+00:00"


def downgrade() -> None:
    op.drop_index("ix_case_file_dealer", table_name="case_file")
    op.drop_index("ix_case_file_open", table_name="case_file")
    op.drop_index("ix_case_key_number", table_name="case_key")
    op.drop_table("case_key")
    for name in (*_AXES, "detail"):
        op.drop_column("case_line", name)
    for name in (*_KEPT, "due_at", "moved_at", "detail"):
        op.drop_column("case_file", name)
