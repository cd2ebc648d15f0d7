"""Volunteer's tables, mapped onto the domain."""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table, Uuid
from sqlalchemy.orm import registry

from linli.contracts.volunteer import TaskState
from linli.tasks.tables import Hundredths, task_columns
from services.volunteer.domain import VolunteerTask

METADATA = MetaData()

VOLUNTEER_TASK = Table(
    "volunteer_task",
    METADATA,
    *task_columns(TaskState),
    Column("volunteer_id", Uuid),
    Column("hours", Hundredths),
)

MAPPERS = registry(metadata=METADATA)
MAPPERS.map_imperatively(VolunteerTask, VOLUNTEER_TASK)
