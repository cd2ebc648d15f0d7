"""Volunteers and their offers as a coordinator makes them through the gateway."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update
from werkzeug.test import TestResponse

from linli.clock import now
from linli.identity import Role
from services.volunteer.tables.tasks import ENGAGEMENT, VOLUNTEER_TASK
from tests.factories.people import COMMUNITY
from tests.factories.volunteer_register import ALL_DAY, profile
from tests.factories.web import Web

ROOT = "/api/volunteer"


def made(done: TestResponse) -> dict[str, Any]:
    """What was made or changed."""
    assert done.status_code in (200, 201), done.text
    return dict(done.json or {})


def in_register(web: Web, phone: str, *, weekly: Any = ALL_DAY, **more: Any) -> str:
    """The id of a volunteer with this number, free at these hours; `more` are parts of the profile."""
    who = web.be(Role.COORDINATOR)
    said = {"area_code": COMMUNITY, "name": "李雷", "phone": phone, "profile": profile(**more)}
    volunteer = str(made(who.post(f"{ROOT}/volunteers", said))["id"])
    free = {"availability": {"weekly": weekly}}
    made(who.post(f"{ROOT}/volunteers/{volunteer}/availability", free, If_Match="*"))
    return volunteer


def offered(web: Web, volunteer_id: str, *, days: float = 2, reason: str = "", **more: Any) -> tuple[str, str]:
    """A task in so many days whose place is offered to the volunteer: the ids of both; `more` are parts of the plan."""
    begins, who = now() + timedelta(days=days), web.be(Role.COORDINATOR)
    times = {"starts_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=2)).isoformat()}
    said = {"area_code": COMMUNITY, "category": "aid.elderly", "plan": {"title": "陪伴就医", **times, **more}}
    task = made(who.post(f"{ROOT}/tasks", said))["id"]
    place = {"volunteer_id": volunteer_id, "reason": reason}
    offer = made(who.post(f"{ROOT}/tasks/{task}/places", place, If_Match="*"))
    return str(task), str(offer["id"])


def begin(web: Web, task: str, ago: timedelta = timedelta()) -> None:
    """The task began so long ago and takes two hours."""
    starts = now() - ago
    with web.host.databases["volunteer"].transaction() as session:
        mine = update(ENGAGEMENT).where(ENGAGEMENT.c.task_id == UUID(task))
        session.execute(mine.values(starts_at=starts, ends_at=starts + timedelta(hours=2)))
        session.execute(update(VOLUNTEER_TASK).where(VOLUNTEER_TASK.c.id == UUID(task)).values(starts_at=starts))
