"""Indicators tell what the volunteers of a tier were asked, answered and did in a year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from linli.clock import local, now
from linli.timers import TIMER
from services.volunteer.tables.tasks import ENGAGEMENT, VOLUNTEER_TASK
from tests.factories.either_volunteer import BOTH, either
from tests.factories.people import COMMUNITY, DISTRICT, STREET
from tests.factories.planned import engagements, open_task
from tests.factories.running import RunningService
from tests.factories.volunteer_register import COORDINATOR, HERE, register

YEAR = local(now() - timedelta(hours=1)).year


@pytest.fixture(params=BOTH)
def volunteer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningService]:
    with either(request, tmp_path) as service:
        yield service


def offered(service: RunningService, number: int) -> tuple[str, str]:
    """A task and the offer of its place to the one volunteer who is near; no two are near each other."""
    place: dict[str, Any] = {"latitude": HERE[0] + number / 10, "longitude": HERE[1]}
    made, task = register(service, **place), open_task(service, **place)
    service.ask(COORDINATOR, "offer_place", id=task["id"], volunteer_id=made["id"])
    (offer,) = engagements(service, task["id"])
    return task["id"], offer["id"]


def run_out(service: RunningService) -> None:
    """Nobody answers the offers that are open."""
    with service.database.transaction() as session:
        past = now() - timedelta(seconds=1)
        session.execute(update(ENGAGEMENT).where(ENGAGEMENT.c.state == "offered").values(expires_at=past))
        session.execute(update(TIMER).where(TIMER.c.name == "engagement.expiry").values(due_at=past))
    while service.member.firing.fire_due():
        pass


def begun(service: RunningService) -> None:
    """Every task has begun."""
    starts = now() - timedelta(hours=1)
    with service.database.transaction() as session:
        session.execute(update(ENGAGEMENT).values(starts_at=starts, ends_at=starts + timedelta(hours=2)))
        session.execute(update(VOLUNTEER_TASK).values(starts_at=starts))


def credited(service: RunningService, hours: str, area: str) -> UUID:
    said: dict[str, Any] = {"area_code": area, "served_on": local(now()).date(), "reason": "社区清洁"}
    made = service.ask(COORDINATOR, "credit_hours", volunteer_id=uuid4(), hours=hours, **said)
    return UUID(made["entry_id"])


def work(service: RunningService, area: str, year: int = YEAR) -> dict[str, Any]:
    said: dict[str, Any] = {"area_code": area, "year": year, "communities": 1, "streets": 1}
    return dict(service.ask(COORDINATOR, "get_indicators", **said)["work"])


def test_hours_answers_and_tasks_are_those_of_the_tier_and_the_year(volunteer: RunningService) -> None:
    """One says yes and serves, one says no, one says nothing, one is asked no more; two tasks are given up."""
    (served, yes), (declined, no), (silent, _), (_withdrawn, gone) = (offered(volunteer, one) for one in range(4))
    volunteer.ask(COORDINATOR, "accept_offer", id=yes)
    volunteer.ask(COORDINATOR, "decline_offer", id=no)
    volunteer.ask(COORDINATOR, "withdraw_offer", id=gone, reason="改期")
    run_out(volunteer)
    begun(volunteer)
    volunteer.ask(COORDINATOR, "complete_task", id=served, hours="1.5")
    for task in (declined, silent):
        volunteer.ask(COORDINATOR, "cancel_task", id=task, reason="不再需要")
    credited(volunteer, "2", STREET)
    volunteer.ask(COORDINATOR, "reverse_hours", entry_id=credited(volunteer, "4", COMMUNITY), reason="登记错误")
    found = work(volunteer, COMMUNITY)
    assert (found["hours"], found["answered"], found["unanswered"], found["taken"]) == ("1.50", 2, 1, 1)
    assert (found["done"], found["given_up"], found["response"], found["completion"]) == (1, 2, 0.6667, 0.3333)
    for above in (STREET, DISTRICT):
        assert (work(volunteer, above)["hours"], work(volunteer, above)["answered"]) == ("3.50", 2)
    for other in (YEAR - 1, YEAR + 1):
        elsewhen = work(volunteer, DISTRICT, other)
        assert [elsewhen[name] for name in ("hours", "answered", "unanswered", "done")] == ["0.00", 0, 0, 0]


def test_without_anything_there_are_no_shares(volunteer: RunningService) -> None:
    credited(volunteer, "2", COMMUNITY)
    before = work(volunteer, DISTRICT, 2020)
    assert (before["hours"], before["response"], before["completion"]) == ("0.00", None, None)
    assert (work(volunteer, DISTRICT)["hours"], work(volunteer, DISTRICT)["response"]) == ("2.00", None)
