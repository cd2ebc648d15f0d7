"""The table of grid cases, mapped onto the domain."""

from __future__ import annotations

from sqlalchemy import Column, Float, Integer, Table, UniqueConstraint, Uuid

from linli.contracts.grid.cases import CaseState
from linli.contracts.grid.findings import CaseSource
from linli.db import Word
from linli.tasks.tables import task_columns
from services.grid.domain.case import GridCase
from services.grid.tables.mapping import MAPPERS, METADATA

GRID_CASE = Table(
    "grid_case",
    METADATA,
    *task_columns(CaseState, asked=False),
    Column("source", Word(CaseSource), nullable=False),
    Column("worker_id", Uuid),
    Column("handled_by", Uuid),
    Column("verified_by", Uuid),
    Column("found_by", Uuid),
    Column("round_id", Uuid, index=True),
    Column("found_latitude", Float),
    Column("found_longitude", Float),
    Column("referred_to", Uuid),
    Column("commitment_id", Uuid),
    Column("device_id", Uuid),
    Column("confirmed_by", Uuid),
    Column("rework", Integer, nullable=False),
    Column("extensions", Integer, nullable=False),
    Column("rating", Integer),
    UniqueConstraint("referred_to", name="grid_case_referred_to"),
)
"""Cases of requests and of findings; those of findings have no request that called for them."""

MAPPERS.map_imperatively(GridCase, GRID_CASE)
