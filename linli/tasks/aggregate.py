"""The task that a request called for: what every kind of it carries, and how each step is checked and told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Self
from uuid import UUID

from linli.areas import path_of
from linli.contracts.hotline.events import RequestEvent
from linli.contracts.hotline.words import TaskService
from linli.contracts.task import TaskEvent, TaskSummary
from linli.contracts.terms import zh
from linli.errors import Conflict, Invalid

Transitions = Mapping[tuple[StrEnum, str], StrEnum]
"""What may be done in which state, and the state it leads to; everything else is a conflict."""


@dataclass(kw_only=True, eq=False)
class Task:
    """A task from its opening to its end. `sequence` counts its events and is its version.

    `request_id` is None for a task that no request called for. `request_sequence` is that of the request's event that
    asked for it: the higher one is the later ask. `moved_at` is the moment of the last step, `note` the last note.
    """

    service: ClassVar[TaskService]
    transitions: ClassVar[Transitions]
    first: ClassVar[StrEnum]
    opened: ClassVar[type[TaskEvent]]
    cancelled: ClassVar[type[TaskEvent]]

    id: UUID
    area_code: str
    path: str
    request_id: UUID | None
    request_sequence: int
    category: str
    state: StrEnum
    opened_at: datetime
    due_at: datetime
    moved_at: datetime
    sequence: int = 0
    note: str = ""
    ended_at: datetime | None = None
    outcome: str | None = None

    @classmethod
    def open(cls, event: RequestEvent) -> tuple[Self, TaskEvent]:
        """The task that the request's event asks for, under the id it asks for, due when the request is."""
        task = cls(
            id=event.request.task_id,
            area_code=event.area_code,
            path=path_of(event.area_code),
            request_id=event.subject,
            request_sequence=event.sequence,
            category=event.request.category,
            state=cls.first,
            opened_at=event.occurred_at,
            due_at=event.request.settle_due_at,
            moved_at=event.occurred_at,
        )
        return task, task._caused(cls.opened, event.occurred_at)

    @property
    def ended(self) -> bool:
        """Whether nothing more can happen to it."""
        return self.ended_at is not None

    def cancel(self, at: datetime, reason: str) -> TaskEvent:
        """Give it up, with the reason; the hotline sends the request one tier up."""
        return self._step("cancel", self.cancelled, at, reason, outcome="given_up")

    def cancel_with_request(self, at: datetime, outcome: str) -> TaskEvent:
        """Its request needs it no more. Where its last step is later than the request's, that moment is taken."""
        return self._step("cancel", self.cancelled, max(at, self.moved_at), outcome=outcome)

    def summary(self) -> TaskSummary:
        """Where the task stands, without anything personal."""
        return TaskSummary(
            state=self.state.value,
            category=self.category,
            opened_at=self.opened_at,
            due_at=self.due_at,
            request_id=self.request_id,
            ended_at=self.ended_at,
            outcome=self.outcome,
        )

    def _step(
        self, action: str, event: type[TaskEvent], at: datetime, note: str = "", *, outcome: str | None = None
    ) -> TaskEvent:
        """Take one step of the table; an `outcome` ends the task.

        Raises `Conflict` where the state does not allow the action, `Invalid` when it lies before the last step.
        """
        self._check(action, at)
        self.state = self.transitions[(self.state, action)]
        self.moved_at = at
        self.note = note or self.note
        if outcome is not None:
            self.ended_at, self.outcome = at, outcome
        return self._caused(event, at)

    def _check(self, action: str, at: datetime) -> None:
        if (self.state, action) not in self.transitions:
            allowed = ", ".join(sorted(name for state, name in self.transitions if state is self.state))
            raise Conflict(
                "illegal_transition",
                f"What is {self.state} cannot take '{action}'; possible: {allowed or 'nothing more'}.",
                f"当前状态（{zh(self.state)}）不允许该操作；可用操作：{allowed or '无'}。",
            )
        if at < self.moved_at:
            text = f"It lies before the last step ({self.moved_at.isoformat()}). 早于上一步骤时间。"
            raise Invalid("before_last_step", text, "时间早于上一步骤。", {"at": [text]})

    def _caused(self, event: type[TaskEvent], at: datetime) -> TaskEvent:
        self.sequence += 1
        return event(
            subject=self.id,
            area_code=self.area_code,
            sequence=self.sequence,
            occurred_at=at,
            task=self.summary(),
        )
