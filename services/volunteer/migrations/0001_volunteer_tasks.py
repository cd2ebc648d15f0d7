"""Volunteer tasks and the plumbing."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime
from linli.plumbing import create_tables_1

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_tables_1()
    op.create_table(
        "volunteer_task",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("request_id", sa.Uuid, nullable=False, index=True),
        sa.Column("request_sequence", sa.Integer, nullable=False),
        sa.Column("category", sa.String(60), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("opened_at", UtcDateTime, nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("moved_at", UtcDateTime, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("outcome", sa.String(40)),
        sa.Column("volunteer_id", sa.Uuid),
        sa.Column("hours", sa.BigInteger),
    )
