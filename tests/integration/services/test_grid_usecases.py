"""A grid case is assigned, handled and verified on site through calls, the last by someone else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from linli.contracts.hotline.words import TaskService
from linli.errors import Forbidden, Invalid
from linli.identity import Role
from tests.factories.people import COMMUNITY, STREET, person
from tests.factories.requests import CalledRequest
from tests.factories.running import RunningService, running

LEADER = person(Role.PATROL_LEADER, at=STREET)
WORKER = person(Role.GRID_WORKER, at=COMMUNITY)
SUPERVISOR = person(Role.SUPERVISOR)
LEADING = {Role.PATROL_LEADER, Role.ADMINISTRATOR}


@pytest.fixture
def grid(tmp_path: Path) -> Iterator[RunningService]:
    with running("grid", tmp_path) as service:
        yield service


@pytest.fixture
def case(grid: RunningService) -> UUID:
    """A case that was just filed."""
    request = CalledRequest(TaskService.GRID, category="noise.residential")
    grid.tell(request.dispatched())
    return request.task_id()


@pytest.fixture
def handled(grid: RunningService, case: UUID) -> UUID:
    """The same case, reported handled by its worker."""
    grid.ask(LEADER, "assign_case", id=case, worker_id=WORKER.account_id)
    grid.ask(WORKER, "handle_case", id=case, note="spoke with the tenant")
    return case


def test_a_case_is_assigned_handled_and_verified(grid: RunningService, handled: UUID) -> None:
    answer = grid.ask(LEADER, "verify_case", id=handled, passed=True, version=3)
    assert (answer["task"]["state"], answer["task"]["outcome"], answer["rework"]) == ("verified", "verified", 0)
    assert (answer["worker_id"], answer["note"]) == (str(WORKER.account_id), "spoke with the tenant")
    assert grid.ask(WORKER, "get_case", id=handled) == answer
    assert grid.names() == ["case.filed", "case.assigned", "case.handled", "case.verified"]
    assert [event.sequence for event in grid.said()] == [1, 2, 3, 4]


def test_a_failed_verification_sends_the_worker_again_and_is_counted(grid: RunningService, handled: UUID) -> None:
    rejected = grid.ask(SUPERVISOR, "verify_case", id=handled, passed=False, note="still loud")
    assert (rejected["task"]["state"], rejected["rework"], rejected["note"]) == ("assigned", 1, "still loud")
    grid.ask(WORKER, "handle_case", id=handled)
    assert grid.ask(SUPERVISOR, "verify_case", id=handled, passed=True)["rework"] == 1
    assert grid.names()[2:] == ["case.handled", "case.rejected", "case.handled", "case.verified"]


@pytest.mark.parametrize("passed", [True, False])
def test_who_reported_it_handled_and_the_assigned_worker_do_not_verify_it(
    grid: RunningService, case: UUID, passed: bool
) -> None:
    grid.ask(LEADER, "assign_case", id=case, worker_id=WORKER.account_id)
    grid.ask(LEADER, "handle_case", id=case)
    for account in (LEADER.account_id, WORKER.account_id):
        both = person(Role.PATROL_LEADER, Role.ADMINISTRATOR, account=account)
        refused = grid.refusal(both, "verify_case", id=case, passed=passed)
        assert (type(refused), refused.code) == (Forbidden, "verified_by_another")
    assert grid.names()[-1] == "case.handled"
    grid.ask(SUPERVISOR, "verify_case", id=case, passed=passed)


@pytest.mark.parametrize(
    ("method", "command", "field"),
    [
        ("assign_case", {}, "worker_id"),
        ("assign_case", {"worker_id": "nobody"}, "worker_id"),
        ("verify_case", {"passed": 1}, "passed"),
        ("handle_case", {"note": "x" * 2001}, "note"),
        ("cancel_case", {"reason": " "}, "reason"),
    ],
)
def test_a_command_that_is_not_right_names_the_field(
    grid: RunningService, case: UUID, method: str, command: dict[str, Any], field: str
) -> None:
    refused = grid.refusal(LEADER, method, id=case, **command)
    assert (type(refused), list(refused.fields)) == (Invalid, [field])
    assert grid.names() == ["case.filed"]


@pytest.mark.parametrize(
    ("method", "more", "roles"),
    [
        ("assign_case", {"worker_id": uuid4()}, LEADING),
        ("handle_case", {}, LEADING | {Role.GRID_WORKER}),
        ("verify_case", {"passed": True}, LEADING | {Role.SUPERVISOR, Role.GRID_WORKER}),
        ("cancel_case", {"reason": "nothing there"}, LEADING),
    ],
)
def test_each_call_is_forbidden_to_every_role_but_its_own(
    grid: RunningService, case: UUID, method: str, more: dict[str, Any], roles: set[Role]
) -> None:
    for role in set(Role) - roles:
        refused = grid.refusal(person(role), method, id=case, **more)
        assert (type(refused), refused.code) == (Forbidden, "role_missing"), role
    for role in roles:
        assert grid.refusal(person(role), method, id=case, version=99, **more).code == "stale_version", role
