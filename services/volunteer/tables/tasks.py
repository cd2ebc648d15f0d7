"""The tables of volunteer tasks, their series, and who is engaged in them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, Uuid, text

from linli.contracts.volunteer.attendance import Issue, Proof
from linli.contracts.volunteer.engagements import EngagementState, TaskPlan
from linli.contracts.volunteer.tasks import TaskState
from linli.db import ContractText, UtcDateTime, Word
from linli.tasks.tables import Hundredths, task_columns
from services.volunteer.domain.engagements import Engagement
from services.volunteer.domain.series import Series
from services.volunteer.domain.tasks import VolunteerTask
from services.volunteer.tables.mapping import MAPPERS, METADATA

VOLUNTEER_TASK = Table(
    "volunteer_task",
    METADATA,
    *task_columns(TaskState, asked=False),
    Column("volunteer_id", Uuid),
    Column("hours", Hundredths),
    Column("plan", ContractText(TaskPlan)),
    Column("starts_at", UtcDateTime),
    Column("series_id", Uuid),
    Column("filled", Integer, nullable=False),
    Column("out", Integer, nullable=False),
    Column("wants", Boolean, nullable=False),
)
_WANTS = VOLUNTEER_TASK.c.wants
Index(
    "volunteer_task_wanting",
    VOLUNTEER_TASK.c.starts_at,
    VOLUNTEER_TASK.c.id,
    sqlite_where=_WANTS,
    postgresql_where=_WANTS,
)
"""What dispatch looks at: only the tasks that want more people asked."""
Index("volunteer_task_of_series", VOLUNTEER_TASK.c.series_id, VOLUNTEER_TASK.c.starts_at)

SERIES = Table(
    "task_series",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("area_code", String(20), nullable=False),
    Column("category", String(60), nullable=False),
    Column("plan", ContractText(TaskPlan), nullable=False),
    Column("rule", String(500), nullable=False),
    Column("excluded", Text, nullable=False),
    Column("made_until", UtcDateTime, nullable=False),
    Column("ended", Boolean, nullable=False),
    Column("sequence", Integer, nullable=False),
)

ENGAGEMENT = Table(
    "engagement",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("task_id", Uuid, ForeignKey("volunteer_task.id"), nullable=False),
    Column("volunteer_id", Uuid, ForeignKey("volunteer.id"), nullable=False),
    Column("area_code", String(20), nullable=False),
    Column("role", String(60), nullable=False),
    Column("state", Word(EngagementState), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("offered_at", UtcDateTime, nullable=False),
    Column("band", Integer, nullable=False),
    Column("by_hand", Boolean, nullable=False),
    Column("overruled", Boolean, nullable=False),
    Column("offered_by", Uuid),
    Column("expires_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("beneficiary_id", Uuid),
    Column("note", Text, nullable=False),
    Column("why_zh", Text, nullable=False),
    Column("why_en", Text, nullable=False),
    Column("arrived_at", UtcDateTime),
    Column("arrived_by", Word(Proof)),
    Column("left_at", UtcDateTime),
    Column("left_by", Word(Proof)),
    Column("hours", Hundredths),
    Column("issue", Word(Issue)),
    Column("reported_at", UtcDateTime),
    Column("recorded_by", Uuid),
    Column("disputed_by", Uuid),
    Column("disputed_hours", Hundredths),
    Column("dispute", Text, nullable=False),
    Column("decision", Text, nullable=False),
    Column("entry_id", Uuid),
    Column("sequence", Integer, nullable=False),
    Index("engagement_of_task", "task_id", "offered_at"),
    Index("engagement_of_volunteer", "volunteer_id", "ends_at"),
    Index("engagement_offered", "offered_at"),
    Index("engagement_reported", "reported_at", "id"),
)
_HELD = text("state IN ('accepted', 'offered', 'present')")
Index(
    "engagement_once",
    ENGAGEMENT.c.task_id,
    ENGAGEMENT.c.volunteer_id,
    unique=True,
    sqlite_where=_HELD,
    postgresql_where=_HELD,
)
"""A volunteer has one part in a task."""

MAPPERS.map_imperatively(VolunteerTask, VOLUNTEER_TASK)
MAPPERS.map_imperatively(Series, SERIES)
MAPPERS.map_imperatively(Engagement, ENGAGEMENT)
