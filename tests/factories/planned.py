"""Planned tasks as tests make them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from linli import computing
from linli.clock import now
from tests.factories.people import COMMUNITY
from tests.factories.running import RunningService
from tests.factories.volunteer_register import COORDINATOR, HERE


def plan(hours: float = 24, length: float = 2, **more: Any) -> dict[str, Any]:
    """A task that begins in so many hours, at the place of tests."""
    begins = now() + timedelta(hours=hours)
    said = {"title": "陪伴就医", "starts_at": begins, "ends_at": begins + timedelta(hours=length)}
    return {**said, "latitude": HERE[0], "longitude": HERE[1], **more}


def open_task(service: RunningService, *, area: str = COMMUNITY, **more: Any) -> dict[str, Any]:
    """A planned task of the community."""
    said: dict[str, Any] = {"area_code": area, "category": "aid.elderly", "plan": plan(**more)}
    return service.ask(COORDINATOR, "open_planned_task", **said)


def engagements(service: RunningService, task_id: str) -> list[dict[str, Any]]:
    """Who is and was engaged in it, the latest offer first."""
    return list(service.ask(COORDINATOR, "list_engagements", id=task_id)["items"])


def cycle(service: RunningService) -> int:
    """One cycle of dispatch, its computation done here; how many computations there were."""
    from sqlalchemy import update

    from linli.timers import TIMER

    with service.database.transaction() as session:
        due = now() - timedelta(seconds=1)
        session.execute(update(TIMER).where(TIMER.c.name == "dispatch.cycle").values(due_at=due))
    while service.member.firing.fire_due():
        pass
    return computing.work_off(service.member.service, service.database)
