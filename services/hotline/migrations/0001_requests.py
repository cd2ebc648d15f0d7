"""Requests and the plumbing."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime
from linli.plumbing import create_tables_1

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_tables_1()
    op.create_table(
        "request",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("tracking_code", sa.String(11), nullable=False, unique=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("category", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("channel", sa.String(24), nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("unit_area", sa.String(20), nullable=False),
        sa.Column("department", sa.String(20), nullable=False),
        sa.Column("service", sa.String(24), nullable=False),
        sa.Column("task_id", sa.Uuid, nullable=False),
        sa.Column("dispatches", sa.Integer, nullable=False),
        sa.Column("opened_at", UtcDateTime, nullable=False),
        sa.Column("sign_due_at", UtcDateTime, nullable=False),
        sa.Column("answer_due_at", UtcDateTime, nullable=False),
        sa.Column("settle_due_at", UtcDateTime, nullable=False),
        sa.Column("moved_at", UtcDateTime, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("contact_name", sa.Text),
        sa.Column("contact_phone", sa.Text),
        sa.Column("latitude", sa.Float),
        sa.Column("longitude", sa.Float),
        sa.Column("source_ref", sa.Text, unique=True),
        sa.Column("signed_at", UtcDateTime),
        sa.Column("settled_at", UtcDateTime),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("result", sa.Text),
    )
    op.create_index("request_by_task", "request", ["task_id"])
    op.create_index("request_by_phone", "request", ["contact_phone"])
