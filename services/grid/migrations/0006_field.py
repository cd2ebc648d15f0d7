"""Checkpoints, routes, rounds, what phones noted, photographs."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0006"
down_revision = "0005"


def place() -> tuple[sa.Column[Any], ...]:
    return sa.Column("area_code", sa.String(20), nullable=False), sa.Column("path", sa.String(60), nullable=False)


def upgrade() -> None:
    checkpoints()
    rounds()
    items()
    op.create_table(
        "field_photo",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("record_id", sa.Uuid, nullable=False, index=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("by", sa.Uuid, nullable=False),
        sa.Column("received_at", UtcDateTime, nullable=False),
    )


def checkpoints() -> None:
    op.create_table(
        "checkpoint",
        sa.Column("id", sa.Uuid, primary_key=True),
        *place(),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("tag", sa.String(32), unique=True),
    )
    op.create_index("checkpoint_code", "checkpoint", ["area_code", "code"], unique=True)
    op.create_index("checkpoint_newest", "checkpoint", ["path", "made_at", "id"])
    op.create_table(
        "patrol_route",
        sa.Column("id", sa.Uuid, primary_key=True),
        *place(),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("patrol_route_newest", "patrol_route", ["path", "made_at", "id"])


def rounds() -> None:
    op.create_table(
        "round",
        sa.Column("id", sa.Uuid, primary_key=True),
        *place(),
        sa.Column("officer_id", sa.Uuid, nullable=False),
        sa.Column("voluntary", sa.Boolean, nullable=False),
        sa.Column("starts_at", UtcDateTime, nullable=False),
        sa.Column("ends_at", UtcDateTime, nullable=False),
        sa.Column("grace_minutes", sa.Integer, nullable=False),
        sa.Column("ordered", sa.Boolean, nullable=False),
        sa.Column("points", sa.Text, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("route_id", sa.Uuid),
        sa.Column("begun_by", sa.Uuid),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("started_at", UtcDateTime),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("pause_reason", sa.Text, nullable=False),
        sa.Column("visits", sa.Text, nullable=False),
        sa.Column("scans", sa.Integer, nullable=False),
        sa.Column("marked", sa.Integer, nullable=False),
        sa.Column("shortest_gap_s", sa.Integer),
        sa.Column("longest_gap_s", sa.Integer),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("round_latest", "round", ["starts_at", "id"])
    op.create_index("round_of_area", "round", ["path", "starts_at", "id"])
    op.create_index("round_of_officer", "round", ["officer_id", "starts_at", "id"])


def items() -> None:
    op.create_table(
        "round_item",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("round_id", sa.Uuid, nullable=False),
        *place(),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("received_at", UtcDateTime, nullable=False),
        sa.Column("by", sa.Uuid, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("route_id", sa.Uuid),
        sa.Column("checkpoint_id", sa.Uuid),
        sa.Column("method", sa.String(24)),
        sa.Column("latitude", sa.Float),
        sa.Column("longitude", sa.Float),
        sa.Column("accuracy_m", sa.Float),
        sa.Column("distance_m", sa.Integer),
        sa.Column("spot_marks", sa.Text, nullable=False),
        sa.Column("photos", sa.Text, nullable=False),
    )
    op.create_index("round_item_of_round", "round_item", ["round_id", "at"])
    op.create_index("round_item_of_area", "round_item", ["path", "at"])
