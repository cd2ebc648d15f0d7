"""The charity supermarket."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "charity_good",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("zh", sa.Text, nullable=False),
        sa.Column("points", sa.BigInteger, nullable=False),
        sa.Column("stock", sa.Integer, nullable=False),
        sa.Column("kept_at", UtcDateTime, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.CheckConstraint("stock >= 0", name="charity_good_in_stock"),
    )
    op.create_index("charity_good_by_time", "charity_good", ["kept_at", "id"])
    op.create_table(
        "charity_goods_order",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("good_id", sa.Uuid, nullable=False),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("points", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("answered_at", UtcDateTime, nullable=False),
        sa.Column("refusal", sa.String(24)),
        sa.Column("collected_at", UtcDateTime),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
