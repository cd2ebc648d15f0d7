"""Grid's events, calls and resources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from linli.contracts.base import Note
from linli.contracts.envelope import event
from linli.contracts.task import TaskEvent, TaskView


class CaseState(StrEnum):
    """The states of a grid case 网格案件 (city management's cycle: file, dispatch, handle, verify, close)."""

    FILED = "filed"
    ASSIGNED = "assigned"
    HANDLED = "handled"
    VERIFIED = "verified"
    CANCELLED = "cancelled"


@event("grid", "case.filed")
@dataclass(frozen=True, kw_only=True)
class CaseFiled(TaskEvent):
    """A case was filed 立案 for a request."""


@event("grid", "case.assigned")
@dataclass(frozen=True, kw_only=True)
class CaseAssigned(TaskEvent):
    """A grid worker was sent."""


@event("grid", "case.handled")
@dataclass(frozen=True, kw_only=True)
class CaseHandled(TaskEvent):
    """The worker reports the matter handled; it still has to be verified on site."""


@event("grid", "case.verified")
@dataclass(frozen=True, kw_only=True)
class CaseVerified(TaskEvent):
    """Another person verified on site that it is done 核查; the case ends."""


@event("grid", "case.rejected")
@dataclass(frozen=True, kw_only=True)
class CaseRejected(TaskEvent):
    """The verification failed: the worker has to go again 返工."""


@event("grid", "case.cancelled")
@dataclass(frozen=True, kw_only=True)
class CaseCancelled(TaskEvent):
    """The case was given up unhandled."""


@dataclass(frozen=True, kw_only=True)
class AssignCase:
    """Send one grid worker."""

    id: UUID
    worker_id: UUID
    version: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class VerifyCase:
    """Say whether the matter is really done, seen on site by someone who did not handle it."""

    id: UUID
    passed: bool
    version: int | None = None
    note: Note = ""
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class GridCaseView(TaskView):
    """A grid case as its leader sees it."""

    worker_id: UUID | None = None
    rework: int = 0
