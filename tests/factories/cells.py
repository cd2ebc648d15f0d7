"""Areas to cut into cells: squares on the ground of the district, and the cells of a grid service."""

from __future__ import annotations

from typing import Any

from linli import computing
from linli.identity import Role
from tests.factories.people import COMMUNITY, DISTRICT, person
from tests.factories.running import RunningService

WEST, SOUTH = 123.44, 41.79
SIDE = 0.004
"""Degrees: about 330 m to the east, 440 m to the north."""
BESIDE = "210103005004"
LEADER = person(Role.PATROL_LEADER)


def square(column: int = 0, row: int = 0, side: float = SIDE) -> list[Any]:
    """The coordinates, as of a MultiPolygon, of a square in a row and column of squares of `SIDE`."""
    west, south = round(WEST + column * SIDE, 7), round(SOUTH + row * SIDE, 7)
    east, north = round(west + side, 7), round(south + side, 7)
    return [[[[west, south], [east, south], [east, north], [west, north], [west, south]]]]


def build(grid: RunningService, **said: Any) -> dict[str, Any]:
    """Have cells built and see it done; what came of it, as its computation is shown."""
    asked = {"area_code": DISTRICT, "communities": [COMMUNITY, BESIDE], "boundary": square(side=2 * SIDE), **said}
    made = grid.ask(LEADER, "build_cells", **asked)
    computing.work_off(grid.member.service, grid.database)
    return grid.ask(LEADER, "get_computation", id=made["id"])


def shape_of(community: str, column: int, row: int = 0, side: float = SIDE) -> dict[str, Any]:
    """A community's own polygon."""
    return {"community": community, "polygons": square(column, row, side)}


def cells(grid: RunningService, area: str = DISTRICT, **said: Any) -> list[dict[str, Any]]:
    """The cells of an area."""
    return list(grid.ask(LEADER, "list_cells", area_code=area, limit=10000, **said)["items"])
