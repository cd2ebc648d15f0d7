"""The table of funds, and the books of money."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, Uuid

from linli.db import UtcDateTime
from linli.ledger.tables import add_to
from services.assistance.domain.funds import Fund
from services.assistance.tables.mapping import MAPPERS, METADATA

add_to(METADATA)

FUND = Table(
    "fund",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("area_code", String(20), nullable=False),
    Column("code", String(60), nullable=False),
    Column("name", String(60), nullable=False),
    Column("account_name", String(60), nullable=False),
    Column("account_number", String(32), nullable=False),
    Column("bank", String(12), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Index("fund_by_code", "area_code", "code", unique=True),
)

MAPPERS.map_imperatively(Fund, FUND)
