"""The tables of visits and of what coverage keeps of them by day and hour, and again by week."""

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


def _of_cells(name: str) -> Table:
    return Table(
        name,
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
        Index(f"{name}_of_cell", "cell_id", "day"),
    )


def _of_hours(name: str) -> Table:
    return Table(
        name,
        METADATA,
        Column("hour_s", BigInteger, primary_key=True),
        Column("area_code", String(12), primary_key=True),
        Column("path", PLAIN, nullable=False),
        Column("visits", Integer, nullable=False),
        Column("extra", Integer, nullable=False),
    )


COVERAGE_DAY = _of_cells("coverage_day")
"""`before_s`: the last visit on any day before, of rows with visits; all by those on duty, in seconds since 1970."""
COVERAGE_WEEK = _of_cells("coverage_week")
"""The same of whole weeks, `day` being the Monday: what a long period is added up from."""
COVERAGE_HOUR = _of_hours("coverage_hour")
COVERAGE_WEEK_HOUR = _of_hours("coverage_week_hour")
"""The same hour of all days of a week, `hour_s` being that of its Monday."""

CELL_LAST = Table(
    "cell_last",
    METADATA,
    Column("cell_id", Uuid, primary_key=True),
    Column("last_s", BigInteger, nullable=False),
)
"""The last visit of each cell by somebody on duty."""
