"""The volunteer task 志愿任务: offer and accept, hours. Methods return the event they cause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import ClassVar
from uuid import UUID

from linli.contracts.hotline import TaskService
from linli.contracts.task import TaskEvent
from linli.contracts.volunteer import (
    TaskAccepted,
    TaskCancelled,
    TaskCompleted,
    TaskDeclined,
    TaskOffered,
    TaskOpened,
    TaskState,
)
from linli.errors import Forbidden, Invalid
from linli.tasks.aggregate import Task, Transitions

QUARTER = Decimal("0.25")
"""Hours are recorded in quarters."""

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

    def offer(self, volunteer_id: UUID, at: datetime) -> TaskEvent:
        """Offer it to one volunteer, who may decline (志愿服务条例 art. 25)."""
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

    def only_by(self, account_id: UUID) -> None:
        """Raises `Forbidden` unless this account is the volunteer it is offered to: nobody answers for another."""
        if self.volunteer_id != account_id:
            raise Forbidden(
                "offered_to_another",
                "Only the volunteer it is offered to, or a coordinator, may answer the offer.",
                "仅受邀志愿者本人或协调员可以回应。",
            )
