"""Who came is known by code, QR, place or coordinator; what is forgotten counts as planned; disputes are decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update

from linli.clock import local, now
from linli.errors import Conflict, Forbidden, Invalid, NotFound
from linli.identity import Role
from linli.timers import TIMER
from services.volunteer.tables.tasks import ENGAGEMENT, VOLUNTEER_TASK
from tests.factories.migrated import migrated_url
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, person
from tests.factories.planned import engagements, open_task
from tests.factories.running import RunningService, running
from tests.factories.volunteer_register import COORDINATOR, HERE, register
from tests.machine import Scratch

JUDGE = person(Role.COORDINATOR, at=DISTRICT)
NEIGHBOUR = person(Role.GRID_WORKER, at=COMMUNITY)


@pytest.fixture(params=("sqlite", "postgresql"))
def volunteer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningService]:
    if request.param == "sqlite":
        with running("volunteer", tmp_path) as service:
            yield service
    else:
        scratch: Scratch = request.getfixturevalue("scratch")
        with running("volunteer", tmp_path, migrated_url(scratch, "volunteer", f"attend{uuid4().hex[:8]}")) as service:
            yield service


def taken(service: RunningService, **more: Any) -> str:
    """The engagement of the neighbour, who took the place."""
    register(service, account_id=NEIGHBOUR.account_id)
    made = open_task(service, **more)
    service.ask(COORDINATOR, "dispatch_task", id=made["id"])
    (offer,) = engagements(service, made["id"])
    service.ask(NEIGHBOUR, "accept_offer", id=offer["id"])
    return str(offer["id"])


def begin(service: RunningService, minutes: float = 0) -> None:
    """The task began so many minutes ago, and takes two hours."""
    starts = now() - timedelta(minutes=minutes)
    with service.database.transaction() as session:
        session.execute(update(ENGAGEMENT).values(starts_at=starts, ends_at=starts + timedelta(hours=2)))
        session.execute(update(VOLUNTEER_TASK).values(starts_at=starts))


def came(service: RunningService, hours_ago: float) -> None:
    """Whoever is there came so long ago."""
    with service.database.transaction() as session:
        session.execute(update(ENGAGEMENT).values(arrived_at=now() - timedelta(hours=hours_ago)))


def fire(service: RunningService, name: str) -> None:
    with service.database.transaction() as session:
        session.execute(update(TIMER).where(TIMER.c.name == name).values(due_at=now() - timedelta(seconds=1)))
    while service.member.firing.fire_due():
        pass


def hours_of(service: RunningService) -> str:
    return str(service.ask(COORDINATOR, "get_hours", volunteer_id=NEIGHBOUR.account_id)["balance"])


def exceptions(service: RunningService) -> list[str | None]:
    said = {"area_code": COMMUNITY, "day": local(now()).date()}
    return [one["issue"] for one in service.ask(COORDINATOR, "list_exceptions", **said)["items"]]  # type: ignore[arg-type]


def test_a_volunteer_checks_in_and_out_by_the_code_and_the_hours_are_credited(volunteer: RunningService) -> None:
    one = taken(volunteer)
    task = volunteer.ask(COORDINATOR, "dispatch_task", id=_task_of(volunteer, one))["task_id"]
    code = volunteer.ask(COORDINATOR, "get_attendance_code", id=task)
    assert volunteer.refusal(NEIGHBOUR, "check_in", id=one, proof="code", code=code["code"]).code == "too_early"
    begin(volunteer)
    wrong = volunteer.refusal(NEIGHBOUR, "check_in", id=one, proof="code", code="no")
    assert (type(wrong), list(wrong.fields)) == (Invalid, ["code"])
    there = volunteer.ask(NEIGHBOUR, "check_in", id=one, proof="code", code=code["code"])
    assert (there["state"], there["arrived_by"], there["issue"]) == ("present", "code", None)
    begin(volunteer, minutes=100)
    came(volunteer, 100 / 60)
    gone = volunteer.ask(NEIGHBOUR, "check_out", id=one, proof="qr", code=code["qr"])
    assert (gone["state"], gone["hours"]) == ("served", "1.75")
    assert hours_of(volunteer) == "1.75"
    shown = volunteer.ask(COORDINATOR, "get_task", id=task)
    assert (shown["task"]["state"], shown["hours"]) == ("done", "1.75")
    assert volunteer.refusal(NEIGHBOUR, "check_out", id=one, proof="qr", code=code["qr"]).code == "illegal_transition"
    assert exceptions(volunteer) == []


def _task_of(service: RunningService, engagement: str) -> str:
    with service.database.reading() as session:
        return str(session.execute(ENGAGEMENT.select()).one().task_id)


def test_a_place_proves_it_within_300_metres_and_a_coordinator_by_their_word(volunteer: RunningService) -> None:
    one = taken(volunteer)
    begin(volunteer, minutes=20)
    far: dict[str, Any] = {"latitude": HERE[0] + 0.01, "longitude": HERE[1]}
    refused = volunteer.refusal(NEIGHBOUR, "check_in", id=one, proof="place", **far)
    assert (refused.code, list(refused.fields)) == ("too_far", ["latitude"])
    assert isinstance(volunteer.refusal(NEIGHBOUR, "check_in", id=one, proof="coordinator"), Forbidden)
    near: dict[str, Any] = {"latitude": HERE[0] + 0.001, "longitude": HERE[1]}
    there = volunteer.ask(NEIGHBOUR, "check_in", id=one, proof="place", **near)
    assert there["issue"] == "late"
    assert volunteer.ask(COORDINATOR, "check_out", id=one, proof="coordinator")["hours"] == "0.00"
    assert exceptions(volunteer) == ["late"]
    another = person(Role.GRID_WORKER, at=COMMUNITY)
    assert isinstance(volunteer.refusal(another, "check_in", id=one, proof="place", **near), Forbidden)
    elsewhere = person(Role.COORDINATOR, at=ELSEWHERE)
    assert isinstance(volunteer.refusal(elsewhere, "check_in", id=one, proof="coordinator"), NotFound)


def test_a_forgotten_check_out_counts_the_planned_end_and_no_more(volunteer: RunningService) -> None:
    one = taken(volunteer)
    begin(volunteer)
    volunteer.ask(COORDINATOR, "check_in", id=one, proof="coordinator")
    begin(volunteer, minutes=200)
    came(volunteer, 3)
    fire(volunteer, "attendance.check_out")
    assert hours_of(volunteer) == "1.75"
    assert exceptions(volunteer) == ["forgotten_check_out"]
    fire(volunteer, "attendance.check_out")
    assert hours_of(volunteer) == "1.75"


def test_who_does_not_come_is_missed_and_the_task_was_given_by_nobody(volunteer: RunningService) -> None:
    one = taken(volunteer)
    begin(volunteer, minutes=40)
    fire(volunteer, "attendance.no_show")
    assert exceptions(volunteer) == ["no_show"]
    shown = volunteer.ask(COORDINATOR, "get_task", id=_task_of(volunteer, one))
    assert shown["task"]["outcome"] == "given_up"
    assert volunteer.names()[-2:] == ["engagement.missed", "task.cancelled"]


def test_a_dispute_is_decided_by_somebody_else_and_the_books_follow(volunteer: RunningService) -> None:
    one = taken(volunteer)
    begin(volunteer)
    assert isinstance(volunteer.refusal(NEIGHBOUR, "dispute_hours", id=one, hours="1", reason="早到"), Conflict)
    volunteer.ask(COORDINATOR, "check_in", id=one, proof="coordinator")
    begin(volunteer, minutes=60)
    came(volunteer, 1)
    volunteer.ask(COORDINATOR, "check_out", id=one, proof="coordinator")
    assert hours_of(volunteer) == "1.00"
    assert volunteer.refusal(COORDINATOR, "decide_hours", id=one, hours="2", reason="无").code == "no_dispute"
    disputed = volunteer.ask(NEIGHBOUR, "dispute_hours", id=one, hours="2", reason="实际两小时")
    assert disputed["disputed_hours"] == "2.00"
    refused = volunteer.refusal(COORDINATOR, "decide_hours", id=one, hours="2", reason="核实")
    assert refused.code == "party_to_dispute"
    bad = volunteer.refusal(JUDGE, "decide_hours", id=one, hours="1.1", reason="核实")
    assert list(bad.fields) == ["hours"]
    decided = volunteer.ask(JUDGE, "decide_hours", id=one, hours="1.5", reason="监控核实")
    assert (decided["hours"], decided["disputed_hours"], decided["decision"]) == ("1.50", None, "监控核实")
    assert hours_of(volunteer) == "1.50"
