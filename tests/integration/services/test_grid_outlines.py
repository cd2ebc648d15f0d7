"""Maps draw streets and communities by what their cells cover together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from shapely import MultiPolygon, Point, Polygon

from linli.errors import Forbidden, NotFound
from linli.identity import Role
from tests.factories.cells import BESIDE, LEADER, SIDE, SOUTH, WEST, build, shape_of, square
from tests.factories.people import COMMUNITY, DISTRICT, STREET, person
from tests.factories.running import RunningService, running

BEYOND = "210103006004"


@pytest.fixture
def grid(tmp_path: Path) -> Iterator[RunningService]:
    with running("grid", tmp_path) as service:
        yield service


def outlines(grid: RunningService, area: str = DISTRICT, **said: Any) -> list[dict[str, Any]]:
    return list(grid.ask(LEADER, "list_outlines", area_code=area, **said)["items"])


def shape(one: dict[str, Any]) -> MultiPolygon:
    return MultiPolygon([Polygon(rings[0], rings[1:]) for rings in one["polygons"]])


def built(grid: RunningService) -> None:
    places = {COMMUNITY: 0, BESIDE: 1, BEYOND: 2}
    shapes = [shape_of(code, column) for code, column in places.items()]
    build(grid, communities=list(places), boundary=(), shapes=shapes)


def test_each_community_has_the_ground_of_its_cells_and_a_place_within(grid: RunningService) -> None:
    built(grid)
    found = outlines(grid)
    assert [one["area_code"] for one in found] == [COMMUNITY, BESIDE, BEYOND]
    for column, one in enumerate(found):
        own = Polygon(square(column)[0][0])
        assert shape(one).symmetric_difference(own).area < own.area * 0.001
        assert own.contains(Point(one["lon"], one["lat"]))
        assert one["synthetic"] is False


def test_a_street_is_its_communities_together_without_the_borders_within(grid: RunningService) -> None:
    built(grid)
    street, other = outlines(grid, tier="street")
    assert (street["area_code"], other["area_code"]) == (STREET, BEYOND[:9])
    west, east = WEST, WEST + 2 * SIDE
    wanted = Polygon([(west, SOUTH), (east, SOUTH), (east, SOUTH + SIDE), (west, SOUTH + SIDE)])
    assert len(street["polygons"]) == 1
    assert shape(street).symmetric_difference(wanted).area < wanted.area * 0.001
    assert [one["area_code"] for one in outlines(grid, COMMUNITY, tier="street")] == [COMMUNITY]


def test_cells_drawn_one_over_the_other_by_a_hair_are_joined_all_the_same(grid: RunningService) -> None:
    narrow = 0.0005
    for code, moved in ((f"010101{COMMUNITY}01", 0.0), (f"010101{COMMUNITY}02", narrow - 0.0000002)):
        polygons = square(side=narrow)
        for point in polygons[0][0]:
            point[0] = round(point[0] + moved, 7)
        grid.ask(LEADER, "draw_cell", area_code=COMMUNITY, code=code, polygons=polygons)
    (one,) = outlines(grid)
    assert len(one["polygons"]) == 1


def test_a_made_up_border_says_so_and_where_no_cells_are_nothing_is(grid: RunningService) -> None:
    assert outlines(grid) == []
    build(grid)
    assert {one["synthetic"] for one in outlines(grid)} == {True}


def test_nobody_sees_the_ground_of_others(grid: RunningService) -> None:
    built(grid)
    with pytest.raises((Forbidden, NotFound)):
        grid.ask(person(Role.GRID_WORKER, at=COMMUNITY), "list_outlines", area_code=DISTRICT)
