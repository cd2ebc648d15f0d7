"""What a work order 工单 consists of, how each step is checked against the table, and how it is told."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid5

from linli.calendar import Deadline, WorkingCalendar
from linli.contracts.envelope import Event
from linli.contracts.hotline.clocks import Stage
from linli.contracts.hotline.events import RequestEvent, RequestSummary
from linli.contracts.hotline.words import (
    ENDED,
    Channel,
    EmergencyLine,
    Gap,
    Kind,
    RequestState,
    ReturnReason,
    TaskService,
    WaitingFor,
)
from linli.contracts.terms import zh
from linli.errors import Conflict, Invalid
from services.hotline.domain.escalation import Clocks
from services.hotline.domain.routing import Category, Unit
from services.hotline.domain.transitions import TRANSITIONS, Action, possible


def task_id_for(request_id: UUID, attempt: int) -> UUID:
    """The id of the task that a request calls for, the same however often the dispatch is repeated."""
    return uuid5(request_id, f"task-{attempt}")


@dataclass(frozen=True)
class Terms:
    """What an installation may set: extensions allowed, time for a dispute, for reopening, for what is supervised.

    `escalation` is the time between two climbs of what is breached, for urgent requests `escalation_urgent`.
    """

    extensions: int
    dispute: Deadline
    supervised: Deadline
    reopening: timedelta
    escalation: Deadline
    escalation_urgent: Deadline


@dataclass(kw_only=True, eq=False)
class Order:
    """One citizen's request from opening to its end. `sequence` counts its events and is its version.

    `moved_at` is the moment of its last step: no step lies before it. `returned_by` names the units that returned it,
    `final` says that a dispute of them was decided. `task_outcome` is kept from a task that ended before the request
    could be settled. `repeats` counts the caller's earlier requests about the matter, `repeat_of` is the last of them.
    """

    calendar: ClassVar[WorkingCalendar] = WorkingCalendar(weekdays_after_published=True)
    """The installation's, by which every clock runs; the service puts its own in place when it starts."""

    id: UUID
    tracking_code: str
    area_code: str
    path: str
    category: str
    kind: Kind
    channel: Channel
    urgent: bool
    title: str
    description: str
    state: RequestState
    unit_area: str
    department: str
    service: TaskService
    task_id: UUID
    dispatches: int
    opened_at: datetime
    sign_due_at: datetime
    answer_due_at: datetime
    settle_due_at: datetime
    moved_at: datetime
    clocks: Clocks
    sequence: int = 0
    contact_name: str | None = None
    contact_phone: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    source_ref: str | None = None
    signed_at: datetime | None = None
    settled_at: datetime | None = None
    ended_at: datetime | None = None
    result: str | None = None
    first_answered_at: datetime | None = None
    answered_at_once: bool = False
    returns: int = 0
    returned_for: ReturnReason | None = None
    returned_by: str = ""
    final: bool = False
    reworks: int = 0
    reopenings: int = 0
    waiting_since: datetime | None = None
    waiting_for: WaitingFor | None = None
    dispute_due_at: datetime | None = None
    dispute_area: str | None = None
    extension_asked_at: datetime | None = None
    extension_until: datetime | None = None
    extensions: int = 0
    supervised_at: datetime | None = None
    supervised_by: UUID | None = None
    helpers: int = 0
    helpers_open: int = 0
    call_backs: int = 0
    satisfaction: int | None = None
    referred_to: EmergencyLine | None = None
    merged_into: UUID | None = None
    excluded: bool = False
    task_outcome: str | None = None
    repeat_of: UUID | None = None
    repeats: int = 0
    gaps: tuple[Gap, ...] = ()

    @property
    def unit(self) -> Unit:
        """The responsible unit."""
        return Unit(self.unit_area, self.department)

    @property
    def tier_above(self) -> str:
        """The area above the responsible unit's, where it is decided about the unit; the district's is its own."""
        return self.unit.one_tier_up().area_code

    @property
    def stage(self) -> Stage:
        """The furthest that one of its clocks has run."""
        return self.clocks.stage

    @property
    def escalated_to(self) -> str | None:
        """The area above the responsible unit that must see to it."""
        return self.clocks.escalated_to

    def may(self, action: str) -> bool:
        """Whether the action is allowed in the present state."""
        return (self.state, action) in TRANSITIONS

    def summary(self) -> RequestSummary:
        """Where the request stands, without anything personal."""
        return RequestSummary(**{one.name: getattr(self, one.name) for one in dataclasses.fields(RequestSummary)})

    def _move(self, action: Action, at: datetime) -> None:
        """Take one step of the table. Raises `Conflict` where it has none, `Invalid` when it lies before the last."""
        if not self.may(action):
            allowed = possible(self.state)
            said, said_zh = ", ".join(sorted(allowed)), "、".join(map(zh, allowed))
            raise Conflict(
                "illegal_transition",
                f"A request that is {self.state} cannot take '{action}'; possible: {said or 'nothing more'}.",
                f"当前状态（{zh(self.state)}）不允许该操作；可用操作：{said_zh or '无'}。",
            )
        if at < self.moved_at:
            text = f"It lies before the request's last step ({self.moved_at.isoformat()}). 早于上一步骤时间。"
            raise Invalid("before_last_step", text, "时间早于上一步骤。", {"at": [text]})
        self.moved_at = at
        self.state = TRANSITIONS[(self.state, action)]
        if self.waiting_since is not None and self.state is not RequestState.WAITING:
            self.waiting_since = self.waiting_for = None
        if self.state is not RequestState.DISPUTED:
            self.dispute_due_at = self.dispute_area = None
        self.ended_at = (self.ended_at or at) if self.state in ENDED else None

    def _begin_clocks(self, category: Category, calendar: WorkingCalendar, at: datetime) -> None:
        """The category's three deadlines, counted from `at`."""
        self.clocks = Clocks.begin(category, at, calendar)
        self.settle_due_at = self.clocks.settle.due_at

    def _keep_time(self, at: datetime) -> None:
        """Let the clocks follow what has just happened, and the due moments the clocks."""
        self.clocks = self.clocks.follow(self, at, self.calendar)
        self.sign_due_at, self.answer_due_at, self.settle_due_at = (one.due_at for one in self.clocks.all)

    def _hand_to(self, unit: Unit) -> None:
        """Make the unit responsible: it has to sign, and a new task is asked for."""
        self.unit_area, self.department = unit.area_code, unit.department
        self.signed_at = self.extension_asked_at = self.extension_until = None
        self._ask_for_task()

    def _ask_for_task(self) -> None:
        self.dispatches += 1
        self.task_id = task_id_for(self.id, self.dispatches)
        self.settled_at = self.task_outcome = None

    def _caused(self, event: type[RequestEvent], at: datetime, **more: Any) -> Event:
        self.sequence += 1
        self._keep_time(at)
        return event(
            subject=self.id,
            area_code=self.area_code,
            sequence=self.sequence,
            occurred_at=at,
            request=self.summary(),
            **more,
        )
