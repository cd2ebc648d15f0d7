"""Mediations, commitments and their checks, who saw their parties; alarms about them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0010"
down_revision = "0009"


def place() -> tuple[sa.Column[Any], ...]:
    return sa.Column("area_code", sa.String(20), nullable=False), sa.Column("path", sa.String(60), nullable=False)


def upgrade() -> None:
    with op.batch_alter_table("alarm") as alarm:
        alarm.alter_column("officer_id", existing_type=sa.Uuid, nullable=True)
        alarm.add_column(sa.Column("about", sa.Uuid))
        alarm.create_index("alarm_about", ["about"])
    with op.batch_alter_table("grid_case") as case:
        case.add_column(sa.Column("commitment_id", sa.Uuid))
    op.create_table(
        "mediation",
        sa.Column("id", sa.Uuid, primary_key=True),
        *place(),
        sa.Column("book", sa.Text, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("follow_up_on", sa.Date),
        sa.Column("agreed_on", sa.Date),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    commitments()
    op.create_table(
        "party_look",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("record_id", sa.Uuid, nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
    )
    op.create_index("party_look_of", "party_look", ["record_id", "at"])


def commitments() -> None:
    op.create_table(
        "commitment",
        sa.Column("id", sa.Uuid, primary_key=True),
        *place(),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("party", sa.Text, nullable=False),
        sa.Column("terms", sa.Text, nullable=False),
        sa.Column("signed_on", sa.Date, nullable=False),
        sa.Column("valid_until", sa.Date, nullable=False),
        sa.Column("check_days", sa.Integer, nullable=False),
        sa.Column("remind_days", sa.Integer, nullable=False),
        sa.Column("check_by", UtcDateTime, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("latitude", sa.Float),
        sa.Column("longitude", sa.Float),
        sa.Column("renewed_from", sa.Uuid),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("commitment_newest", "commitment", ["path", "made_at", "id"])
    op.create_table(
        "commitment_check",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("commitment_id", sa.Uuid, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("by", sa.Uuid, nullable=False),
        sa.Column("broken", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("round_id", sa.Uuid),
    )
    op.create_index("check_of_commitment", "commitment_check", ["commitment_id", "at"])
