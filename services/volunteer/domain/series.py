"""A series 周期任务: the same task again and again, by a rule of RFC 5545."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid5

from linli.contracts.volunteer.engagements import TaskPlan
from linli.errors import Conflict


@dataclass(eq=False)
class Series:
    """A series. `excluded` are days left out, as one text; its tasks are open up to `made_until`."""

    id: UUID
    area_code: str
    category: str
    plan: TaskPlan
    rule: str
    excluded: str
    made_until: datetime
    ended: bool = False
    sequence: int = 1

    @property
    def days_left_out(self) -> tuple[date, ...]:
        """The days on which it does not happen."""
        return tuple(date.fromisoformat(one) for one in self.excluded.split())

    def task_at(self, begins: datetime) -> tuple[UUID, TaskPlan]:
        """The task of this moment, always under the same id, and its plan."""
        length = self.plan.ends_at - self.plan.starts_at
        return uuid5(self.id, begins.isoformat()), replace(self.plan, starts_at=begins, ends_at=begins + length)

    def end(self) -> None:
        """Open no more of it; raises `Conflict` when it has ended."""
        if self.ended:
            raise Conflict("series_ended", "The series has ended already.", "该周期任务已结束。")
        self.ended = True
        self.sequence += 1
