"""The tables of warehouses, needs and allocations; what is in stock stands in the books, by piece."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Uuid

from linli.contracts.assistance.goods import AllocationState, NeedState
from linli.db import UtcDateTime, Word
from services.assistance.domain.goods import Allocation, Need, Warehouse
from services.assistance.tables.mapping import MAPPERS, METADATA

WAREHOUSE = Table(
    "warehouse",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("area_code", String(20), nullable=False),
    Column("code", String(12), nullable=False),
    Column("name", String(60), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Index("warehouse_by_code", "area_code", "code", unique=True),
)

NEED = Table(
    "goods_need",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("area_code", String(20), nullable=False),
    Column("beneficiary_id", Uuid, nullable=False),
    Column("item", String(12), nullable=False),
    Column("pieces", Integer, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("stated_at", UtcDateTime, nullable=False),
    Column("state", Word(NeedState), nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("pieces >= 0", name="goods_need_counts"),
    Index("goods_need_open", "item", "state", "priority", "stated_at"),
)

ALLOCATION = Table(
    "goods_allocation",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("area_code", String(20), nullable=False),
    Column("warehouse_id", Uuid, ForeignKey("warehouse.id"), nullable=False),
    Column("item", String(12), nullable=False),
    Column("pieces", Integer, nullable=False),
    Column("floor", Integer, nullable=False),
    Column("planned_by", Uuid, nullable=False),
    Column("planned_at", UtcDateTime, nullable=False),
    Column("state", Word(AllocationState), nullable=False),
    Column("released_by", Uuid),
    Column("version", Integer, nullable=False),
    CheckConstraint("released_by <> planned_by", name="goods_allocation_by_two"),
)

SHARE = Table(
    "goods_share",
    METADATA,
    Column("allocation_id", Uuid, ForeignKey("goods_allocation.id"), primary_key=True),
    Column("need_id", Uuid, ForeignKey("goods_need.id"), primary_key=True),
    Column("wanted", Integer, nullable=False),
    Column("pieces", Integer, nullable=False),
    Column("arrived", Integer),
    CheckConstraint("pieces <= wanted AND arrived <= pieces", name="goods_share_within_need"),
)

MAPPERS.map_imperatively(Warehouse, WAREHOUSE)
MAPPERS.map_imperatively(Need, NEED)
MAPPERS.map_imperatively(Allocation, ALLOCATION)
