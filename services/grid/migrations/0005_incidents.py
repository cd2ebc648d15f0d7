"""Incidents by which rounds are planned."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0005"
down_revision = "0004"

PLAIN = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("cell_code", sa.String(20), nullable=False),
        sa.Column("path", PLAIN, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
    )
    op.create_index("incident_by_path", "incident", ["path", "at"])
