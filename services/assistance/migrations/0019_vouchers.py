"""Batches of vouchers, which are cards that name their batch."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "voucher_batch",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("fund_id", sa.Uuid, sa.ForeignKey("fund.id"), nullable=False),
        sa.Column("source", sa.String(24), nullable=False),
        sa.Column("value", sa.BigInteger, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("merchants", sa.JSON, nullable=False),
        sa.Column("expires_on", sa.Date, nullable=False),
        sa.Column("issued_at", UtcDateTime, nullable=False),
        sa.Column("issued_by", sa.Uuid, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("released_by", sa.Uuid),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.CheckConstraint("released_by <> issued_by", name="voucher_batch_by_two"),
    )
    op.create_index("voucher_batch_by_time", "voucher_batch", ["issued_at", "id"])
    op.add_column("aid_card", sa.Column("batch_id", sa.Uuid))
    op.create_index("aid_card_of_batch", "aid_card", ["batch_id"])
