"""What the three task services (assistance, volunteer, grid) have in common: a task that a request called for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.contracts.base import AreaCode, Note, ShortText
from linli.contracts.envelope import Event


@dataclass(frozen=True, kw_only=True)
class TaskSummary:
    """Where a task stands after the event. `state` is one of the service's states; `outcome` is given at its end."""

    state: str
    category: str
    opened_at: datetime
    due_at: datetime
    request_id: UUID | None = None
    ended_at: datetime | None = None
    outcome: str | None = None


@dataclass(frozen=True, kw_only=True)
class TaskEvent(Event):
    """An event of a task; its `subject` is the task's id."""

    task: TaskSummary


@dataclass(frozen=True, kw_only=True)
class GetTask:
    """Ask for one task."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class ChangeTask:
    """Move a task on: `version` is the one the caller saw, None for any.

    `at` is the moment it happened, when that is not now: it needs the role administrator and may not lie in the future.
    """

    id: UUID
    version: int | None = None
    note: Note = ""
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class CancelTask:
    """Give a task up, with the reason."""

    id: UUID
    reason: ShortText
    version: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class TaskView:
    """What every task shows of itself."""

    id: UUID
    version: int
    area_code: AreaCode
    task: TaskSummary
    note: str
