"""The volunteer task 志愿任务: offer and accept, hours. Methods return the event they cause."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import ClassVar, Self
from uuid import UUID

from linli.areas import path_of
from linli.contracts.hotline.words import TaskService
from linli.contracts.task import TaskEvent
from linli.contracts.volunteer.engagements import TaskPlan
from linli.contracts.volunteer.tasks import (
    TaskAccepted,
    TaskCancelled,
    TaskCompleted,
    TaskDeclined,
    TaskOffered,
    TaskOpened,
    TaskPlanned,
    TaskState,
)
from linli.errors import Conflict, Forbidden, Invalid
from linli.tasks.aggregate import Task, Transitions

QUARTER = Decimal("0.25")
"""Hours are recorded in quarters."""
URGENT_WIDTH = 3
LONGEST = timedelta(days=1)

TRANSITIONS: Transitions = MappingProxyType(
    {
        (TaskState.OPEN, "offer"): TaskState.OFFERED,
        (TaskState.OPEN, "cancel"): TaskState.CANCELLED,
        (TaskState.OFFERED, "accept"): TaskState.ACCEPTED,
        (TaskState.OFFERED, "decline"): TaskState.OPEN,
        (TaskState.OFFERED, "cancel"): TaskState.CANCELLED,
        (TaskState.ACCEPTED, "decline"): TaskState.OPEN,
        (TaskState.ACCEPTED, "complete"): TaskState.DONE,
        (TaskState.ACCEPTED, "cancel"): TaskState.CANCELLED,
    }
)
"""A task is offered and accepted, never ordered (志愿服务条例 art. 25)."""


@dataclass(kw_only=True, eq=False)
class VolunteerTask(Task):
    """One service to be given. `volunteer_id` is the account it was offered to, `hours` what was given in the end."""

    service = TaskService.VOLUNTEER
    transitions: ClassVar[Transitions] = TRANSITIONS
    first = TaskState.OPEN
    opened = TaskOpened
    cancelled = TaskCancelled

    volunteer_id: UUID | None = None
    hours: Decimal | None = None
    plan: TaskPlan | None = None
    starts_at: datetime | None = None
    series_id: UUID | None = None
    filled: int = 0
    out: int = 0
    wants: bool = False

    @classmethod
    def open_planned(
        cls, task_id: UUID, area_code: str, category: str, plan: TaskPlan, at: datetime
    ) -> tuple[Self, TaskEvent]:
        """A task that no request called for; raises `Invalid` as `check_plan` does."""
        check_plan(plan, at)
        task = cls(
            id=task_id,
            area_code=area_code,
            path=path_of(area_code),
            request_id=None,
            request_sequence=0,
            category=category,
            state=TaskState.OPEN,
            opened_at=at,
            due_at=plan.ends_at,
            moved_at=at,
        )
        opened = task._caused(TaskOpened, at)
        task._take(plan)
        return task, opened

    def plan_as(self, plan: TaskPlan, at: datetime) -> TaskEvent:
        """When, where and by whom it is done; raises `Conflict` once somebody is asked or it has ended."""
        check_plan(plan, at)
        if self.state is not TaskState.OPEN:
            raise Conflict("asked_already", "Somebody is asked already; withdraw that first.", "已有邀约，请先撤回。")
        self._take(plan)
        return self._caused(TaskPlanned, at)

    def move(self, starts_at: datetime, ends_at: datetime, at: datetime) -> TaskEvent:
        """Do it at another time; raises `Conflict` once it has begun or ended, `Invalid` as `check_plan` does."""
        plan = replace(self.planned(), starts_at=starts_at, ends_at=ends_at)
        check_plan(plan, at)
        if self.ended or (self.starts_at or at) <= at or starts_at <= at:
            raise Conflict("task_begun", "The task has begun or ended.", "任务已开始或结束。")
        self._take(plan)
        self.due_at = plan.ends_at if self.request_id is None else self.due_at
        return self._caused(TaskPlanned, at)

    def _take(self, plan: TaskPlan) -> None:
        self.plan, self.starts_at = plan, plan.starts_at
        self._weigh()

    def planned(self) -> TaskPlan:
        """Its plan; raises `Conflict` while it has none."""
        if self.plan is None:
            raise Conflict("not_planned", "Say first when, where and by whom it is done.", "请先安排时间、地点和人员。")
        return self.plan

    @property
    def places(self) -> int:
        """How many people it takes."""
        return sum(role.places for role in self.plan.roles) if self.plan else 1

    def count(self, filled: int, out: int, at: datetime) -> TaskEvent | None:
        """So many places are filled and so many offers out: the task's state follows; its event, if that changed."""
        before = self.state
        self.filled, self.out = filled, out
        after = TaskState.ACCEPTED if filled >= self.places else TaskState.OFFERED if out else TaskState.OPEN
        self.state = after
        self._weigh()
        if after is before:
            return None
        self.moved_at = max(at, self.moved_at)
        return self._caused(_TELLS[after] if (before, after) != _FALLS else TaskDeclined, self.moved_at)

    def _weigh(self) -> None:
        """Whether more people are to be asked: as many offers are out at a time as its width allows."""
        open_places = self.places - self.filled
        self.wants = self.plan is not None and not self.ended and self.out < open_places * width_of(self.plan)

    def offer(self, volunteer_id: UUID, at: datetime) -> TaskEvent:
        """Offer it to one account, which may decline (志愿服务条例 art. 25); a planned one is offered by place."""
        if self.plan is not None:
            raise Conflict("planned_task", "Offer a place in it to a volunteer.", "请按岗位邀约志愿者。")
        offered = self._step("offer", TaskOffered, at)
        self.volunteer_id = volunteer_id
        return offered

    def accept(self, at: datetime, note: str = "") -> TaskEvent:
        """The volunteer takes it."""
        return self._step("accept", TaskAccepted, at, note)

    def decline(self, at: datetime, note: str = "") -> TaskEvent:
        """The volunteer will not or, having accepted, cannot come (志愿服务条例 art. 22, 25): it is open again."""
        declined = self._step("decline", TaskDeclined, at, note)
        self.volunteer_id = None
        return declined

    def complete(self, hours: Decimal, at: datetime, note: str = "") -> TaskEvent:
        """The service was given; its hours are recorded truly, in quarters (志愿服务条例 art. 19)."""
        if hours <= 0 or hours % QUARTER:
            text = "Give the hours above 0 in quarters of an hour, as 1.25. 请以0.25小时为单位填写大于0的时长。"
            raise Invalid("hours_in_quarters", text, "服务时长须为0.25小时的整数倍。", {"hours": [text]})
        completed = self._step("complete", TaskCompleted, at, note, outcome="done")
        self.hours = hours.quantize(QUARTER)
        return completed

    def _step(
        self, action: str, event: type[TaskEvent], at: datetime, note: str = "", *, outcome: str | None = None
    ) -> TaskEvent:
        """As every task's; what has ended wants nobody."""
        stepped = super()._step(action, event, at, note, outcome=outcome)
        self._weigh()
        return stepped

    def complete_together(self, hours: Decimal, at: datetime) -> TaskEvent:
        """Everybody who came has gone: it is done, with the hours of all of them together."""
        self.state = TaskState.ACCEPTED
        return self.complete(hours, at) if hours else self.cancel(at, "no hours were served 无有效服务时长")

    def only_by(self, account_id: UUID) -> None:
        """Raises `Forbidden` unless this account is the volunteer it is offered to: nobody answers for another."""
        if self.volunteer_id != account_id:
            raise Forbidden(
                "offered_to_another",
                "Only the volunteer it is offered to, or a coordinator, may answer the offer.",
                "仅受邀志愿者本人或协调员可以回应。",
            )


