"""How a seeding acts out a task of this service, from its opening to its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from linli.contracts.task import TaskEvent
from linli.seeding.acted import TaskPart
from services.volunteer.domain.tasks import VolunteerTask
from services.volunteer.tables.tasks import VOLUNTEER_TASK

VOLUNTEER = UUID(int=0x5EED_7001)


def work(task: VolunteerTask, begun: datetime, ended: datetime) -> Iterator[TaskEvent]:
    """A volunteer is offered it, takes it and gives two hours."""
    yield task.offer(VOLUNTEER, begun + (ended - begun) / 5)
    yield task.accept(begun + (ended - begun) / 5 * 2)
    yield task.complete(Decimal("2.00"), ended, "服务已完成")


PART = TaskPart(VolunteerTask, VOLUNTEER_TASK, work, "done")
