"""The tables of opened bundles and their requests."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Uuid

from linli.db import UtcDateTime
from services.hotline.domain.bundle import Bundle, BundleItem
from services.hotline.tables.mapping import MAPPERS, METADATA

BUNDLE = Table(
    "bundle",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("code", String(60), nullable=False),
    Column("area_code", String(20), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
)

BUNDLE_ITEM = Table(
    "bundle_item",
    METADATA,
    Column("bundle_id", Uuid, ForeignKey("bundle.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("part", String(60), nullable=False),
    Column("request_id", Uuid, ForeignKey("request.id"), nullable=False, unique=True),
)

MAPPERS.map_imperatively(Bundle, BUNDLE)
MAPPERS.map_imperatively(BundleItem, BUNDLE_ITEM)
