"""The tables of goods and of what is set aside for wishes; the database itself refuses a stock below nothing."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer, String, Table, Text, Uuid

from linli.contracts.assistance.charity_shop import GoodsOrderState, GoodsRefusal
from linli.db import UtcDateTime, Word
from linli.tasks.tables import Hundredths
from services.assistance.domain.charity_shop import Good, GoodsOrder
from services.assistance.tables.mapping import MAPPERS, METADATA

GOOD = Table(
    "charity_good",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("area_code", String(20), nullable=False),
    Column("path", String(60), nullable=False),
    Column("zh", Text, nullable=False),
    Column("points", Hundredths, nullable=False),
    Column("stock", Integer, nullable=False),
    Column("kept_at", UtcDateTime, nullable=False),
    Column("sequence", Integer, nullable=False),
    CheckConstraint("stock >= 0", name="charity_good_in_stock"),
    Index("charity_good_by_time", "kept_at", "id"),
)

GOODS_ORDER = Table(
    "charity_goods_order",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("area_code", String(20), nullable=False),
    Column("good_id", Uuid, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("points", Hundredths, nullable=False),
    Column("state", Word(GoodsOrderState), nullable=False),
    Column("answered_at", UtcDateTime, nullable=False),
    Column("refusal", Word(GoodsRefusal)),
    Column("collected_at", UtcDateTime),
    Column("sequence", Integer, nullable=False),
)

MAPPERS.map_imperatively(Good, GOOD)
MAPPERS.map_imperatively(GoodsOrder, GOODS_ORDER)
