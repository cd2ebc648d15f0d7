"""Incidents make cells hot; rounds and routes are planned by computations that can be watched and stopped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from linli import computing
from linli.clock import LOCAL, local, now
from linli.errors import Forbidden, Invalid, NotFound
from linli.identity import Role
from tests.factories.cells import BESIDE, LEADER, SIDE, SOUTH, WEST, build, cells
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, administrator, person
from tests.factories.running import RunningService, running

MONDAY = datetime.combine(local(now()).date() - timedelta(days=local(now()).weekday()), datetime.min.time(), LOCAL)
HERE: dict[str, Any] = {"lon": WEST + SIDE / 2, "lat": SOUTH + SIDE / 2}


@pytest.fixture
def grid(tmp_path: Path) -> Iterator[RunningService]:
    with running("grid", tmp_path) as service:
        build(service, valid_from=local(now()).date() - timedelta(days=60))
        yield service


def incidents(count: int) -> list[dict[str, Any]]:
    """On the evenings of so many days before this week, at one place."""
    return [{"at": (MONDAY - timedelta(days=day, hours=4)).isoformat(), **HERE} for day in range(count)]


def planned(grid: RunningService, method: str, **said: Any) -> dict[str, Any]:
    made = grid.ask(LEADER, method, area_code=said.pop("area_code", DISTRICT), **said)
    computing.work_off(grid.member.service, grid.database)
    return grid.ask(LEADER, "get_computation", id=made["id"])


def test_incidents_are_counted_once_and_make_their_cell_hot(grid: RunningService) -> None:
    elsewhere = {"at": now().isoformat(), "lon": 0.0, "lat": 0.0}
    told = grid.ask(LEADER, "record_incidents", area_code=DISTRICT, incidents=[*incidents(20), elsewhere])
    assert told == {"recorded": 20, "repeated": 0, "outside": 1}
    again = grid.ask(LEADER, "record_incidents", area_code=DISTRICT, incidents=incidents(22))
    assert again == {"recorded": 2, "repeated": 20, "outside": 0}
    hottest = grid.ask(LEADER, "get_heat", area_code=DISTRICT, hour=20)
    own = grid.ask(LEADER, "find_cell", area_code=DISTRICT, **HERE)["code"]
    assert (hottest["incidents"], [one["code"] for one in hottest["items"]]) == (22, [own])
    assert grid.ask(LEADER, "get_heat", area_code=BESIDE if own[6:18] == COMMUNITY else COMMUNITY)["items"] == []


def test_rounds_are_drawn_for_each_patrol_with_what_they_are_worth(grid: RunningService) -> None:
    grid.ask(LEADER, "record_incidents", area_code=DISTRICT, incidents=incidents(30))
    begins = MONDAY + timedelta(hours=18)
    said = {"begins": begins.isoformat(), "hours": 8, "patrols": 2, "visit_within": 24}
    made = planned(grid, "plan_rounds", **said)
    assert (made["state"], made["error"]) == ("done", None)
    plan = made["rounds"]
    assert (plan["cells"], plan["incidents"], plan["guaranteed"]) == (len(cells(grid)), 30, True)
    assert plan["possible"] <= 24
    own = grid.ask(LEADER, "find_cell", area_code=DISTRICT, **HERE)["code"]
    visited = [one["cell"] for one in plan["stops"]]
    assert visited.count(own) > len(visited) / plan["cells"]
    assert {one["patrol"] for one in plan["stops"]} == {1, 2}
    territories = [{one["cell"] for one in plan["stops"] if one["patrol"] == number} for number in (1, 2)]
    assert not territories[0] & territories[1]
    for one in plan["stops"]:
        arrives, leaves = (datetime.fromisoformat(one[name]) for name in ("arrives", "leaves"))
        assert begins <= arrives < leaves <= begins + timedelta(hours=8)
    assert 0 < plan["foreseen"] < 1
    assert planned(grid, "plan_rounds", **said)["rounds"] == plan
    assert planned(grid, "plan_rounds", **{**said, "seed": 2})["rounds"]["stops"] != plan["stops"]
    tight = planned(grid, "plan_rounds", **{**said, "visit_within": 1})["rounds"]
    assert (tight["guaranteed"], tight["possible"] > 1) == (False, True)


def test_routes_keep_windows_and_name_what_they_leave_out(grid: RunningService) -> None:
    names = [("岗亭", 200, 300), ("学校", 0, 60), ("公园", 100, 180)]
    places: list[dict[str, Any]] = [
        {"name": name, "lon": WEST + n * 0.001, "lat": SOUTH, "opens": opens, "closes": closes}
        for n, (name, opens, closes) in enumerate(names)
    ]
    places.append({"name": "远处", "lon": WEST + 3, "lat": SOUTH})
    made = planned(grid, "plan_routes", **HERE, places=places, seconds=1, minutes=480)
    assert made["state"] == "done", made["error"]
    (route,) = made["routes"]["routes"]
    assert [one["name"] for one in route["stops"]] == ["学校", "公园", "岗亭"]
    assert made["routes"]["left_out"] == ["远处"]


def test_an_area_without_cells_says_so_and_who_may_plan(grid: RunningService) -> None:
    began = MONDAY.isoformat()
    assert "build them" in planned(grid, "plan_rounds", area_code="210103009", begins=began)["error"]
    route = {**HERE, "places": [{"name": "岗亭", **HERE}]}
    cases: dict[str, dict[str, Any]] = {
        "plan_rounds": {"begins": began},
        "plan_routes": route,
        "record_incidents": {"incidents": incidents(1)},
        "get_heat": {},
    }
    for method, said in cases.items():
        assert type(grid.refusal(person(Role.GRID_WORKER), method, area_code=COMMUNITY, **said)) is Forbidden
        assert type(grid.refusal(administrator(ELSEWHERE), method, area_code=COMMUNITY, **said)) is NotFound
    assert type(grid.refusal(LEADER, "plan_rounds", area_code=DISTRICT, begins=began, hours=0)) is Invalid
    assert type(grid.refusal(LEADER, "plan_routes", area_code=DISTRICT, **{**route, "places": []})) is Invalid
