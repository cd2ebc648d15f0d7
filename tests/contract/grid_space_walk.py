"""The routes of cells, computations, coverage and trackers as the walk over all routes asks them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.factories.cells import SOUTH, WEST, square
from tests.factories.people import COMMUNITY
from tests.factories.web import Caller, Web

Way = tuple[Callable[[Caller], Any], int, bool]
GRID = "/api/grid"
FAR = 40
"""A column so far in the east that nothing of the walk lies there."""


@dataclass(frozen=True)
class Things:
    """A cell of the community, a computation, and a tracker."""

    cell: str
    computation: str
    tracker: str


def things(web: Web) -> Things:
    """Make them."""
    who = web.be()
    drawn = {"area_code": COMMUNITY, "geometry": geometry(), "code": f"010101{COMMUNITY}02"}
    made = who.post(f"{GRID}/cells", drawn)
    assert made.status_code == 201, made.text
    started = who.post(f"{GRID}/cells/build", _build())
    assert started.status_code == 202, started.text
    who.post(f"{GRID}/computations/{(started.json or {})['id']}/cancel")
    tracker = who.post(f"{GRID}/trackers", _tracker())
    assert tracker.status_code == 201, tracker.text
    return Things((made.json or {})["code"], (started.json or {})["id"], (tracker.json or {})["id"])


def ways(made: Things) -> dict[tuple[str, str], Way]:
    """How each route is asked, the status of who may, and whether it is about the community."""
    one, own = f"{GRID}/cells/<string:code>", f"{GRID}/cells/{made.cell}"
    computation = f"{GRID}/computations/<uuid:computation_id>"
    here = f"area={COMMUNITY}"
    return (
        _coverage_ways(made)
        | _planning_ways(made.computation)
        | {
            ("GET", f"{GRID}/cells"): (_get(f"{GRID}/cells?{here}"), 200, True),
            ("GET", f"{GRID}/cells.geojson"): (_get(f"{GRID}/cells.geojson?{here}"), 200, True),
            ("GET", f"{GRID}/outlines"): (_get(f"{GRID}/outlines?{here}"), 200, True),
            ("GET", f"{GRID}/cells/at"): (
                _get(f"{GRID}/cells/at?{here}&lon={WEST + 0.001}&lat={SOUTH + 0.001}"),
                200,
                True,
            ),
            ("GET", f"{GRID}/cells/faults"): (_get(f"{GRID}/cells/faults?{here}"), 200, True),
            ("GET", one): (_get(own), 200, True),
            ("POST", f"{GRID}/cells"): (
                _post(f"{GRID}/cells", {"area_code": COMMUNITY, "geometry": geometry()}),
                409,
                True,
            ),
            ("POST", f"{one}/redraw"): (_post(f"{own}/redraw", {"geometry": geometry()}), 412, True),
            ("POST", f"{one}/end"): (_post(f"{own}/end", {}), 412, True),
            ("POST", f"{GRID}/cells/build"): (
                _post(f"{GRID}/cells/build", {**_build(), "area_code": COMMUNITY}),
                202,
                True,
            ),
            ("GET", computation): (_get(f"{GRID}/computations/{made.computation}"), 200, True),
            ("POST", f"{computation}/cancel"): (_post(f"{GRID}/computations/{made.computation}/cancel", {}), 200, True),
        }
    )


def _coverage_ways(made: Things) -> dict[tuple[str, str], Way]:
    one, own = f"{GRID}/trackers/<uuid:tracker_id>", f"{GRID}/trackers/{made.tracker}"
    here, days = f"area={COMMUNITY}", "from=2026-01-01&until=2026-01-31"
    moments = "from=2026-01-01T00:00:00Z&until=2026-01-31T00:00:00Z"
    return {
        ("GET", f"{GRID}/coverage"): (_get(f"{GRID}/coverage?{here}&{days}"), 200, True),
        ("GET", f"{GRID}/evaluation"): (_get(f"{GRID}/evaluation?{here}&{days}"), 200, True),
        ("GET", f"{GRID}/evaluation/formulas"): (_get(f"{GRID}/evaluation/formulas?{here}"), 200, True),
        ("GET", f"{GRID}/evaluation/<string:figure>/records"): (
            _get(f"{GRID}/evaluation/visited/records?{here}&{days}"),
            200,
            True,
        ),
        ("GET", f"{GRID}/uncovered"): (_get(f"{GRID}/uncovered?{here}"), 200, True),
        ("POST", f"{GRID}/trackers"): (_post(f"{GRID}/trackers", _tracker()), 201, True),
        ("GET", f"{GRID}/trackers"): (_get(f"{GRID}/trackers?{here}"), 200, True),
        ("GET", f"{one}/positions"): (_get(f"{own}/positions?{moments}"), 200, True),
        ("POST", f"{one}/end"): (_post(f"{own}/end", {}), 412, True),
    }


def _planning_ways(computation: str) -> dict[tuple[str, str], Way]:
    at = "2026-03-02T04:00:00Z"
    incident = {"at": at, "lon": WEST + 0.001, "lat": SOUTH + 0.001}
    place = {"name": "岗亭", "lon": WEST, "lat": SOUTH}
    said: dict[str, tuple[dict[str, Any], int]] = {
        "incidents": ({"incidents": [incident]}, 200),
        "plans/rounds": ({"begins": at}, 202),
        "plans/routes": ({"lon": WEST, "lat": SOUTH, "places": [place], "seconds": 1}, 202),
    }
    posts = {
        ("POST", f"{GRID}/{name}"): (_post(f"{GRID}/{name}", {"area_code": COMMUNITY, **body}), status, True)
        for name, (body, status) in said.items()
    }
    no_plan = f"{GRID}/plans/rounds/{computation}"
    one = f"{GRID}/plans/rounds/<uuid:plan_id>"
    posts["POST", f"{one}/assign"] = (_post(f"{no_plan}/assign", {}), 409, True)
    posts["POST", f"{one}/cancel"] = (_post(f"{no_plan}/cancel", {"reason": "暴雨"}), 409, True)
    return {**posts, ("GET", f"{GRID}/heat"): (_get(f"{GRID}/heat?area={COMMUNITY}"), 200, True)}


def _tracker() -> dict[str, Any]:
    return {"area_code": COMMUNITY, "officer_id": str(uuid4()), "label": "手机"}


def geometry(column: int = 0) -> dict[str, Any]:
    """A square as GeoJSON."""
    return {"type": "Polygon", "coordinates": square(column)[0]}


def _build() -> dict[str, Any]:
    return {"area_code": COMMUNITY, "geojson": geometry(FAR), "valid_from": "2020-01-01"}


def _post(path: str, body: dict[str, Any]) -> Callable[[Caller], Any]:
    return lambda who: who.post(path, body, If_Match='"999"')


def _get(path: str) -> Callable[[Caller], Any]:
    return lambda who: who.get(path)
