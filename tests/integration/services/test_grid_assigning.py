"""A plan becomes rounds of the officers on duty, once; what has not begun can be called off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

import pytest

from linli import computing
from linli.clock import local, now
from linli.errors import NotFound
from tests.factories.cells import LEADER, square
from tests.factories.patrols import OTHER_WORKER, WORKER, add_checkpoint, item, sync
from tests.factories.people import COMMUNITY, ELSEWHERE, administrator
from tests.factories.running import RunningService, running


@cache
def begins() -> datetime:
    """When plans begin: soon after the first test does."""
    return now() + timedelta(minutes=20)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def grid(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    url = request.getfixturevalue("scratch").database_url("gridassigning") if request.param == "postgresql" else None
    with running("grid", tmp_path_factory.mktemp("grid"), url) as service:
        for column in range(3):
            said: dict[str, Any] = {"area_code": COMMUNITY, "valid_from": local(now()).date() - timedelta(days=2)}
            service.ask(LEADER, "draw_cell", polygons=square(column), **said)
        yield service


def plan(grid: RunningService, patrols: int = 1, at: datetime | None = None) -> str:
    """A plan of rounds that is done."""
    asked: dict[str, Any] = {
        "area_code": COMMUNITY,
        "begins": (at or begins()).isoformat(),
        "hours": 3,
        "patrols": patrols,
    }
    made = grid.ask(LEADER, "plan_rounds", **asked)
    computing.work_off(grid.member.service, grid.database)
    return str(made["id"])


def stops(grid: RunningService, own: str) -> list[dict[str, Any]]:
    return list(grid.ask(LEADER, "get_computation", id=own)["rounds"]["stops"])


def on_duty(grid: RunningService) -> None:
    """Two officers are on duty while the plan goes on."""
    team = grid.ask(LEADER, "add_team", area_code=COMMUNITY, content={"name": "一队", "colour": "gold"})["id"]
    for one in (WORKER, OTHER_WORKER):
        grid.ask(LEADER, "keep_member", id=team, account_id=one.account_id)
    ends = begins() + timedelta(hours=4)
    span: dict[str, Any] = {
        "starts_at": (begins() - timedelta(minutes=10)).isoformat(),
        "ends_at": ends.isoformat(),
        "needed": 2,
    }
    shift = grid.ask(LEADER, "add_shift", team_id=team, **span)["id"]
    for one in (WORKER, OTHER_WORKER):
        grid.ask(LEADER, "decide_place", id=shift, account_id=one.account_id, approved=True)


def test_a_plan_becomes_rounds_of_who_is_on_duty_and_is_called_off(grid: RunningService) -> None:
    own_point = add_checkpoint(grid, 1, longitude=square()[0][0][0][0] + 0.001)
    two = plan(grid, patrols=2)
    assert grid.refusal(LEADER, "assign_plan", id=two).code == "too_few_on_duty"
    on_duty(grid)
    made = grid.ask(LEADER, "assign_plan", id=two)["items"]
    assert sorted(one["officer_id"] for one in made) == sorted(str(one.account_id) for one in (WORKER, OTHER_WORKER))
    planned = stops(grid, two)
    for patrol, one in enumerate(made, 1):
        mine = [stop for stop in planned if stop["patrol"] == patrol]
        assert (one["starts_at"], one["ends_at"], one["state"]) == (mine[0]["arrives"], mine[-1]["leaves"], "pending")
        assert len(one["points"]) == len({stop["cell"] for stop in mine})
        early = datetime.fromisoformat(mine[0]["arrives"]) - timedelta(minutes=15)
        assert datetime.fromisoformat(one["points"][0]["not_before"]) == early
    walked = {point["checkpoint_id"] for one in made for point in one["points"]}
    points = grid.ask(LEADER, "list_checkpoints", area_code=COMMUNITY)["items"]
    assert walked <= {one["id"] for one in points}
    assert own_point in walked, "a cell that has a checkpoint keeps it"
    assert {one["content"]["methods"][0] for one in points if one["id"] != own_point} == {"gps"}
    assert grid.refusal(LEADER, "assign_plan", id=two).code == "plan_assigned"
    called_off(grid, two, made)


def called_off(grid: RunningService, two: str, made: list[dict[str, Any]]) -> None:
    other = plan(grid)
    taken: dict[str, Any] = {"id": other, "officers": [made[0]["officer_id"]]}
    assert grid.refusal(LEADER, "assign_plan", **taken).code == "officer_busy"
    whose = WORKER if made[0]["officer_id"] == str(WORKER.account_id) else OTHER_WORKER
    sync(grid, [item("start", made[0]["id"], 0)], whose)
    cancelled = grid.ask(LEADER, "cancel_planned_rounds", id=two, reason="暴雨")["items"]
    assert [(one["id"], one["state"]) for one in cancelled] == [(made[1]["id"], "cancelled")]
    assert grid.ask(LEADER, "get_round", id=made[0]["id"])["state"] == "running"
    assert grid.refusal(LEADER, "cancel_round", id=made[0]["id"], reason="暴雨").code == "round_begun"
    free: dict[str, Any] = {"id": other, "officers": [made[1]["officer_id"]]}
    assert len(grid.ask(LEADER, "assign_plan", **free)["items"]) == 1, "who is called off is free again"
    late = sync(grid, [item("start", made[1]["id"], 0)])
    assert late["rounds"][0]["state"] == "running", "what a phone noted all the same counts"


def test_what_is_no_plan_of_one_s_own_area_becomes_nothing(grid: RunningService) -> None:
    over = plan(grid, at=now() - timedelta(days=1))
    assert grid.refusal(LEADER, "assign_plan", id=over, officers=[uuid4()]).code == "plan_over"
    assert type(grid.refusal(administrator(ELSEWHERE), "assign_plan", id=over)) is NotFound
    assert type(grid.refusal(LEADER, "assign_plan", id=uuid4())) is NotFound
