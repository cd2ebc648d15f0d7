"""Greeting calls."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "greeted",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("call_at", sa.String(5), nullable=False),
        sa.Column("days", sa.String(7), nullable=False),
        sa.Column("neighbour_id", sa.Uuid),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("listed_at", UtcDateTime, nullable=False),
        sa.Column("next_at", UtcDateTime),
        sa.Column("paused_for", sa.String(24)),
        sa.Column("paused_until", sa.Date),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("greeted_by_time", "greeted", ["listed_at", "id"])
    op.create_index("greeted_by_path", "greeted", ["path"])
    op.create_table(
        "greeting_call",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("greeted_id", sa.Uuid, sa.ForeignKey("greeted.id"), nullable=False),
        sa.Column("neighbour_id", sa.Uuid),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("alarm_due_at", UtcDateTime, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("dialled_at", UtcDateTime),
        sa.Column("dialled_by", sa.Uuid),
        sa.Column("result", sa.String(24)),
        sa.Column("means", sa.String(24)),
        sa.Column("recorded_by", sa.Uuid),
        sa.Column("level", sa.String(24)),
        sa.Column("alarmed_at", UtcDateTime),
        sa.Column("climbs_at", UtcDateTime),
        sa.Column("closed_at", UtcDateTime),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("greeting_call_by_time", "greeting_call", ["due_at", "id"])
    op.create_index("greeting_call_by_state", "greeting_call", ["state", "due_at", "id"])
    op.create_index("greeting_call_by_greeted", "greeting_call", ["greeted_id", "due_at", "id"])
