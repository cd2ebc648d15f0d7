"""Attendance at engagements."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    with op.batch_alter_table("engagement") as batch:
        batch.add_column(sa.Column("arrived_at", UtcDateTime))
        batch.add_column(sa.Column("arrived_by", sa.String(24)))
        batch.add_column(sa.Column("left_at", UtcDateTime))
        batch.add_column(sa.Column("left_by", sa.String(24)))
        batch.add_column(sa.Column("hours", sa.BigInteger))
        batch.add_column(sa.Column("issue", sa.String(24)))
        batch.add_column(sa.Column("reported_at", UtcDateTime))
        batch.add_column(sa.Column("recorded_by", sa.Uuid))
        batch.add_column(sa.Column("disputed_by", sa.Uuid))
        batch.add_column(sa.Column("disputed_hours", sa.BigInteger))
        batch.add_column(sa.Column("dispute", sa.Text, nullable=False, server_default=""))
        batch.add_column(sa.Column("decision", sa.Text, nullable=False, server_default=""))
        batch.add_column(sa.Column("entry_id", sa.Uuid))
    with op.batch_alter_table("engagement") as batch:
        batch.alter_column("dispute", server_default=None)
        batch.alter_column("decision", server_default=None)
    op.create_index("engagement_reported", "engagement", ["reported_at", "id"])
