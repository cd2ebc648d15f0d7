"""How a seeding acts out a task of this service, from its opening to its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from linli.contracts.task import TaskEvent
from linli.seeding.acted import TaskPart
from services.assistance.domain.case import AidCase
from services.assistance.tables.case import AID_CASE

CLERK, SURVEYOR, DECIDER = UUID(int=0x5EED_8001), UUID(int=0x5EED_8002), UUID(int=0x5EED_8003)


def work(case: AidCase, begun: datetime, ended: datetime) -> Iterator[TaskEvent]:
    """The papers are accepted, two survey the household, a third grants it."""
    yield case.accept(CLERK, begun + (ended - begun) / 5)
    yield case.survey(CLERK, [CLERK, SURVEYOR], begun + (ended - begun) / 2, "家庭情况属实")
    yield case.approve(DECIDER, Decimal("620.00"), ended, "符合条件")


PART = TaskPart(AidCase, AID_CASE, work, "approved")
