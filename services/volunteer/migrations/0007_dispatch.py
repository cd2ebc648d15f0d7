"""Planned tasks, their series, who is engaged in them, and computations."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    tasks()
    series()
    engagements()
    computations()


def tasks() -> None:
    with op.batch_alter_table("volunteer_task") as batch:
        batch.alter_column("request_id", existing_type=sa.Uuid, nullable=True)
        batch.add_column(sa.Column("plan", sa.Text))
        batch.add_column(sa.Column("starts_at", UtcDateTime))
        batch.add_column(sa.Column("series_id", sa.Uuid))
        batch.add_column(sa.Column("filled", sa.Integer, nullable=False, server_default="0"))
        batch.add_column(sa.Column("out", sa.Integer, nullable=False, server_default="0"))
        batch.add_column(sa.Column("wants", sa.Boolean, nullable=False, server_default=sa.false()))
    with op.batch_alter_table("volunteer_task") as batch:
        for name in ("filled", "out", "wants"):
            batch.alter_column(name, server_default=None)
    wants = sa.text("wants")
    op.create_index(
        "volunteer_task_wanting",
        "volunteer_task",
        ["starts_at", "id"],
        sqlite_where=wants,
        postgresql_where=wants,
    )
    op.create_index("volunteer_task_of_series", "volunteer_task", ["series_id", "starts_at"])


def series() -> None:
    op.create_table(
        "task_series",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("category", sa.String(60), nullable=False),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("rule", sa.String(500), nullable=False),
        sa.Column("excluded", sa.Text, nullable=False),
        sa.Column("made_until", UtcDateTime, nullable=False),
        sa.Column("ended", sa.Boolean, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )


def engagements() -> None:
    op.create_table(
        "engagement",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("task_id", sa.Uuid, sa.ForeignKey("volunteer_task.id"), nullable=False),
        sa.Column("volunteer_id", sa.Uuid, sa.ForeignKey("volunteer.id"), nullable=False),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("role", sa.String(60), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("starts_at", UtcDateTime, nullable=False),
        sa.Column("ends_at", UtcDateTime, nullable=False),
        sa.Column("offered_at", UtcDateTime, nullable=False),
        sa.Column("band", sa.Integer, nullable=False),
        sa.Column("by_hand", sa.Boolean, nullable=False),
        sa.Column("overruled", sa.Boolean, nullable=False),
        sa.Column("offered_by", sa.Uuid),
        sa.Column("expires_at", UtcDateTime),
        sa.Column("answered_at", UtcDateTime),
        sa.Column("beneficiary_id", sa.Uuid),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("why_zh", sa.Text, nullable=False),
        sa.Column("why_en", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("engagement_of_task", "engagement", ["task_id", "offered_at"])
    op.create_index("engagement_of_volunteer", "engagement", ["volunteer_id", "ends_at"])
    op.create_index("engagement_offered", "engagement", ["offered_at"])
    held = sa.text("state IN ('accepted', 'offered', 'present')")
    op.create_index(
        "engagement_once",
        "engagement",
        ["task_id", "volunteer_id"],
        unique=True,
        sqlite_where=held,
        postgresql_where=held,
    )


def computations() -> None:
    op.create_table(
        "computation",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("command", sa.Text, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("share", sa.Float, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("stop", sa.Boolean, nullable=False),
        sa.Column("asked_by", sa.Uuid),
        sa.Column("asked_at", UtcDateTime, nullable=False),
        sa.Column("beat_at", UtcDateTime),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("error", sa.Text),
        sa.Column("result", sa.Text),
    )
    op.create_index("computation_waiting", "computation", ["state", "asked_at"])
