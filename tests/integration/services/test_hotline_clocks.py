"""A request's one timer is put with every step, fires when its clocks have something to say, and is never lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from linli.clock import now
from linli.identity import Role
from linli.timers import TIMER
from services.hotline.usecases.timing import SUCCESSION
from tests.factories.migrated import migrated_url
from tests.factories.people import COMMUNITY, DISTRICT, STREET, administrator, person
from tests.factories.running import RunningService, running
from tests.machine import Scratch

OPERATOR = person(Role.OPERATOR)
HANDLER = person(Role.HANDLER, at=COMMUNITY)
OPENED = ["request.opened", "request.dispatched"]
HOUR = timedelta(hours=1)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def hotline(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningService]:
    url = None
    if request.param == "postgresql":
        scratch: Scratch = request.getfixturevalue("scratch")
        url = migrated_url(scratch, "hotline", f"clocks_{uuid4().hex[:8]}")
    with running("hotline", tmp_path, url) as service:
        yield service


@pytest.fixture
def light(tmp_path: Path) -> Iterator[RunningService]:
    """The hotline on SQLite alone, for what does not depend on the database."""
    with running("hotline", tmp_path) as service:
        yield service


@pytest.fixture
def pass_time(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Fire everything that is due by a moment."""

    def until(hotline: RunningService, moment: datetime) -> None:
        monkeypatch.setattr("linli.timers.now", lambda: moment)
        monkeypatch.setattr("linli.firing.now", lambda: moment)
        while hotline.member.firing.fire_due():
            pass

    return until


def opened(hotline: RunningService, **said: Any) -> dict[str, Any]:
    """A request that was just recorded, due to be signed for in an hour, or as said."""
    given = {"id": uuid4(), "tracking_code": "7K3QX-9M2TB", "area_code": COMMUNITY, "category": "noise.residential"}
    return hotline.ask(administrator(), "open_request", **{**given, "title": "Loud music", **said})


def timers(hotline: RunningService) -> dict[UUID, datetime]:
    """The moment of every timer, by subject."""
    with hotline.database.reading() as session:
        return {row.subject: row.due_at for row in session.execute(select(TIMER))}


def clock(shown: dict[str, Any], kind: str) -> dict[str, Any]:
    """One of the clocks of a request as it is shown."""
    return next(one for one in shown["clocks"] if one["kind"] == kind)


def test_a_request_is_shown_with_its_three_clocks_and_has_one_timer_at_its_next_moment(hotline: RunningService) -> None:
    shown = opened(hotline)
    assert [(one["kind"], one["stage"]) for one in shown["clocks"]] == [
        ("sign", "on_time"),
        ("answer", "on_time"),
        ("settle", "on_time"),
    ]
    sign = clock(shown, "sign")
    assert (sign["measure"], sign["allowed_hours"], sign["due_at"]) == (
        "calendar",
        1.0,
        shown["request"]["sign_due_at"],
    )
    assert clock(shown, "settle")["measure"] == "working_days"
    assert timers(hotline) == {UUID(shown["id"]): datetime.fromisoformat(sign["warning_at"])}


def test_time_warns_breaches_and_escalates_with_events_and_history(hotline: RunningService, pass_time: Any) -> None:
    request_id = opened(hotline)["id"]
    start = now()
    pass_time(hotline, start + 0.9 * HOUR)
    assert hotline.names() == [*OPENED, "request.warned"]
    pass_time(hotline, start + 1.1 * HOUR)
    assert hotline.names()[2:] == ["request.warned", "request.breached", "request.escalated"]
    shown = hotline.ask(HANDLER, "get_request", id=request_id)
    assert (shown["request"]["stage"], shown["request"]["escalated_to"]) == ("breached", STREET)
    assert (shown["request"]["unit_area"], shown["version"]) == (COMMUNITY, 5)
    pass_time(hotline, start + timedelta(days=30))
    assert hotline.ask(HANDLER, "get_request", id=request_id)["request"]["escalated_to"] == DISTRICT
    assert timers(hotline) == {}
    steps = hotline.ask(HANDLER, "list_steps", id=request_id)["steps"]
    assert [one["action"] for one in steps][2:5] == ["warned", "breached", "escalated"]
    assert {one["account_id"] for one in steps[2:]} == {None}


