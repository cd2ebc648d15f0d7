"""Home care."""

import sqlalchemy as sa
from alembic import op

from linli.append_only import guard
from linli.db import UtcDateTime

revision = "0013"
down_revision = "0012"


def _of_person() -> sa.Column[sa.Uuid]:
    return sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id"), nullable=False, index=True)


def upgrade() -> None:
    op.create_table(
        "care_assessment",
        sa.Column("id", sa.Uuid, primary_key=True),
        _of_person(),
        sa.Column("failed", sa.Text, nullable=False),
        sa.Column("result", sa.String(24), nullable=False),
        sa.Column("assessed_at", UtcDateTime, nullable=False),
        sa.Column("assessed_by", sa.Uuid, nullable=False),
        sa.Column("assessors", sa.JSON, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
    guard("care_assessment")
    op.create_table(
        "care_plan",
        sa.Column("id", sa.Uuid, primary_key=True),
        _of_person(),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("lines", sa.Text, nullable=False),
        sa.Column("planned_at", UtcDateTime, nullable=False),
        sa.Column("made_until", UtcDateTime, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("missed", sa.Integer, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("care_plan_by_path", "care_plan", ["path", "planned_at", "id"])
    op.create_table(
        "care_visit",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("plan_id", sa.Uuid, sa.ForeignKey("care_plan.id"), nullable=False),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("service", sa.String(24), nullable=False),
        sa.Column("starts_at", UtcDateTime, nullable=False),
        sa.Column("ends_at", UtcDateTime, nullable=False),
        sa.Column("by", sa.String(24), nullable=False),
        sa.Column("provider", sa.Text),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("care_visit_in_order", "care_visit", ["plan_id", "starts_at", "id"])
