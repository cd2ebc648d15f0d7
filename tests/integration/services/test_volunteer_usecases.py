"""A volunteer task is offered by a coordinator and answered by its volunteer, and ends with hours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from linli.contracts.hotline.words import TaskService
from linli.errors import Forbidden, Invalid
from linli.identity import Role
from tests.factories.either_volunteer import BOTH, either
from tests.factories.people import COMMUNITY, STREET, person
from tests.factories.requests import CalledRequest
from tests.factories.running import RunningService

COORDINATOR = person(Role.COORDINATOR, at=STREET)
NEIGHBOUR = person(Role.GRID_WORKER, at=COMMUNITY)
COORDINATING = {Role.COORDINATOR, Role.ADMINISTRATOR}
ANSWERING = COORDINATING | {Role.GRID_WORKER, Role.HANDLER}


@pytest.fixture(params=BOTH)
def volunteer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningService]:
    with either(request, tmp_path) as service:
        yield service


@pytest.fixture
def task(volunteer: RunningService) -> UUID:
    """A task that is open."""
    request = CalledRequest(TaskService.VOLUNTEER, category="home.repair")
    volunteer.tell(request.dispatched())
    return request.task_id()


@pytest.fixture
def offered(volunteer: RunningService, task: UUID) -> UUID:
    """The same task, offered to the neighbour."""
    volunteer.ask(COORDINATOR, "offer_task", id=task, volunteer_id=NEIGHBOUR.account_id)
    return task


def test_a_task_is_offered_taken_and_done_with_its_hours(volunteer: RunningService, offered: UUID) -> None:
    volunteer.ask(NEIGHBOUR, "accept_task", id=offered, version=2)
    answer = volunteer.ask(COORDINATOR, "complete_task", id=offered, hours="1.5", version=3, note="door repaired")
    assert (answer["task"]["state"], answer["task"]["outcome"], answer["hours"]) == ("done", "done", "1.50")
    assert (answer["volunteer_id"], answer["note"]) == (str(NEIGHBOUR.account_id), "door repaired")
    assert volunteer.ask(COORDINATOR, "get_task", id=offered) == answer
    assert volunteer.names() == ["task.opened", "task.offered", "task.accepted", "task.completed"]
    assert [event.sequence for event in volunteer.said()] == [1, 2, 3, 4]


def test_a_declined_task_is_open_again_for_another(volunteer: RunningService, offered: UUID) -> None:
    volunteer.ask(NEIGHBOUR, "accept_task", id=offered)
    declined = volunteer.ask(NEIGHBOUR, "decline_task", id=offered, note="ill today")
    assert (declined["task"]["state"], declined["volunteer_id"]) == ("open", None)
    another = uuid4()
    again = volunteer.ask(COORDINATOR, "offer_task", id=offered, volunteer_id=another)
    assert again["volunteer_id"] == str(another)


@pytest.mark.parametrize("method", ["accept_task", "decline_task"])
def test_nobody_answers_an_offer_for_another_but_a_coordinator(
    volunteer: RunningService, offered: UUID, method: str
) -> None:
    refused = volunteer.refusal(person(Role.GRID_WORKER, Role.HANDLER), method, id=offered)
    assert (type(refused), refused.code) == (Forbidden, "offered_to_another")
    assert volunteer.names()[-1] == "task.offered"
    assert volunteer.ask(COORDINATOR, method, id=offered)["version"] == 3


def test_a_coordinator_of_another_area_answers_only_for_themselves(volunteer: RunningService, offered: UUID) -> None:
    beside = "210103006"
    mixed = person(Role.HANDLER, at=COMMUNITY)
    mixed = type(mixed)(mixed.account_id, (*mixed.grants, *person(Role.COORDINATOR, at=beside).grants))
    assert volunteer.refusal(mixed, "accept_task", id=offered).code == "offered_to_another"


@pytest.mark.parametrize("hours", ["0", "0.1", "-1", "24.25", "many"])
def test_hours_that_are_not_right_name_the_field_and_change_nothing(
    volunteer: RunningService, offered: UUID, hours: str
) -> None:
    volunteer.ask(NEIGHBOUR, "accept_task", id=offered)
    refused = volunteer.refusal(COORDINATOR, "complete_task", id=offered, hours=hours)
    assert (type(refused), list(refused.fields)) == (Invalid, ["hours"])
    assert volunteer.ask(COORDINATOR, "get_task", id=offered)["version"] == 3


@pytest.mark.parametrize(
    ("method", "more", "roles"),
    [
        ("offer_task", {"volunteer_id": uuid4()}, COORDINATING),
        ("accept_task", {}, ANSWERING),
        ("decline_task", {}, ANSWERING),
        ("complete_task", {"hours": "1"}, COORDINATING),
        ("cancel_task", {"reason": "the family helped"}, COORDINATING),
    ],
)
def test_each_call_is_forbidden_to_every_role_but_its_own(
    volunteer: RunningService, task: UUID, method: str, more: dict[str, Any], roles: set[Role]
) -> None:
    for role in set(Role) - roles:
        refused = volunteer.refusal(person(role), method, id=task, **more)
        assert (type(refused), refused.code) == (Forbidden, "role_missing"), role
    for role in roles:
        assert volunteer.refusal(person(role), method, id=task, version=99, **more).code == "stale_version", role
