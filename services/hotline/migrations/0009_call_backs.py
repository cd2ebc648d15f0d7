"""Call-backs."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "call_back",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("request_id", sa.Uuid, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("district", sa.String(6), nullable=False),
        sa.Column("street", sa.String(9)),
        sa.Column("community", sa.String(12)),
        sa.Column("unit_area", sa.String(20), nullable=False),
        sa.Column("department", sa.String(20), nullable=False),
        sa.Column("category", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("rule", sa.String(60), nullable=False),
        sa.Column("share", sa.Integer, nullable=False),
        sa.Column("draw", sa.Integer, nullable=False),
        sa.Column("entered_at", UtcDateTime, nullable=False),
        sa.Column("due_at", UtcDateTime),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("first_try_at", UtcDateTime),
        sa.Column("claimed_by", sa.Uuid),
        sa.Column("claimed_until", UtcDateTime),
        sa.Column("ending", sa.String(24)),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("contacted", sa.Boolean),
        sa.Column("resolved", sa.Boolean),
        sa.Column("satisfaction", sa.Integer),
        sa.Column("complaints", sa.String(200), nullable=False),
    )
    op.create_table(
        "call_back_try",
        sa.Column("call_back_id", sa.Uuid, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("result", sa.String(24), nullable=False),
    )
    waiting = sa.text("ending IS NULL")
    op.create_index("call_back_by_request", "call_back", ["request_id"])
    for name, columns in {"call_back_due": ["district", "due_at", "id"], "call_back_in_hand": ["claimed_by"]}.items():
        op.create_index(name, "call_back", columns, postgresql_where=waiting, sqlite_where=waiting)
