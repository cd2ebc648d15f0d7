"""Visits, coverage, trackers and their positions."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0004"
down_revision = "0003"

PLAIN = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def upgrade() -> None:
    visits()
    coverage()
    positions()


def visits() -> None:
    op.create_table(
        "visit",
        sa.Column("source", sa.Uuid, primary_key=True),
        sa.Column("cell_id", sa.Uuid, primary_key=True),
        sa.Column("at", UtcDateTime, primary_key=True),
        sa.Column("area_code", sa.String(12), nullable=False),
        sa.Column("officer_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("voluntary", sa.Boolean, nullable=False),
    )
    op.create_index("visit_of_cell", "visit", ["cell_id", "at"])
    op.create_index("visit_of_area", "visit", ["area_code", "at"])


def coverage() -> None:
    op.create_table(
        "coverage_day",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("cell_id", sa.Uuid, primary_key=True),
        sa.Column("path", PLAIN, nullable=False),
        sa.Column("visits", sa.Integer, nullable=False),
        sa.Column("extra", sa.Integer, nullable=False),
        sa.Column("first_s", sa.BigInteger),
        sa.Column("last_s", sa.BigInteger),
        sa.Column("before_s", sa.BigInteger),
        sa.Column("within_s", sa.Integer, nullable=False),
    )
    op.create_index("coverage_day_of_cell", "coverage_day", ["cell_id", "day"])
    op.create_table(
        "coverage_hour",
        sa.Column("hour_s", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("area_code", sa.String(12), primary_key=True),
        sa.Column("path", PLAIN, nullable=False),
        sa.Column("visits", sa.Integer, nullable=False),
        sa.Column("extra", sa.Integer, nullable=False),
    )
    op.create_table(
        "cell_last",
        sa.Column("cell_id", sa.Uuid, primary_key=True),
        sa.Column("last_s", sa.BigInteger, nullable=False),
    )


def positions() -> None:
    op.create_table(
        "tracker",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", PLAIN, nullable=False),
        sa.Column("officer_id", sa.Uuid, nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("voluntary", sa.Boolean, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("ended", sa.Boolean, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("tracker_by_path", "tracker", ["path"])
    op.create_table(
        "position",
        sa.Column("tracker_id", sa.Uuid, primary_key=True),
        sa.Column("at", UtcDateTime, primary_key=True),
        sa.Column("lon", sa.Float, nullable=False),
        sa.Column("lat", sa.Float, nullable=False),
        sa.Column("accuracy", sa.Float),
        sa.Column("speed", sa.Float),
        sa.Column("bearing", sa.Float),
        sa.Column("battery", sa.Float),
    )
    op.create_index("position_old", "position", ["at"])
