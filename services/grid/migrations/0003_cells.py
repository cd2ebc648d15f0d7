"""Cells, the boundaries they were cut from, and long computations."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0003"
down_revision = "0002"

PLAIN = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "cell",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("code", PLAIN, nullable=False),
        sa.Column("area_code", sa.String(12), nullable=False),
        sa.Column("path", PLAIN, nullable=False),
        sa.Column("origin", sa.String(24), nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date),
        sa.Column("visit_within", sa.Integer, nullable=False),
        sa.Column("polygons", sa.Text, nullable=False),
        sa.Column("lon", sa.Float, nullable=False),
        sa.Column("lat", sa.Float, nullable=False),
        sa.Column("square_metres", sa.Integer, nullable=False),
        sa.Column("hexagon", sa.String(16)),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("cell_by_path", "cell", ["path", "valid_from"])
    op.create_index("cell_by_code", "cell", ["code", "valid_from"], unique=True)
    op.create_table(
        "boundary",
        sa.Column("area_code", sa.String(12), primary_key=True),
        sa.Column("valid_from", sa.Date, primary_key=True),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("polygons", sa.Text, nullable=False),
    )
    op.create_table(
        "cell_revision",
        sa.Column("district", sa.String(6), primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
    )
    computations()


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
