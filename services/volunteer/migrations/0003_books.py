"""The books of hours and points, records of service, and relatives."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime
from linli.ledger.guards import create_books_1

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    create_books_1()
    op.create_table(
        "service_record",
        sa.Column("entry_id", sa.Uuid, sa.ForeignKey("ledger_entry.id"), primary_key=True),
        sa.Column("volunteer_id", sa.Uuid, nullable=False),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("task_id", sa.Uuid),
        sa.Column("hours", sa.BigInteger, nullable=False),
        sa.Column("served_at", UtcDateTime, nullable=False),
    )
    op.create_index("service_record_by_volunteer", "service_record", ["volunteer_id", "served_at"])
    op.create_table(
        "volunteer_relative",
        sa.Column("volunteer_id", sa.Uuid, primary_key=True),
        sa.Column("relative_id", sa.Uuid, primary_key=True),
        sa.Column("relation", sa.String(24), nullable=False),
        sa.Column("declared_at", UtcDateTime, nullable=False),
        sa.Column("declared_by", sa.Uuid, nullable=False),
    )
