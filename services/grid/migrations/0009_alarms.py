"""Alarms."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "alarm",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("raised_at", UtcDateTime, nullable=False),
        sa.Column("officer_id", sa.Uuid, nullable=False),
        sa.Column("escalated_to", sa.String(20), nullable=False),
        sa.Column("round_id", sa.Uuid, index=True),
        sa.Column("latitude", sa.Float),
        sa.Column("longitude", sa.Float),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("acknowledged_by", sa.Uuid),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("alarm_latest", "alarm", ["path", "raised_at", "id"])
