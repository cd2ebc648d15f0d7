"""Grid's tables, mapped onto the domain."""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, Table, Uuid
from sqlalchemy.orm import registry

from linli.contracts.grid import CaseState
from linli.tasks.tables import task_columns
from services.grid.domain import GridCase

METADATA = MetaData()

GRID_CASE = Table(
    "grid_case",
    METADATA,
    *task_columns(CaseState),
    Column("worker_id", Uuid),
    Column("handled_by", Uuid),
    Column("verified_by", Uuid),
    Column("rework", Integer, nullable=False),
)

MAPPERS = registry(metadata=METADATA)
MAPPERS.map_imperatively(GridCase, GRID_CASE)
