"""API keys of Open311, what was filed with them, and what its lists of updates are read by."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "open311_key",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("created_by", sa.Uuid, nullable=False),
        sa.Column("revoked_at", UtcDateTime),
    )
    op.create_table(
        "open311_filing",
        sa.Column("request_id", sa.Uuid, primary_key=True),
        sa.Column("key_id", sa.Uuid, sa.ForeignKey("open311_key.id"), nullable=False),
    )
    op.create_index("ix_tracking_request_id", "tracking", ["request_id"])
    hotline = sa.text("source = 'hotline'")
    op.create_index(
        "timeline_row_hotline", "timeline_row", ["occurred_at"], postgresql_where=hotline, sqlite_where=hotline
    )
