"""The work order 工单: its states, the table of transitions, its deadlines. Methods return the event they cause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID, uuid5

from linli.areas import Tier, parent_of, path_of, tier_of
from linli.calendar import Deadline, WorkingCalendar
from linli.contracts.envelope import Event
from linli.contracts.hotline import (
    Channel,
    Kind,
    OpenRequest,
    RequestClosed,
    RequestDispatched,
    RequestEvent,
    RequestOpened,
    RequestReturned,
    RequestSettled,
    RequestSigned,
    RequestState,
    RequestSummary,
    RequestWithdrawn,
    TaskService,
)
from linli.errors import Conflict, Invalid

TRANSITIONS: Mapping[tuple[RequestState, str], RequestState] = MappingProxyType(
    {
        (RequestState.DISPATCHED, "sign"): RequestState.SIGNED,
        (RequestState.DISPATCHED, "return"): RequestState.DISPATCHED,
        (RequestState.DISPATCHED, "settle"): RequestState.SETTLED,
        (RequestState.DISPATCHED, "withdraw"): RequestState.WITHDRAWN,
        (RequestState.SIGNED, "return"): RequestState.DISPATCHED,
        (RequestState.SIGNED, "settle"): RequestState.SETTLED,
        (RequestState.SIGNED, "withdraw"): RequestState.WITHDRAWN,
        (RequestState.SETTLED, "close"): RequestState.CLOSED,
    }
)
"""What may be done in which state, and the state it leads to; everything else is a conflict."""


@dataclass(frozen=True)
class Category:
    """One category of the catalogue: its unit by tier and department, its service, its clocks."""

    code: str
    zh: str
    en: str
    service: TaskService
    tier: Tier
    department: str
    urgent: bool
    sign: Deadline
    answer: Deadline
    settle: Deadline


@dataclass(frozen=True)
class Unit:
    """Who is responsible: a department at an area."""

    area_code: str
    department: str

    def one_tier_up(self) -> Unit:
        """The same department one tier up; the district's stays where it is 兜底, so nothing ever loops."""
        return Unit(parent_of(self.area_code) or self.area_code, self.department)


def responsible_unit(area_code: str, category: Category) -> Unit:
    """Area × category → unit: the category's department at its tier, or at the request's own area if that is higher."""
    for code in path_of(area_code).split("/"):
        if tier_of(code) is category.tier:
            return Unit(code, category.department)
    return Unit(area_code, category.department)


def task_id_for(request_id: UUID, attempt: int) -> UUID:
    """The id of the task that a request calls for, the same however often the dispatch is repeated."""
    return uuid5(request_id, f"task-{attempt}")


@dataclass
class Request:
    """One citizen's request from opening to its end. `sequence` counts its events and is its version.

    `moved_at` is the moment of its last step: no step lies before it.
    """

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

    @classmethod
    def open(
        cls, said: OpenRequest, category: Category, calendar: WorkingCalendar, at: datetime
    ) -> tuple[Request, list[Event]]:
        """Record and dispatch a request opened at `at`; its contact is not taken over (the store seals it).

        Raises `Invalid` when a due moment is given that lies before the opening.
        """
        if said.settle_due_at is not None and said.settle_due_at < at:
            text = "It lies before the request was opened. 早于诉求受理时间。"
            raise Invalid("due_before_opening", text, "办结时限早于受理时间。", {"settle_due_at": [text]})
        unit = responsible_unit(said.area_code, category)
        request = cls(
            id=said.id,
            tracking_code=said.tracking_code,
            area_code=said.area_code,
            path=path_of(said.area_code),
            category=category.code,
            kind=said.kind,
            channel=said.channel,
            urgent=category.urgent,
            title=said.title,
            description=said.description,
            state=RequestState.DISPATCHED,
            unit_area=unit.area_code,
            department=unit.department,
            service=category.service,
            task_id=task_id_for(said.id, 1),
            dispatches=1,
            opened_at=at,
            sign_due_at=category.sign.due(at, calendar),
            answer_due_at=category.answer.due(at, calendar),
            settle_due_at=said.settle_due_at or category.settle.due(at, calendar),
            moved_at=at,
            latitude=said.latitude,
            longitude=said.longitude,
            source_ref=said.source_ref,
        )
        return request, [request._caused(RequestOpened, at), request._caused(RequestDispatched, at)]

    def sign(self, at: datetime) -> Event:
        """The responsible unit signs for it 签收."""
        self._move("sign", at)
        self.signed_at = at
        return self._caused(RequestSigned, at)

    def send_back(self, at: datetime) -> Event:
        """The unit returns it 退单: the same department one tier up is responsible, and a new task is asked for."""
        self._move("return", at)
        unit = Unit(self.unit_area, self.department).one_tier_up()
        self.unit_area = unit.area_code
        self.dispatches += 1
        self.task_id = task_id_for(self.id, self.dispatches)
        self.signed_at = None
        return self._caused(RequestReturned, at)

    def settle(self, at: datetime, result: str) -> Event:
        """The matter is reported done 办结."""
        self._move("settle", at)
        self.settled_at = at
        self.result = result
        return self._caused(RequestSettled, at)

    def close(self, at: datetime) -> Event:
        """The request ends."""
        self._move("close", at)
        self.ended_at = at
        return self._caused(RequestClosed, at)

    def withdraw(self, at: datetime) -> Event:
        """The request is withdrawn 销单."""
        self._move("withdraw", at)
        self.ended_at = at
        return self._caused(RequestWithdrawn, at)

    def may(self, action: str) -> bool:
        """Whether the action is allowed in the present state."""
        return (self.state, action) in TRANSITIONS

    def _move(self, action: str, at: datetime) -> None:
        if not self.may(action):
            allowed = ", ".join(sorted(name for state, name in TRANSITIONS if state is self.state))
            raise Conflict(
                "illegal_transition",
                f"A request that is {self.state} cannot take '{action}'; possible: {allowed or 'nothing more'}.",
                f"当前状态（{self.state}）不允许该操作；可用操作：{allowed or '无'}。",
            )
        if at < self.moved_at:
            text = f"It lies before the request's last step ({self.moved_at.isoformat()}). 早于上一步骤时间。"
            raise Invalid("before_last_step", text, "时间早于上一步骤。", {"at": [text]})
        self.moved_at = at
        self.state = TRANSITIONS[(self.state, action)]

    def _caused(self, event: type[RequestEvent], at: datetime) -> Event:
        self.sequence += 1
        return event(
            subject=self.id,
            area_code=self.area_code,
            sequence=self.sequence,
            occurred_at=at,
            request=self.summary(),
        )

    def summary(self) -> RequestSummary:
        """Where the request stands, without anything personal."""
        return RequestSummary(
            state=self.state,
            kind=self.kind,
            category=self.category,
            channel=self.channel,
            urgent=self.urgent,
            unit_area=self.unit_area,
            department=self.department,
            service=self.service,
            task_id=self.task_id,
            opened_at=self.opened_at,
            sign_due_at=self.sign_due_at,
            answer_due_at=self.answer_due_at,
            settle_due_at=self.settle_due_at,
            signed_at=self.signed_at,
            settled_at=self.settled_at,
            ended_at=self.ended_at,
        )
