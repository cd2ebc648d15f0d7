"""Telephone calls, what was reported of them, and the requests made on them."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "call",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("line_id", sa.Uuid, nullable=False),
        sa.Column("call_ref", sa.String(250), nullable=False),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("district", sa.String(6), nullable=False),
        sa.Column("direction", sa.String(24), nullable=False),
        sa.Column("own_number", sa.String(120), nullable=False),
        sa.Column("rang_at", UtcDateTime, nullable=False),
        sa.Column("rang_hour", sa.Integer, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("number", sa.Text),
        sa.Column("queue", sa.String(60)),
        sa.Column("extension", sa.String(120)),
        sa.Column("agent_id", sa.Uuid),
        sa.Column("outcome", sa.String(24)),
        sa.Column("answered_at", UtcDateTime),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("seconds_to_answer", sa.Float),
        sa.Column("cause", sa.String(60)),
        sa.Column("recording_url", sa.Text),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("call_by_time", "call", ["district", "rang_at", "id"])
    op.create_index("call_by_number", "call", ["number", "rang_at"])
    going_on = sa.text("ended_at IS NULL")
    op.create_index("call_going_on", "call", ["district", "rang_at"], postgresql_where=going_on, sqlite_where=going_on)
    op.create_table(
        "call_fact",
        sa.Column("call_id", sa.Uuid, sa.ForeignKey("call.id"), primary_key=True),
        sa.Column("sign", sa.String(24), primary_key=True),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("direction", sa.String(24), nullable=False),
        sa.Column("own_number", sa.String(120), nullable=False),
        sa.Column("number", sa.Text),
        sa.Column("queue", sa.String(60)),
        sa.Column("extension", sa.String(120)),
        sa.Column("agent_id", sa.Uuid),
        sa.Column("cause", sa.String(60)),
        sa.Column("recording_url", sa.Text),
        sa.Column("rejected", sa.Boolean, nullable=False),
    )
    op.create_table(
        "call_request",
        sa.Column("call_id", sa.Uuid, primary_key=True),
        sa.Column("request_id", sa.Uuid, primary_key=True),
        sa.Column("bound_at", UtcDateTime, nullable=False),
    )
    op.create_index("call_request_by_request", "call_request", ["request_id"])
    op.create_index("request_by_caller", "request", ["contact_phone", "opened_at"])
