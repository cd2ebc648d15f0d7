"""The table of incidents by which rounds are planned: a cell and a moment, nothing else."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, Uuid

from linli.db import UtcDateTime
from services.grid.tables.cells import PLAIN
from services.grid.tables.mapping import METADATA

INCIDENT = Table(
    "incident",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("cell_code", String(20), nullable=False),
    Column("path", PLAIN, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("incident_by_path", "path", "at"),
)
