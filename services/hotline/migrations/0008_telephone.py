"""Marks on callers, return calls, agents."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    _create_caller_marks()
    _create_return_calls()
    _create_agents()


def _create_caller_marks() -> None:
    op.create_table(
        "caller_mark",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("marked_by", sa.Uuid, nullable=False),
        sa.Column("marked_at", UtcDateTime, nullable=False),
        sa.Column("until", UtcDateTime),
        sa.Column("lifted_by", sa.Uuid),
        sa.Column("lifted_at", UtcDateTime),
        sa.Column("rejected_calls", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("caller_mark_by_number", "caller_mark", ["number"])
    op.create_index("caller_mark_by_time", "caller_mark", ["marked_at", "id"])


def _create_return_calls() -> None:
    op.create_table(
        "return_call",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("district", sa.String(6), nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("first_missed_at", UtcDateTime, nullable=False),
        sa.Column("last_missed_at", UtcDateTime, nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("calls", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("claimed_by", sa.Uuid),
        sa.Column("claimed_until", UtcDateTime),
        sa.Column("result", sa.String(24)),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("closed_by", sa.Uuid),
        sa.Column("closed_at", UtcDateTime),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    still = sa.text("state <> 'done'")
    only = {"postgresql_where": still, "sqlite_where": still}
    op.create_index("return_call_open", "return_call", ["area_code", "number"], unique=True, **only)
    op.create_index("return_call_due", "return_call", ["district", "due_at", "id"], **only)
    op.create_index("return_call_by_state", "return_call", ["district", "state", "due_at", "id"])


def _create_agents() -> None:
    op.create_table(
        "agent",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("district", sa.String(6), nullable=False),
        sa.Column("queues", sa.JSON, nullable=False),
        sa.Column("skills", sa.JSON, nullable=False),
        sa.Column("wrap_up_seconds", sa.Integer, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("chosen", sa.String(24), nullable=False),
        sa.Column("since", UtcDateTime, nullable=False),
        sa.Column("call_id", sa.Uuid),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("agent_by_district", "agent", ["district"])
    op.create_table(
        "agent_extension",
        sa.Column("line_id", sa.Uuid, primary_key=True),
        sa.Column("extension", sa.String(120), primary_key=True),
        sa.Column("agent_id", sa.Uuid, sa.ForeignKey("agent.id"), nullable=False),
    )
    op.create_index("agent_extension_by_agent", "agent_extension", ["agent_id"])
    op.create_table(
        "agent_spell",
        sa.Column("agent_id", sa.Uuid, primary_key=True),
        sa.Column("since", UtcDateTime, primary_key=True),
        sa.Column("until", UtcDateTime, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("district", sa.String(6), nullable=False),
    )
    op.create_index("agent_spell_by_time", "agent_spell", ["district", "until"])
