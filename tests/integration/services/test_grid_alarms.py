"""Timers raise an alarm once for each cause; it climbs tier by tier until somebody takes it on or its cause is gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from linli import timers
from linli.clock import now
from linli.errors import Conflict, Forbidden
from linli.observe import Chain
from linli.timers import TIMER
from linli.work import Work
from services.grid.tables.field import ROUND
from services.grid.usecases import alarms, rounds
from tests.factories.patrols import (
    LEADER,
    OTHER_WORKER,
    WORKER,
    add_checkpoint,
    add_route,
    grid_at,
    item,
    plan_round,
    sync,
)
from tests.factories.patrols import scan as scan_of
from tests.factories.people import COMMUNITY, DISTRICT, STREET
from tests.factories.running import RunningService


@pytest.fixture
def grid(tmp_path: Path) -> Iterator[RunningService]:
    with grid_at(tmp_path) as service:
        yield service


@pytest.fixture
def point(grid: RunningService) -> str:
    return add_checkpoint(grid, 0, methods=["gps"])


@pytest.fixture
def planned(grid: RunningService, point: str) -> str:
    return plan_round(grid, add_route(grid, [point]))


def due(grid: RunningService, name: str, subject: str) -> datetime | None:
    """When the timer of this name is due."""
    with grid.database.reading() as session:
        wanted = select(TIMER.c.due_at).where(TIMER.c.name == name, TIMER.c.subject == UUID(subject))
        found: datetime | None = session.scalar(wanted)
        return found


def fire(grid: RunningService, act: Any, subject: str, at: datetime | None = None) -> None:
    """What the service does when the timer is due, at that moment."""
    with grid.database.transaction() as session:
        act(Work(session, at or now(), Chain()), UUID(subject))


def together(act: Any) -> Any:
    """What is done with all that are due, done with one."""
    return lambda work, subject: act([(subject, work)])


def listed(grid: RunningService) -> list[tuple[str, str]]:
    found = grid.ask(LEADER, "list_alarms", area_code=COMMUNITY)["items"]
    return sorted((one["kind"], one["state"]) for one in found)


def test_a_round_that_has_not_begun_within_its_grace_is_late_once_until_it_begins(
    grid: RunningService, planned: str
) -> None:
    begins = datetime.fromisoformat(grid.ask(LEADER, "get_round", id=planned)["starts_at"])
    assert due(grid, "round.late", planned) == begins + timedelta(minutes=15)
    for _ in range(2):
        fire(grid, together(alarms.late), planned)
    assert listed(grid) == [("late_start", "open")]
    sync(grid, [item("start", planned, 5)])
    assert listed(grid) == [("late_start", "resolved")]
    assert due(grid, "round.late", planned) is None


def test_many_that_are_late_at_once_have_an_alarm_each_and_those_that_began_or_are_gone_none(
    grid: RunningService, point: str
) -> None:
    route = add_route(grid, [point])
    late = [plan_round(grid, route) for _ in range(30)]
    begun, cancelled, twice = late[3], late[5], late[7]
    fire(grid, together(alarms.late), twice)
    with grid.database.transaction() as session:
        past = TIMER.update().where(TIMER.c.name == "round.late").values(due_at=now() - timedelta(minutes=1))
        session.execute(past)
        session.execute(ROUND.update().where(ROUND.c.id == UUID(begun)).values(state="running"))
        session.execute(ROUND.update().where(ROUND.c.id == UUID(cancelled)).values(state="cancelled"))
        timers.put(session, "round.late", uuid4(), now() - timedelta(minutes=1))
    while grid.member.firing.fire_due():
        pass
    raised = grid.ask(LEADER, "list_alarms", area_code=COMMUNITY, limit=100)["items"]
    assert sorted(one["round_id"] for one in raised) == sorted(set(late) - {begun, cancelled})
    assert {one["kind"] for one in raised} == {"late_start"}
    for one in raised:
        climbs = due(grid, "alarm.escalate", one["id"])
        assert climbs == datetime.fromisoformat(one["raised_at"]) + timedelta(minutes=15)
    told = [one for one in grid.said() if one.name == "alarm.raised"]
    assert sorted(str(one.subject) for one in told) == sorted(one["id"] for one in raised)


def test_points_that_are_omitted_are_told_of_and_a_late_scan_resolves_it(
    grid: RunningService, planned: str, point: str
) -> None:
    sync(grid, [item("start", planned, 50), item("finish", planned, 20)])
    assert listed(grid) == [("missed_point", "open")]
    sync(grid, [scan_of(planned, point, 30)])
    assert listed(grid) == [("missed_point", "resolved")]


def test_an_officer_of_whom_nothing_is_heard_is_silent_unless_they_paused(grid: RunningService, planned: str) -> None:
    sync(grid, [item("start", planned, 50)])
    heard = due(grid, "round.silent", planned)
    assert heard is not None
    assert timedelta(minutes=29) < heard - now() <= timedelta(minutes=30)
    fire(grid, together(alarms.silent), planned, heard)
    assert listed(grid) == [("silent", "open")]
    sync(grid, [item("pause", planned, 1, note="用餐")])
    assert due(grid, "round.silent", planned) is None
    fire(grid, together(alarms.silent), planned, heard)
    assert listed(grid) == [("silent", "open")]
    sync(grid, [item("resume", planned, 0)])
    assert listed(grid) == [("silent", "resolved")]


def test_a_round_never_begun_is_told_of_when_it_is_over(grid: RunningService, planned: str) -> None:
    fire(grid, rounds.over, planned, now() + timedelta(hours=4))
    assert listed(grid) == [("missed_point", "open")]


def test_a_panic_climbs_every_two_minutes_until_somebody_takes_it_on(grid: RunningService) -> None:
    key = str(uuid4())
    said: dict[str, Any] = {"id": key, "area_code": COMMUNITY, "latitude": 41.79, "longitude": 123.45}
    first = grid.ask(WORKER, "raise_panic", **said)
    assert grid.ask(WORKER, "raise_panic", **said) == first
    assert grid.refusal(OTHER_WORKER, "raise_panic", **said).code == "id_taken"
    raised = datetime.fromisoformat(first["raised_at"])
    assert due(grid, "alarm.escalate", key) == raised + timedelta(minutes=2)
    climbed = []
    for _ in range(3):
        fire(grid, alarms.escalate, key)
        climbed += [one["escalated_to"] for one in grid.ask(LEADER, "list_alarms", area_code=COMMUNITY)["items"]]
    assert climbed == [STREET, DISTRICT, DISTRICT]
    assert isinstance(grid.refusal(WORKER, "acknowledge_alarm", id=key), Forbidden)
    taken = grid.ask(LEADER, "acknowledge_alarm", id=key, note="已派人")
    assert (taken["state"], taken["acknowledged_by"]) == ("acknowledged", str(LEADER.account_id))
    assert due(grid, "alarm.escalate", key) is None
    assert isinstance(grid.refusal(LEADER, "acknowledge_alarm", id=key), Conflict)
    assert grid.names() == ["alarm.raised", "alarm.escalated", "alarm.escalated", "alarm.ended"]
