"""Volunteer's events, calls and resources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import Note
from linli.contracts.envelope import event
from linli.contracts.task import TaskEvent, TaskView
from linli.contracts.volunteer.engagements import TaskPlan


class TaskState(StrEnum):
    """The states of a volunteer task 志愿任务."""

    OPEN = "open"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DONE = "done"
    CANCELLED = "cancelled"


@event("volunteer", "task.opened")
@dataclass(frozen=True, kw_only=True)
class TaskOpened(TaskEvent):
    """A task for volunteers was opened for a request."""


@event("volunteer", "task.offered")
@dataclass(frozen=True, kw_only=True)
class TaskOffered(TaskEvent):
    """The task was offered to a volunteer, who may decline (志愿服务条例 art. 25: never compulsory)."""


@event("volunteer", "task.accepted")
@dataclass(frozen=True, kw_only=True)
class TaskAccepted(TaskEvent):
    """A volunteer took the task."""


@event("volunteer", "task.declined")
@dataclass(frozen=True, kw_only=True)
class TaskDeclined(TaskEvent):
    """The volunteer declined or could not come; the task is open again."""


@event("volunteer", "task.planned")
@dataclass(frozen=True, kw_only=True)
class TaskPlanned(TaskEvent):
    """It was said when, where and by how many people the task is done."""


@event("volunteer", "task.completed")
@dataclass(frozen=True, kw_only=True)
class TaskCompleted(TaskEvent):
    """The service was given and its hours recorded (志愿服务条例 art. 19)."""


@event("volunteer", "task.cancelled")
@dataclass(frozen=True, kw_only=True)
class TaskCancelled(TaskEvent):
    """The task was given up undone."""


@dataclass(frozen=True, kw_only=True)
class OfferTask:
    """Offer the task to one volunteer."""

    id: UUID
    volunteer_id: UUID
    version: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class CompleteTask:
    """Record the service with its hours, in quarters of an hour."""

    id: UUID
    hours: Annotated[Decimal, validate.Range(min=0, max=24)]
    version: int | None = None
    note: Note = ""
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class VolunteerTaskView(TaskView):
    """A volunteer task as its coordinator sees it."""

    volunteer_id: UUID | None = None
    hours: Decimal | None = None
    plan: TaskPlan | None = None
    series_id: UUID | None = None
    filled: int = 0
    out: int = 0
