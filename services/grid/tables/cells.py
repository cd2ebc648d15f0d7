"""The tables of cells and of the boundaries they were cut from."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Boolean, Column, Date, Float, Index, Integer, String, Table, Text, Uuid
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from linli.contracts.grid.cells import CellOrigin
from linli.db import Word
from services.grid.domain.cells import Boundary, Cell
from services.grid.tables.mapping import MAPPERS, METADATA

PLAIN = String(64).with_variant(String(64, collation="C"), "postgresql")


class PolygonText(TypeDecorator[Any]):
    """Coordinates kept as their JSON text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any | None:
        return None if value is None else tuple(json.loads(value))


CELL = Table(
    "cell",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("code", PLAIN, nullable=False),
    Column("area_code", String(12), nullable=False),
    Column("path", PLAIN, nullable=False),
    Column("origin", Word(CellOrigin), nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("visit_within", Integer, nullable=False),
    Column("polygons", PolygonText, nullable=False),
    Column("lon", Float, nullable=False),
    Column("lat", Float, nullable=False),
    Column("square_metres", Integer, nullable=False),
    Column("hexagon", String(16)),
    Column("sequence", Integer, nullable=False),
    Index("cell_by_path", "path", "valid_from"),
    Index("cell_by_code", "code", "valid_from", unique=True),
)

BOUNDARY = Table(
    "boundary",
    METADATA,
    Column("area_code", String(12), primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("synthetic", Boolean, nullable=False),
    Column("source", String(200), nullable=False),
    Column("polygons", PolygonText, nullable=False),
)

CELL_REVISION = Table(
    "cell_revision",
    METADATA,
    Column("district", String(6), primary_key=True),
    Column("number", Integer, nullable=False),
)
"""Counts the changes of a district's cells, for those who keep a map of them in memory."""

MAPPERS.map_imperatively(Cell, CELL)
MAPPERS.map_imperatively(Boundary, BOUNDARY)
