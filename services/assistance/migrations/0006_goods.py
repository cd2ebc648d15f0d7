"""Warehouses, needs and allocations of goods."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "warehouse",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("opened_at", UtcDateTime, nullable=False),
    )
    op.create_index("warehouse_by_code", "warehouse", ["area_code", "code"], unique=True)
    op.create_table(
        "goods_need",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("beneficiary_id", sa.Uuid, nullable=False),
        sa.Column("item", sa.String(12), nullable=False),
        sa.Column("pieces", sa.Integer, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("stated_at", UtcDateTime, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("pieces >= 0", name="goods_need_counts"),
    )
    op.create_index("goods_need_open", "goods_need", ["item", "state", "priority", "stated_at"])
    allocations()


def allocations() -> None:
    op.create_table(
        "goods_allocation",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("warehouse_id", sa.Uuid, sa.ForeignKey("warehouse.id"), nullable=False),
        sa.Column("item", sa.String(12), nullable=False),
        sa.Column("pieces", sa.Integer, nullable=False),
        sa.Column("floor", sa.Integer, nullable=False),
        sa.Column("planned_by", sa.Uuid, nullable=False),
        sa.Column("planned_at", UtcDateTime, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("released_by", sa.Uuid),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("released_by <> planned_by", name="goods_allocation_by_two"),
    )
    op.create_table(
        "goods_share",
        sa.Column("allocation_id", sa.Uuid, sa.ForeignKey("goods_allocation.id"), primary_key=True),
        sa.Column("need_id", sa.Uuid, sa.ForeignKey("goods_need.id"), primary_key=True),
        sa.Column("wanted", sa.Integer, nullable=False),
        sa.Column("pieces", sa.Integer, nullable=False),
        sa.Column("arrived", sa.Integer),
        sa.CheckConstraint("pieces <= wanted AND arrived <= pieces", name="goods_share_within_need"),
    )
