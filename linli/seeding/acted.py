"""What the parts of a seeding tell each other of a life that was acted out: events, as they would have been sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table

from linli.contracts.hotline.events import ASKING_EVENTS, ENDING_EVENTS, RequestEvent, RequestSettled
from linli.contracts.task import TaskEvent
from linli.seeding.stamping import Row
from linli.tasks.aggregate import Task

Working = Callable[[Any, datetime, datetime], Iterable[TaskEvent]]
"""Takes a task from its opening to its end, between two moments."""


@dataclass(frozen=True)
class Acted:
    """A request's life: the hotline's rows, its events in their order, when its task was done if that settled it."""

    rows: Sequence[Row]
    events: Sequence[RequestEvent]
    task_done_at: datetime | None = None


@dataclass(frozen=True)
class TaskPart:
    """How a task service acts out its part: what a task is, where it is kept, how it is worked on, what comes of it."""

    kind: type[Task]
    table: Table
    work: Working
    outcome: str

    def act(self, life: Acted) -> tuple[list[Row], list[TaskEvent]]:
        """The tasks that the request called for, and their events, as `linli.tasks.usecases` would have them."""
        tasks: list[Task] = []
        told: list[TaskEvent] = []
        for event in life.events:
            if isinstance(event, RequestSettled) and tasks and life.task_done_at is not None:
                told += self.work(tasks[-1], tasks[-1].opened_at, life.task_done_at)
            ends = isinstance(event, ENDING_EVENTS + ASKING_EVENTS)
            told += [
                task.cancel_with_request(event.occurred_at, _why(event)) for task in tasks if ends and not task.ended
            ]
            if isinstance(event, ASKING_EVENTS):
                task, opened = self.kind.open(event)
                tasks.append(task)
                told.append(opened)
        return [(self.table, {c.name: getattr(task, c.name) for c in self.table.c}) for task in tasks], told


def _why(event: RequestEvent) -> str:
    if isinstance(event, ASKING_EVENTS):
        return "request_returned"
    return "settled_without_task" if isinstance(event, RequestSettled) else "request_withdrawn"