def test_every_step_puts_the_timer_anew_and_the_last_takes_it_away(hotline: RunningService, pass_time: Any) -> None:
    request_id = UUID(opened(hotline)["id"])
    signed = hotline.ask(HANDLER, "sign_request", id=request_id)
    assert timers(hotline)[request_id] == datetime.fromisoformat(clock(signed, "answer")["warning_at"])
    hotline.ask(HANDLER, "wait_request", id=request_id, waiting_for="citizen", reason="not at home")
    assert timers(hotline) == {}
    pass_time(hotline, now() + timedelta(days=9))
    resumed = hotline.ask(HANDLER, "resume_request", id=request_id)
    assert timers(hotline)[request_id] == datetime.fromisoformat(clock(resumed, "answer")["warning_at"])
    hotline.ask(HANDLER, "settle_request", id=request_id, result="done")
    assert timers(hotline) == {}
    assert not {"request.warned", "request.breached"} & {*hotline.names()}


@pytest.mark.parametrize("calls", [["withdraw_request"], ["settle_request", "close_request"]])
def test_a_request_that_ends_has_no_timer(light: RunningService, calls: list[str]) -> None:
    request_id = opened(light)["id"]
    for call in calls:
        said = {"result": "done"} if call == "settle_request" else {}
        light.ask(administrator(), call, id=request_id, **said)
    assert timers(light) == {}


def test_an_edit_that_has_nothing_to_do_with_time_leaves_clocks_and_timer_alone(light: RunningService) -> None:
    shown = opened(light)
    before = timers(light)
    after = light.ask(administrator(), "exclude_request", id=shown["id"], reason="not a matter of the city")
    assert timers(light) == before
    still = ("due_at", "warning_at", "started_at", "paused_at", "stopped_at")
    assert [[one[name] for name in still] for one in after["clocks"]] == [
        [one[name] for name in still] for one in shown["clocks"]
    ]


def test_a_request_without_anybody_at_its_unit_climbs_all_the_same(light: RunningService, pass_time: Any) -> None:
    """Held for a dispatcher who never comes, it has no task and nobody has signed."""
    request_id = opened(light, hold=True)["id"]
    pass_time(light, now() + timedelta(days=30))
    shown = light.ask(HANDLER, "get_request", id=request_id)["request"]
    assert (shown["state"], shown["escalated_to"]) == ("pending_dispatch", DISTRICT)


def test_an_imported_request_waits_for_its_steps_and_is_told_late_only_once(
    light: RunningService, pass_time: Any
) -> None:
    past = now() - timedelta(days=300)
    imported = {"at": past, "settle_due_at": past + timedelta(days=2)}
    left, settled = opened(light, **imported), opened(light, tracking_code="7K3QX-9M2TC", **imported)
    assert min(timers(light).values()) >= now() + SUCCESSION - timedelta(seconds=30)
    pass_time(light, now())
    light.ask(administrator(), "settle_request", id=settled["id"], result="done", at=past + 0.9 * HOUR)
    pass_time(light, now() + 2 * SUCCESSION)
    told = [(event.name, str(event.subject)) for event in light.said()][4:]
    assert told == [
        ("request.settled", settled["id"]),
        ("request.breached", left["id"]),
        ("request.escalated", left["id"]),
    ]
    assert light.ask(HANDLER, "get_request", id=left["id"])["request"]["escalated_to"] == DISTRICT
    assert light.ask(HANDLER, "get_request", id=settled["id"])["request"]["stage"] == "on_time"


def test_a_timer_that_comes_too_early_waits_for_the_moment(light: RunningService, pass_time: Any) -> None:
    shown = opened(light)
    with light.database.transaction() as session:
        session.execute(TIMER.update().values(due_at=now() - HOUR))
    pass_time(light, now())
    assert light.names() == OPENED
    assert timers(light) == {UUID(shown["id"]): datetime.fromisoformat(clock(shown, "sign")["warning_at"])}
