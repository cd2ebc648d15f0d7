"""Cells are built by a computation, drawn, ended and found, each as of the days on which it was valid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from linli import cli, computing
from linli.clock import local, now
from linli.errors import Conflict, Forbidden, Invalid, NotFound, StaleVersion
from linli.identity import Role
from tests.factories.cells import BESIDE, LEADER, SIDE, SOUTH, WEST, build, cells, shape_of, square
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET, administrator, person
from tests.factories.running import RunningService, running
from tests.machine import Scratch

WORKER = person(Role.GRID_WORKER, at=COMMUNITY)
TODAY = local(now()).date()
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def grid(tmp_path: Path) -> Iterator[RunningService]:
    with running("grid", tmp_path) as service:
        yield service


def test_cells_are_built_found_and_replaced_on_postgresql_too(scratch: Scratch, tmp_path: Path) -> None:
    with running("grid", tmp_path, scratch.database_url("grid_cells")) as service:
        the_life_of_cells(service)


def test_cells_are_built_found_and_replaced(grid: RunningService) -> None:
    the_life_of_cells(grid)


def the_life_of_cells(grid: RunningService) -> None:
    """A made-up partition today, the communities' own polygons tomorrow; yesterday's figures stay where they were."""
    made = build(grid)
    assert (made["state"], made["share"]) == ("done", 1.0)
    assert (made["cells"]["synthetic"], made["cells"]["communities"], made["cells"]["ended"]) == (True, 2, 0)
    first = cells(grid)
    assert len(first) == made["cells"]["cells"] > 20
    assert {one["area_code"] for one in first} == {COMMUNITY, BESIDE}
    assert build(grid)["cells"]["unchanged"] == len(first), "the same again changes nothing"
    place: dict[str, Any] = {"lon": WEST + SIDE / 2, "lat": SOUTH + 1.5 * SIDE}
    here = grid.ask(WORKER, "find_cell", area_code=COMMUNITY, **place)
    assert here["area_code"] == COMMUNITY
    shapes = [shape_of(COMMUNITY, 0, 0), shape_of(BESIDE, 0, 1)]
    again = build(grid, boundary=[], shapes=shapes, valid_from=TOMORROW)
    assert (again["cells"]["synthetic"], again["cells"]["ended"]) == (False, len(first))
    assert grid.ask(LEADER, "find_cell", area_code=DISTRICT, **place)["area_code"] == COMMUNITY
    then = grid.ask(LEADER, "find_cell", area_code=DISTRICT, at=TOMORROW, **place)
    assert (then["area_code"], then["synthetic"]) == (BESIDE, False)
    assert cells(grid) == [{**one, "valid_to": str(TOMORROW), "version": 2} for one in first]
    assert len(cells(grid, at=TOMORROW)) == again["cells"]["cells"]


def test_pages_of_cells_hold_each_once_in_the_order_of_codes(grid: RunningService) -> None:
    build(grid)
    seen: list[str] = []
    after = None
    while True:
        page = grid.ask(LEADER, "list_cells", area_code=STREET, limit=7, after=after)
        seen += [one["code"] for one in page["items"]]
        after = page["next_after"]
        if after is None:
            break
    assert seen == sorted(one["code"] for one in cells(grid))


def test_a_drawn_cell_fills_a_hole_and_overlaps_nothing(grid: RunningService) -> None:
    build(grid, boundary=square(side=2 * SIDE), shapes=[shape_of(COMMUNITY, 0)], communities=[COMMUNITY])
    faults = grid.ask(LEADER, "check_cells", area_code=DISTRICT)
    assert (faults["has_boundary"], len(faults["holes"]), faults["overlaps"]) == (True, 1, [])
    refused = grid.refusal(LEADER, "draw_cell", area_code=BESIDE, polygons=square(side=2 * SIDE))
    assert (type(refused), refused.code, list(refused.fields)) == (Conflict, "cell_overlaps", ["polygons"])
    drawn = grid.ask(LEADER, "draw_cell", area_code=BESIDE, polygons=square(1), visit_within=8)
    assert (drawn["origin"], drawn["code"][6:], drawn["visit_within"]) == ("drawn", f"{BESIDE}01", 8)
    left = grid.ask(LEADER, "check_cells", area_code=DISTRICT)["holes"]
    assert sum(one["square_metres"] for one in left) < faults["holes"][0]["square_metres"] * 0.7
    second = grid.ask(LEADER, "draw_cell", area_code=BESIDE, polygons=square(1, 1))
    assert second["code"].endswith(f"{BESIDE}02")


def test_a_cell_mostly_outside_of_the_district_is_refused(grid: RunningService) -> None:
    build(grid, boundary=square(side=2 * SIDE), shapes=[shape_of(COMMUNITY, 0)], communities=[COMMUNITY])
    refused = grid.refusal(LEADER, "draw_cell", area_code=BESIDE, polygons=square(40, 40))
    assert (type(refused), refused.code, list(refused.fields)) == (Invalid, "outside_district", ["polygons"])
    code = grid.ask(LEADER, "draw_cell", area_code=BESIDE, polygons=square(1))["code"]
    moved = grid.refusal(LEADER, "redraw_cell", code=code, polygons=square(40, 40), version=1)
    assert moved.code == "outside_district"


def test_a_cell_is_redrawn_from_a_day_on_and_ended(grid: RunningService) -> None:
    code = grid.ask(LEADER, "draw_cell", area_code=COMMUNITY, polygons=square())["code"]
    corrected = grid.ask(LEADER, "redraw_cell", code=code, polygons=square(1), version=1)
    assert (corrected["version"], corrected["lon"] > WEST + SIDE) == (2, True)
    moved = grid.ask(LEADER, "redraw_cell", code=code, polygons=square(2), valid_from=TOMORROW)
    assert moved["valid_from"] == str(TOMORROW)
    before, after = (grid.ask(LEADER, "get_cell", code=code, at=day) for day in (TODAY, TOMORROW))
    assert before["lon"] < after["lon"]
    assert type(grid.refusal(LEADER, "end_cell", code=code, version=2)) is StaleVersion
    grid.ask(LEADER, "end_cell", code=code, valid_to=TOMORROW + timedelta(days=1))
    gone = grid.refusal(LEADER, "get_cell", code=code, at=TOMORROW + timedelta(days=1))
    assert type(gone) is NotFound


def test_who_may_do_what_with_cells(grid: RunningService) -> None:
    build(grid)
    code = cells(grid)[0]["code"]
    asked: dict[str, Any] = {"area_code": DISTRICT, "communities": [COMMUNITY], "boundary": square()}
    cases: list[tuple[Any, str, dict[str, Any], type]] = [
        (WORKER, "build_cells", {**asked, "area_code": COMMUNITY}, Forbidden),
        (person(Role.PATROL_LEADER, at=STREET), "build_cells", asked, NotFound),
        (WORKER, "draw_cell", {"area_code": COMMUNITY, "polygons": square(9)}, Forbidden),
        (WORKER, "end_cell", {"code": code}, Forbidden),
        (administrator(ELSEWHERE), "get_cell", {"code": code}, NotFound),
        (administrator(ELSEWHERE), "find_cell", {"area_code": DISTRICT, "lon": WEST, "lat": SOUTH}, NotFound),
        (LEADER, "find_cell", {"area_code": DISTRICT, "lon": 0.0, "lat": 0.0}, NotFound),
        (LEADER, "find_cell", {"area_code": DISTRICT, "lon": 200.0, "lat": 0.0}, Invalid),
        (LEADER, "draw_cell", {"area_code": COMMUNITY, "polygons": square(9), "code": "1" * 20}, Invalid),
    ]
    for who, method, said, kind in cases:
        assert type(grid.refusal(who, method, **said)) is kind, (method, kind)
    made = grid.ask(LEADER, "build_cells", **asked)
    assert type(grid.refusal(administrator(ELSEWHERE), "get_computation", id=made["id"])) is NotFound


def test_a_computation_that_cannot_be_done_says_why_and_changes_nothing(grid: RunningService) -> None:
    build(grid)
    crossed = [[[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]]
    failed = build(grid, boundary=crossed)
    assert failed["state"] == "failed"
    assert "boundary" in failed["error"]
    assert len(cells(grid)) > 20
    late = build(grid, valid_from=date(2020, 1, 1))
    assert (late["state"], "later" in late["error"]) == ("failed", True)


def test_a_computation_is_cancelled_and_one_whose_worker_died_is_done_by_the_next(grid: RunningService) -> None:
    asked: dict[str, Any] = {"area_code": DISTRICT, "communities": [COMMUNITY], "boundary": square()}
    first, second, third = (grid.ask(LEADER, "build_cells", **asked)["id"] for _ in range(3))
    assert grid.ask(LEADER, "cancel_computation", id=first)["state"] == "cancelled"
    table = computing.COMPUTATION
    with grid.database.transaction() as session:
        for state, stop, wanted in (("running", False, second), ("running", True, third)):
            lost = now() - computing.LEASE * 2
            values = {"state": state, "stop": stop, "beat_at": lost, "tries": 1}
            session.execute(update(table).where(table.c.id == UUID(wanted)).values(values))
    assert computing.work_off(grid.member.service, grid.database) == 2
    states = [grid.ask(LEADER, "get_computation", id=one)["state"] for one in (first, second, third)]
    assert states == ["cancelled", "done", "cancelled"]


def test_the_command_builds_the_shipped_district(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINLI_DATA", str(tmp_path))
    monkeypatch.delenv("LINLI_DATABASE_URL", raising=False)
    shenhe = Path(__file__).parents[3] / "linli" / "data" / "shenhe"
    with running("grid", tmp_path) as one, running("network", tmp_path):
        assert cli.main(["grid", "build", "--area", DISTRICT]) == 1
        assert "load them with `linli areas load`" in capsys.readouterr().err
        files = [str(shenhe / "streets.csv"), str(shenhe / "communities.csv")]
        assert cli.main(["areas", "load", *files]) == 0
        assert cli.main(["grid", "build", "--area", DISTRICT]) == 0
        assert "6001 cells in 111 communities" in capsys.readouterr().out
        found = cells(one)
        assert len({one["area_code"] for one in found}) == 111
        assert one.ask(LEADER, "check_cells", area_code=DISTRICT)["holes"] == []
        wrong = tmp_path / "line.geojson"
        wrong.write_text('{"type": "LineString", "coordinates": []}')
        assert cli.main(["grid", "build", "--area", DISTRICT, "--boundary", str(wrong)]) == 1
        assert "Polygon" in capsys.readouterr().err
