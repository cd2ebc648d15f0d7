"""What the gateway's read side answers with: rows, pages, filters and figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from linli.areas import Tier
from linli.contracts.hotline.clocks import Stage
from linli.contracts.hotline.words import Channel, Kind, RequestState, TaskService

R = TypeVar("R")


@dataclass(frozen=True, kw_only=True)
class RequestRow:
    """A request as lists show it; `late` as of the moment of the question, `stage` of its clocks as last announced."""

    id: UUID
    area_code: str
    category: str
    kind: Kind
    channel: Channel
    urgent: bool
    state: RequestState
    unit_area: str
    department: str
    service: TaskService
    task_id: UUID
    opened_at: datetime
    sign_due_at: datetime
    settle_due_at: datetime
    settled_at: datetime | None
    ended_at: datetime | None
    late: bool
    stage: Stage
    escalated_to: str | None
    sequence: int
    waiting_since: datetime | None
    dispute_due_at: datetime | None
    supervised_at: datetime | None
    merged_into: UUID | None
    returns: int
    reopenings: int
    extensions: int
    helpers_open: int
    excluded: bool


@dataclass(frozen=True, kw_only=True)
class TaskRow:
    """A task of a task service as lists show it; `late` as of the moment of the question."""

    id: UUID
    service: TaskService
    request_id: UUID | None
    area_code: str
    category: str
    state: str
    opened_at: datetime
    due_at: datetime
    ended_at: datetime | None
    outcome: str | None
    late: bool
    sequence: int


@dataclass(frozen=True, kw_only=True)
class TimelineEntry:
    """One event of a request's history: what happened to what (`subject`), told by which service, when."""

    event_id: UUID
    subject: UUID
    source: str
    type: str
    occurred_at: datetime
    sequence: int
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class RequestFilter:
    """Which requests of a scope are wanted; None is any. `open`: not ended; `late`: by the rule in `store`.

    `stage`: how far the furthest clock has run; `escalated`: it has climbed to this tier.
    """

    state: RequestState | None = None
    category: str | None = None
    service: TaskService | None = None
    kind: Kind | None = None
    open: bool | None = None
    late: bool | None = None
    supervised: bool | None = None
    stage: Stage | None = None
    escalated: Tier | None = None


@dataclass(frozen=True, kw_only=True)
class TaskFilter:
    """Which tasks of a scope are wanted; None is any. `late`: ended after, or open past, the due moment."""

    state: str | None = None
    category: str | None = None
    request_id: UUID | None = None
    open: bool | None = None
    late: bool | None = None


@dataclass(frozen=True)
class Page(Generic[R]):
    """Some rows, newest first, and the cursor of those that follow; None when there are no more."""

    rows: tuple[R, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Requests not ended, ended, and late (not ended and past due, or settled or ended after it)."""

    open: int = 0
    closed: int = 0
    late: int = 0


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The counts of an area with all below it, as a whole, by category code and by service."""

    area_code: str
    open: int
    closed: int
    late: int
    by_category: dict[str, Counts]
    by_service: dict[str, Counts]
