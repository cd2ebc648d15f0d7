"""The books of hours and points, the records of service, and the relatives whom hours may be given to."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table, Uuid

from linli.contracts.volunteer.hours import Relation
from linli.db import UtcDateTime, Word
from linli.ledger import tables
from linli.tasks.tables import Hundredths
from services.volunteer.tables.mapping import METADATA

tables.add_to(METADATA)

SERVICE_RECORD = Table(
    "service_record",
    METADATA,
    Column("entry_id", Uuid, ForeignKey("ledger_entry.id"), primary_key=True),
    Column("volunteer_id", Uuid, nullable=False),
    Column("area_code", String(20), nullable=False),
    Column("task_id", Uuid),
    Column("hours", Hundredths, nullable=False),
    Column("served_at", UtcDateTime, nullable=False),
    Index("service_record_by_volunteer", "volunteer_id", "served_at"),
)
"""A service that was given, whatever became of its hours; one whose entry is reversed counts no more."""

RELATIVE = Table(
    "volunteer_relative",
    METADATA,
    Column("volunteer_id", Uuid, primary_key=True),
    Column("relative_id", Uuid, primary_key=True),
    Column("relation", Word(Relation), nullable=False),
    Column("declared_at", UtcDateTime, nullable=False),
    Column("declared_by", Uuid, nullable=False),
)
