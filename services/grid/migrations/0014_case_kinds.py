"""Kinds of cases of a district's own."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "case_kind",
        sa.Column("district", sa.String(6), primary_key=True),
        sa.Column("code", sa.String(60), primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("definition", sa.Text, nullable=False),
        sa.Column("offered", sa.Boolean, nullable=False),
    )
