"""How a seeding acts out a task of this service, from its opening to its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from linli.contracts.task import TaskEvent
from linli.seeding.acted import TaskPart
from services.grid.domain.case import GridCase
from services.grid.tables.case import GRID_CASE

WORKER, VERIFIER = UUID(int=0x5EED_6001), UUID(int=0x5EED_6002)


def work(case: GridCase, begun: datetime, ended: datetime) -> Iterator[TaskEvent]:
    """A worker is sent and reports it handled; another sees that it is."""
    yield case.assign(WORKER, begun + (ended - begun) / 5)
    yield case.handle(WORKER, begun + (ended - begun) / 5 * 4, "已到场处置")
    yield case.verify(VERIFIER, ended, "现场核查属实")


PART = TaskPart(GridCase, GRID_CASE, work, "verified")
