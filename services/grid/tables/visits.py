"""The tables of visits and of what coverage keeps of them by day and by hour."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, String, Table, Uuid

from linli.contracts.grid.coverage import VisitKind
from linli.db import UtcDateTime, Word
from services.grid.tables.cells import PLAIN
from services.grid.tables.mapping import METADATA

VISIT = Table(
    "visit",
    METADATA,
    Column("source", Uuid, primary_key=True),
    Column("cell_id", Uuid, primary_key=True),
    Column("at", UtcDateTime, primary_key=True),
    Column("area_code", String(12), nullable=False),
    Column("officer_id", Uuid, nullable=False),
    Column("kind", Word(VisitKind), nullable=False),
    Column("voluntary", Boolean, nullable=False),
    Index("visit_of_cell", "cell_id", "at"),
    Index("visit_of_area", "area_code", "at"),
)

COVERAGE_DAY = Table(
    "coverage_day",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("cell_id", Uuid, primary_key=True),
    Column("path", PLAIN, nullable=False),
    Column("visits", Integer, nullable=False),
    Column("extra", Integer, nullable=False),
    Column("first_s", BigInteger),
    Column("last_s", BigInteger),
    Column("before_s", BigInteger),
    Column("within_s", Integer, nullable=False),
    Index("coverage_day_of_cell", "cell_id", "day"),
)
"""`before_s`: the last visit on any day before; all by those on duty, in seconds since 1970."""

COVERAGE_HOUR = Table(
    "coverage_hour",
    METADATA,
    Column("hour_s", BigInteger, primary_key=True),
    Column("area_code", String(12), primary_key=True),
    Column("path", PLAIN, nullable=False),
    Column("visits", Integer, nullable=False),
    Column("extra", Integer, nullable=False),
)

CELL_LAST = Table(
    "cell_last",
    METADATA,
    Column("cell_id", Uuid, primary_key=True),
    Column("last_s", BigInteger, nullable=False),
)
"""The last visit of each cell by somebody on duty."""
