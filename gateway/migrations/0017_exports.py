"""Exports: lists made into files."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "export",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("query", sa.Text, nullable=False),
        sa.Column("form", sa.String(4), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("total", sa.Integer),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("stop", sa.Boolean, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("error", sa.String(60)),
        sa.Column("asked_at", UtcDateTime, nullable=False),
        sa.Column("beat_at", UtcDateTime),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("content", sa.LargeBinary),
    )
    op.create_index("export_by_account", "export", ["account_id", "asked_at"])
    op.create_index("export_waiting", "export", ["state", "asked_at"])
