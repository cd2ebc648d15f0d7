"""Assistance, volunteer and grid open a task for each request that calls for one, and let it go with the request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from linli.contracts.hotline.events import ASKING_EVENTS, ENDING_EVENTS, RequestEvent
from linli.contracts.hotline.words import TaskService
from linli.contracts.task import TaskEvent
from linli.errors import Conflict, Forbidden, Invalid, NotFound, StaleVersion
from linli.identity import EVERY_ROLE, Role
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, administrator, person
from tests.factories.requests import CalledRequest, wrapped
from tests.factories.running import RunningService, running


@dataclass
class Subject:
    """One of the three services, with the names of its calls and of its first event."""

    service: RunningService
    name: TaskService
    word: str
    opened: str

    @property
    def get(self) -> str:
        return f"get_{self.word}"

    @property
    def cancel(self) -> str:
        return f"cancel_{self.word}"

    def request(self, **options: Any) -> CalledRequest:
        """A request that calls for a task here."""
        return CalledRequest(self.name, **options)

    def task(self, request: CalledRequest, attempt: int = 1) -> dict[str, Any]:
        """The task as it is shown."""
        return self.service.ask(administrator(), self.get, id=request.task_id(attempt))

    def ends(self) -> list[tuple[str, str | None]]:
        """The outcome of every task that ended, with the event that said so."""
        told = [event for event in self.service.said() if isinstance(event, TaskEvent)]
        return [(event.name, event.task.outcome) for event in told if event.task.outcome]


OPENED = {"assistance": ("case", "case.opened"), "volunteer": ("task", "task.opened"), "grid": ("case", "case.filed")}


@pytest.fixture(params=sorted(OPENED))
def here(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Subject]:
    """Each of the three, running alone."""
    with running(request.param, tmp_path) as service:
        yield Subject(service, TaskService(request.param), *OPENED[request.param])


def test_a_dispatched_request_opens_the_task_it_asks_for(here: Subject) -> None:
    request = here.request()
    dispatched = request.dispatched()
    here.service.tell(dispatched)
    task = here.task(request)
    assert (task["version"], task["area_code"], task["task"]["request_id"]) == (1, COMMUNITY, str(request.id))
    assert task["task"]["opened_at"] == dispatched.occurred_at.isoformat()
    assert task["task"]["due_at"] == dispatched.request.settle_due_at.isoformat()
    (opened,) = here.service.said()
    assert (opened.name, opened.subject, opened.occurred_at) == (here.opened, request.task_id(), dispatched.occurred_at)


def test_a_duplicate_event_and_a_repeated_ask_open_nothing(here: Subject) -> None:
    dispatched = here.request().dispatched()
    same = wrapped(dispatched)
    here.service.tell(same, same, dispatched)
    assert here.service.names() == [here.opened]
    assert here.service.waiting() == (0, 0)


def test_requests_that_call_for_another_service_are_ignored(here: Subject) -> None:
    for other in set(TaskService) - {here.name}:
        request = CalledRequest(other)
        here.service.tell(request.dispatched(), request.returned(), request.settled(), request.withdrawn())
    assert here.service.said() == []
    assert here.service.waiting() == (0, 0)


def test_a_returned_request_gets_a_new_task_in_place_of_the_old(here: Subject) -> None:
    request = here.request()
    here.service.tell(request.dispatched(), request.returned())
    assert here.service.names() == [here.opened, f"{here.word}.cancelled", here.opened]
    assert here.task(request, 1)["task"]["outcome"] == "request_returned"
    assert here.task(request, 2)["task"]["outcome"] is None


@pytest.mark.parametrize("event", ASKING_EVENTS)
def test_every_event_that_asks_gets_a_new_task_in_place_of_the_old(here: Subject, event: type[RequestEvent]) -> None:
    request = here.request()
    here.service.tell(request.dispatched(), request.asked_again(event))
    assert here.service.names() == [here.opened, f"{here.word}.cancelled", here.opened]
    assert here.task(request, 2)["task"]["outcome"] is None


@pytest.mark.parametrize("event", ENDING_EVENTS)
def test_every_event_that_ends_its_need_cancels_the_task(here: Subject, event: type[RequestEvent]) -> None:
    request = here.request()
    here.service.tell(request.dispatched(), request.ended(event))
    assert here.service.names() == [here.opened, f"{here.word}.cancelled"]


@pytest.mark.parametrize("event", ENDING_EVENTS)
def test_a_request_that_ends_before_it_was_dispatched_waits_for_no_task(
    here: Subject, event: type[RequestEvent]
) -> None:
    here.service.tell(here.request().ended(event, dispatches=0))
    assert here.service.waiting() == (0, 0)
    assert here.service.said() == []


def test_an_ask_that_a_later_one_overtook_opens_nothing(here: Subject) -> None:
    request = here.request()
    first, second, third = request.dispatched(), request.returned(), request.returned()
    here.service.tell(third, first, second)
    assert here.service.names() == [here.opened]
    assert here.task(request, 3)["task"]["outcome"] is None
    assert isinstance(here.service.refusal(administrator(), here.get, id=request.task_id(1)), NotFound)


def test_the_task_of_a_request_settled_without_it_is_cancelled(here: Subject) -> None:
    request = here.request()
    here.service.tell(request.dispatched(), request.settled())
    assert here.ends() == [(f"{here.word}.cancelled", "settled_without_task")]


def test_the_task_of_a_withdrawn_request_is_cancelled(here: Subject) -> None:
    request = here.request()
    here.service.tell(request.dispatched(), request.withdrawn())
    assert here.ends() == [(f"{here.word}.cancelled", "request_withdrawn")]


def test_an_ended_task_is_left_alone_when_its_request_ends(here: Subject) -> None:
    request = here.request()
    here.service.tell(request.dispatched())
    here.service.ask(administrator(), here.cancel, id=request.task_id(), reason="nobody there")
    here.service.tell(request.settled(), request.withdrawn())
    assert here.ends() == [(f"{here.word}.cancelled", "given_up")]
    assert here.service.waiting() == (0, 0)


def test_an_end_that_comes_before_its_task_waits_for_it(here: Subject) -> None:
    request = here.request()
    dispatched, withdrawn = request.dispatched(), request.withdrawn()
    here.service.tell(withdrawn)
    assert here.service.waiting() == (1, 0)
    assert here.service.said() == []
    here.service.tell(dispatched)
    here.service.retry_until_done()
    assert here.service.names() == [here.opened, f"{here.word}.cancelled"]
    assert here.ends() == [(f"{here.word}.cancelled", "request_withdrawn")]


def test_an_end_that_knows_of_a_later_task_waits_for_that_one(here: Subject) -> None:
    request = here.request()
    dispatched, returned, settled = request.dispatched(), request.returned(), request.settled()
    here.service.tell(dispatched, settled)
    assert here.service.waiting() == (1, 0)
    here.service.tell(returned)
    here.service.retry_until_done()
    assert [outcome for _, outcome in here.ends()] == ["request_returned", "settled_without_task"]


def test_every_role_may_look_and_only_some_may_give_up(here: Subject) -> None:
    request = here.request()
    here.service.tell(request.dispatched())
    for role in EVERY_ROLE:
        assert here.service.ask(person(role), here.get, id=request.task_id())["version"] == 1
    refused = here.service.refusal(person(Role.AUDITOR), here.cancel, id=request.task_id(), reason="tidying up")
    assert (type(refused), refused.code) == (Forbidden, "role_missing")
    assert here.ends() == []


def test_a_task_out_of_the_callers_areas_cannot_be_told_from_one_that_is_not_there(here: Subject) -> None:
    request = here.request()
    here.service.tell(request.dispatched())
    answers = [
        here.service.refusal(administrator(ELSEWHERE), method, **said)
        for method, more in ((here.get, {}), (here.cancel, {"reason": "none"}))
        for said in ({"id": request.task_id(), **more}, {"id": uuid4(), **more})
    ]
    assert {type(answer) for answer in answers} == {NotFound}
    assert len({str(answer.to_wire()) for answer in answers}) == 1
    assert here.ends() == []


def test_a_change_to_a_version_that_is_past_is_refused(here: Subject) -> None:
    request = here.request()
    here.service.tell(request.dispatched())
    command: dict[str, Any] = {"id": request.task_id(), "reason": "not needed"}
    refused = here.service.refusal(administrator(), here.cancel, version=2, **command)
    assert (type(refused), refused.code) == (StaleVersion, "stale_version")
    assert here.service.ask(administrator(), here.cancel, version=1, **command)["version"] == 2


def test_a_call_repeated_under_its_key_is_answered_again_and_done_once(here: Subject) -> None:
    request = here.request()
    here.service.tell(request.dispatched())
    boss = administrator()
    command: dict[str, Any] = {"id": request.task_id(), "reason": "not needed"}
    first = here.service.ask(boss, here.cancel, key="k-1", **command)
    assert here.service.ask(boss, here.cancel, key="k-1", **command) == first
    assert here.ends() == [(f"{here.word}.cancelled", "given_up")]
    with pytest.raises(Conflict, match="idempotency_key_reused"):
        here.service.ask(boss, here.cancel, key="k-1", **{**command, "reason": "something else"})
    with pytest.raises(Conflict, match="illegal_transition"):
        here.service.ask(boss, here.cancel, key="k-2", **command)


def test_only_an_administrator_records_the_past_and_nobody_the_future(here: Subject) -> None:
    request = here.request()
    dispatched = request.dispatched()
    here.service.tell(dispatched)
    command: dict[str, Any] = {"id": request.task_id(), "reason": "not needed"}
    command["at"] = dispatched.occurred_at.isoformat()
    roles = [role for role in Role if role is not Role.ADMINISTRATOR]
    refused = here.service.refusal(person(*roles), here.cancel, **command)
    assert (type(refused), refused.code) == (Forbidden, "import_needs_administrator")
    late = here.service.refusal(administrator(), here.cancel, **{**command, "at": "2999-01-01T00:00:00+00:00"})
    assert (type(late), late.code) == (Invalid, "in_the_future")
    ended = here.service.ask(administrator(DISTRICT), here.cancel, **command)
    assert ended["task"]["ended_at"] == dispatched.occurred_at.isoformat()
