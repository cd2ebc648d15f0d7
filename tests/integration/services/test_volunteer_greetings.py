"""A missed greeting call climbs from neighbour to grid worker to hotline, in time, also with 300 at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from linli.clock import local, now
from linli.errors import Forbidden, Invalid, LinliError, NotFound
from linli.identity import Principal, Role
from linli.sealing import masked_phone
from linli.timers import TIMER
from services.volunteer.domain.greetings import ANSWERED_WITHIN
from services.volunteer.tables.greetings import GREETED, GREETING_CALL
from tests.factories.people import COMMUNITY, ELSEWHERE, administrator, person
from tests.factories.running import RunningService, running
from tests.factories.volunteers import COORDINATOR, NEIGHBOUR, empty
from tests.machine import Scratch

PHONE = "13912345678"


@pytest.fixture(scope="module")
def distributed(scratch: Scratch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    with running("volunteer", tmp_path_factory.mktemp("greetings"), scratch.database_url("greetings")) as service:
        yield service


@pytest.fixture(params=["sqlite", "postgresql"])
def volunteer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningService]:
    if request.param == "sqlite":
        with running("volunteer", tmp_path) as service:
            yield service
    else:
        service = request.getfixturevalue("distributed")
        empty(service.database)
        yield service


def listed(volunteer: RunningService, **said: Any) -> dict[str, Any]:
    command = {"area_code": COMMUNITY, "name": "张桂兰", "phone": PHONE, "call_at": "08:00", **said}
    return volunteer.ask(COORDINATOR, "list_greeted", **command)


def strike(volunteer: RunningService, name: str) -> None:
    """The moment of these timers has come, as far as the service can tell."""
    with volunteer.database.transaction() as session:
        session.execute(update(TIMER).where(TIMER.c.name == name).values(due_at=now()))
        if name == "greeting.next":
            session.execute(update(GREETED).values(next_at=now()))
    while volunteer.member.firing.fire_due():
        pass


def called(volunteer: RunningService, **said: Any) -> dict[str, Any]:
    """A call that is due."""
    listed(volunteer, **said)
    strike(volunteer, "greeting.next")
    return calls(volunteer)[0]


def calls(volunteer: RunningService, **said: Any) -> list[dict[str, Any]]:
    return list(volunteer.ask(COORDINATOR, "list_greeting_calls", area_code=COMMUNITY, **said)["items"])


def levels(volunteer: RunningService) -> list[str]:
    """What was told, in its order: each event with its level."""
    events = [one for one in volunteer.said() if one.name.startswith("greeting")]
    return [f"{one.name.partition('.')[2]} {one.greeting.level or ''}".strip() for one in events]  # type: ignore[attr-defined]


def test_who_is_listed_is_called_at_their_time_and_again_the_next_day(volunteer: RunningService) -> None:
    made = listed(volunteer)
    assert (made["name"], made["phone"]) == ("张**", masked_phone(PHONE))
    call = called(volunteer)
    assert (call["state"], call["tries"]) == ("due", 0)
    with volunteer.database.reading() as session:
        found = session.execute(select(GREETED.c.next_at, GREETED.c.call_at)).all()
    assert all(f"{local(one.next_at):%H:%M}" == one.call_at and one.next_at > now() for one in found)


def test_who_presses_a_key_is_well_and_nobody_is_alarmed(volunteer: RunningService) -> None:
    call = called(volunteer)
    number = volunteer.ask(NEIGHBOUR, "dial_greeting", id=call["id"])
    assert (number["name"], number["phone"]) == ("张桂兰", PHONE)
    done = volunteer.ask(NEIGHBOUR, "record_greeting", id=call["id"], result="well", means="key", version=1)
    assert (done["state"], done["tries"], done["dialled_at"] is not None) == ("answered", 1, True)
    strike(volunteer, "greeting.alarm")
    assert levels(volunteer) == ["due", "answered"]
    again = volunteer.refusal(NEIGHBOUR, "record_greeting", id=call["id"], result="well", means="key")
    assert again.code == "greeting_over"


def test_a_missed_answer_climbs_to_neighbour_grid_worker_and_hotline(volunteer: RunningService) -> None:
    call = called(volunteer, neighbour_id=NEIGHBOUR.account_id)
    volunteer.ask(NEIGHBOUR, "record_greeting", id=call["id"], result="not_reached", means="voice")
    strike(volunteer, "greeting.alarm")
    for _ in range(4):
        strike(volunteer, "greeting.climb")
    assert levels(volunteer) == ["due", "alarmed neighbour", "alarmed grid_worker", "alarmed hotline"]
    (found,) = calls(volunteer, state="alarmed")
    assert (found["level"], found["climbs_at"]) == ("hotline", None)
    volunteer.ask(NEIGHBOUR, "record_greeting", id=call["id"], result="well", means="visit", note="在邻居家")
    assert calls(volunteer)[0]["state"] == "closed"


def test_without_a_neighbour_the_grid_worker_is_first_and_who_looks_in_time_ends_it(volunteer: RunningService) -> None:
    call = called(volunteer)
    strike(volunteer, "greeting.alarm")
    volunteer.ask(NEIGHBOUR, "record_greeting", id=call["id"], result="well", means="visit")
    strike(volunteer, "greeting.climb")
    assert levels(volunteer) == ["due", "alarmed grid_worker", "closed grid_worker"]


def test_who_needs_help_is_the_hotlines_at_once(volunteer: RunningService) -> None:
    call = called(volunteer, neighbour_id=NEIGHBOUR.account_id)
    volunteer.ask(NEIGHBOUR, "record_greeting", id=call["id"], result="help", means="key")
    strike(volunteer, "greeting.alarm")
    strike(volunteer, "greeting.climb")
    assert levels(volunteer) == ["due", "alarmed hotline"]


def test_nobody_is_called_in_hospital_or_when_taken_off_the_list(volunteer: RunningService) -> None:
    made = listed(volunteer)
    until = local(now()).date() + timedelta(days=3)
    volunteer.ask(NEIGHBOUR, "pause_greeting", id=made["id"], reason="hospital", until=until, version=1)
    strike(volunteer, "greeting.next")
    assert calls(volunteer) == []
    assert volunteer.ask(NEIGHBOUR, "resume_greeting", id=made["id"])["paused_for"] is None
    strike(volunteer, "greeting.next")
    assert len(calls(volunteer)) == 1
    volunteer.ask(COORDINATOR, "end_greeting", id=made["id"], reason="迁出")
    strike(volunteer, "greeting.next")
    assert len(calls(volunteer)) == 1
    assert volunteer.refusal(NEIGHBOUR, "pause_greeting", id=made["id"], reason="away").code == "not_listed"
    assert volunteer.ask(COORDINATOR, "find_greeted", area_code=COMMUNITY)["items"] == []


def test_a_pause_ends_by_itself_on_its_day(volunteer: RunningService) -> None:
    made = listed(volunteer)
    tomorrow = local(now()).date() + timedelta(days=1)
    volunteer.ask(NEIGHBOUR, "pause_greeting", id=made["id"], reason="away", until=tomorrow)
    with volunteer.database.transaction() as session:
        session.execute(update(GREETED).values(paused_until=local(now()).date()))
    strike(volunteer, "greeting.next")
    assert len(calls(volunteer)) == 1
    assert volunteer.ask(NEIGHBOUR, "get_greeted", id=made["id"])["paused_for"] is None


def test_who_may_list_call_and_record(volunteer: RunningService) -> None:
    call = called(volunteer)
    said = {"area_code": COMMUNITY, "name": "王", "phone": PHONE, "call_at": "08:00"}
    cases: list[tuple[Principal, str, dict[str, Any], type[LinliError]]] = [
        (NEIGHBOUR, "list_greeted", said, Forbidden),
        (administrator(ELSEWHERE), "list_greeted", said, NotFound),
        (COORDINATOR, "list_greeted", {**said, "call_at": "8am"}, Invalid),
        (COORDINATOR, "list_greeted", {**said, "days": "31"}, Invalid),
        (COORDINATOR, "list_greeted", {**said, "days": ""}, Invalid),
        (COORDINATOR, "list_greeted", {**said, "days": "8"}, Invalid),
        (person(Role.AUDITOR), "dial_greeting", {"id": call["id"]}, Forbidden),
        (administrator(ELSEWHERE), "dial_greeting", {"id": call["id"]}, NotFound),
        (administrator(ELSEWHERE), "get_greeting_call", {"id": call["id"]}, NotFound),
        (NEIGHBOUR, "get_greeting_call", {"id": uuid4()}, NotFound),
        (NEIGHBOUR, "pause_greeting", {"id": call["greeted_id"], "reason": "away", "until": "2020-01-01"}, Invalid),
    ]
    for who, method, command, kind in cases:
        assert type(volunteer.refusal(who, method, **command)) is kind, (method, command)


def test_a_list_goes_on_page_by_page_and_leaves_out_who_is_elsewhere(volunteer: RunningService) -> None:
    for _ in range(5):
        listed(volunteer)
    elsewhere = volunteer.ask(administrator(ELSEWHERE), "find_greeted", area_code=ELSEWHERE)
    seen, cursor = 0, None
    while cursor is not None or not seen:
        page = volunteer.ask(COORDINATOR, "find_greeted", area_code=COMMUNITY[:9], limit=2, cursor=cursor)
        seen, cursor = seen + len(page["items"]), page["next_cursor"]
    assert (seen, elsewhere["items"]) == (5, [])


def test_of_300_called_at_one_moment_each_missed_answer_alarms_within_a_minute_of_its_own(
    volunteer: RunningService,
) -> None:
    """By the moments that the service wrote down: when each call was told, alarmed, and climbed to the hotline."""
    for _ in range(300):
        listed(volunteer)
    late, began = timedelta(seconds=60), now()
    strike(volunteer, "greeting.next")
    told = [row.alarm_due_at - ANSWERED_WITHIN for row in rows(volunteer)]
    assert len(told) == 300
    assert all(timedelta() <= one - began < late for one in told)
    began = now()
    strike(volunteer, "greeting.alarm")
    assert all(timedelta() <= row.alarmed_at - began < late for row in rows(volunteer))
    began = now()
    strike(volunteer, "greeting.climb")
    assert {row.level for row in rows(volunteer)} == {"hotline"}
    assert now() - began < late


def rows(volunteer: RunningService) -> list[Any]:
    with volunteer.database.reading() as session:
        return list(session.execute(select(GREETING_CALL)))
