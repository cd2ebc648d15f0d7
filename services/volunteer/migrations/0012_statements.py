"""Statements whose code can be checked."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "hour_statement",
        sa.Column("code", sa.String(24), primary_key=True),
        sa.Column("volunteer_id", sa.Uuid, nullable=False),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("before", sa.BigInteger, nullable=False),
        sa.Column("after", sa.BigInteger, nullable=False),
        sa.Column("lines", sa.Integer, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
    )
