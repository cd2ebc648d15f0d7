"""What the register lets the hotline know of callers' households."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_table(
        "household_flags",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("caller", sa.String(32)),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("flags", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("household_flags_of", "household_flags", ["caller"])
