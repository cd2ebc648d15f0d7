"""Whatever order a request's events are handled in, and however many at once, it ends with one open task."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from linli.contracts.hotline.words import TaskService
from tests.factories.requests import CalledRequest, wrapped
from tests.factories.running import RunningService, running
from tests.machine import Scratch

REQUESTS = 30
ENDS = {"case.cancelled", "task.cancelled"}
BEGINNINGS = {"case.opened", "task.opened", "case.filed"}


@pytest.fixture(params=list(TaskService))
def service(request: pytest.FixtureRequest, tmp_path: Path, scratch: Scratch) -> Iterator[RunningService]:
    """Each of the three on PostgreSQL, where handlers really run at the same time."""
    with running(request.param, tmp_path, scratch.database_url(f"parallel_{request.param}")) as own:
        yield own


def test_dispatch_and_returns_handled_at_the_same_time_leave_the_last_task_open(service: RunningService) -> None:
    requests = [CalledRequest(TaskService(service.member.name)) for _ in range(REQUESTS)]
    with ThreadPoolExecutor(6) as threads:
        for request in requests:
            asks = [wrapped(event) for event in (request.dispatched(), request.returned(), request.returned())]
            list(threads.map(service.tell, [*asks, *asks]))
    told = service.said()
    still_open = {e.subject for e in told if e.name in BEGINNINGS} - {e.subject for e in told if e.name in ENDS}
    assert still_open == {request.task_id(3) for request in requests}
    assert len([e for e in told if e.name in BEGINNINGS]) == len({e.subject for e in told})
    assert service.waiting() == (0, 0)