_TELLS = {TaskState.OPEN: TaskDeclined, TaskState.OFFERED: TaskOffered, TaskState.ACCEPTED: TaskAccepted}
_FALLS = (TaskState.ACCEPTED, TaskState.OFFERED)


def width_of(plan: TaskPlan) -> int:
    """How many are asked at once for each open place: a few where time presses, else one after the other."""
    return URGENT_WIDTH if plan.urgent else 1


def check_plan(plan: TaskPlan, at: datetime) -> None:
    """Raises `Invalid` naming the field for a time that is over, too long or reversed, and for roles named twice."""
    if plan.ends_at <= plan.starts_at:
        raise _bad("ends_at", "It must end after it begins.", "结束须晚于开始。")
    if plan.ends_at - plan.starts_at > LONGEST:
        raise _bad("ends_at", "A task takes a day at most; open several.", "单个任务不超过24小时，请拆分。")
    if plan.ends_at <= at:
        raise _bad("ends_at", "It is over already.", "任务时间已过。")
    if len({role.code for role in plan.roles}) != len(plan.roles):
        raise _bad("roles", "Each role is named once.", "岗位代码重复。")
    if (plan.latitude is None) != (plan.longitude is None):
        raise _bad("latitude", "Give both coordinates or none.", "经纬度须同时填写。")


def _bad(name: str, message: str, message_zh: str) -> Invalid:
    return Invalid("bad_plan", message, message_zh, {f"plan.{name}": [f"{message} {message_zh}"]})
