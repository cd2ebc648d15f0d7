"""Telephone lines, and the reports of calls kept while the hotline is away."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "cti_line",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("token_digest", sa.String(64), nullable=False, unique=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", sa.String(64), nullable=False),
        sa.Column("queues", sa.JSON, nullable=False),
        sa.Column("caller_id", sa.String(24)),
        sa.Column("caller_ids", sa.JSON, nullable=False),
        sa.Column("call_back_minutes", sa.Integer, nullable=False),
        sa.Column("trusts_clock", sa.Boolean, nullable=False),
        sa.Column("created_by", sa.Uuid, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("revoked_at", UtcDateTime),
    )
    op.create_index("cti_line_by_time", "cti_line", ["created_at", "id"])
    op.create_table(
        "kept_report",
        sa.Column("line_id", sa.Uuid, primary_key=True),
        sa.Column("call_ref", sa.String(250), primary_key=True),
        sa.Column("sign", sa.String(24), primary_key=True),
        sa.Column("sealed_ask", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("kept_at", UtcDateTime, nullable=False),
        sa.Column("next_at", UtcDateTime),
        sa.Column("error", sa.String(60)),
    )
    waiting = sa.text("next_at IS NOT NULL")
    op.create_index("kept_report_due", "kept_report", ["next_at"], postgresql_where=waiting, sqlite_where=waiting)
