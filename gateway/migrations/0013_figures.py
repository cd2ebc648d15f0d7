"""The facts that the hotline's figures are counted from."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0013"
down_revision = "0012"

PLACES = ("opened_at", "dispatched_at", "sign_due_at", "answer_due_at", "settle_due_at")
LATER = ("settled_at", "ended_at")
MARKS = ("begun_again", "answered_at_once", "repeated", "complete", "returned", "reworked", "extended")


def _subject() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("request_id", sa.Uuid, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("district", sa.String(6), nullable=False),
        sa.Column("street", sa.String(9)),
        sa.Column("community", sa.String(12)),
        sa.Column("category", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("unit_area", sa.String(20), nullable=False),
        sa.Column("department", sa.String(20), nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "handling_fact",
        *_subject(),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("channel", sa.String(24), nullable=False),
        *(sa.Column(name, UtcDateTime, nullable=name == "dispatched_at") for name in PLACES),
        sa.Column("signed_at", UtcDateTime),
        sa.Column("first_answered_at", UtcDateTime),
        sa.Column("waiting_since", UtcDateTime),
        *(sa.Column(name, UtcDateTime) for name in LATER),
        sa.Column("ended_as", sa.String(24)),
        sa.Column("left_at", UtcDateTime),
        *(sa.Column(name, sa.Boolean, nullable=False) for name in MARKS),
    )
    op.create_table(
        "call_back_fact",
        *_subject(),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("called_at", UtcDateTime),
        sa.Column("ending", sa.String(24)),
        sa.Column("contacted", sa.Boolean),
        sa.Column("resolved", sa.Boolean),
        sa.Column("rated_at", UtcDateTime),
        sa.Column("level", sa.Integer),
    )
    for name in (*PLACES, *LATER):
        only = sa.text(f"{name} IS NOT NULL") if name in LATER else None
        index = f"handling_fact_{name}"
        op.create_index(index, "handling_fact", ["district", name], postgresql_where=only, sqlite_where=only)
    op.create_index("call_back_fact_at", "call_back_fact", ["district", "at"])
    out = sa.text("excluded")
    out_lite = sa.text("excluded = 1")
    op.create_index("request_row_excluded", "request_row", ["id"], postgresql_where=out, sqlite_where=out_lite)
