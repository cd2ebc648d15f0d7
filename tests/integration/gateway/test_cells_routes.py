"""Cells through the API: built by the worker process from GeoJSON, drawn, found by place, shown as GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from linli.identity import Role
from tests.factories.cells import SIDE, SOUTH, WEST, square
from tests.factories.people import COMMUNITY, DISTRICT, STREET
from tests.factories.web import COMMUNITY_BESIDE, Caller, Web, web
from tests.polling import poll

CELLS = "/api/grid/cells"


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("cells"), started=True) as made:
        yield made


def feature(code: str, column: int) -> dict[str, Any]:
    geometry = {"type": "MultiPolygon", "coordinates": square(column)}
    return {"type": "Feature", "properties": {"code": code}, "geometry": geometry}


def ended(who: Caller, location: str) -> bool:
    return (who.get(location).json or {})["ended_at"] is not None


def test_the_worker_process_builds_cells_that_are_then_found_listed_and_mapped(api: Web) -> None:
    leader, worker = api.be(Role.PATROL_LEADER), api.be(Role.GRID_WORKER, COMMUNITY)
    geojson = {"type": "FeatureCollection", "features": [feature(COMMUNITY, 0), feature(COMMUNITY_BESIDE, 1)]}
    made = leader.post(f"{CELLS}/build", {"area_code": DISTRICT, "geojson": geojson, "visit_within": 12})
    assert (made.status_code, (made.json or {})["state"]) == (202, "queued")
    location = made.headers["Location"]
    poll(partial(ended, leader, location), message="the worker process is done")
    shown = leader.get(location).json or {}
    assert (shown["state"], shown["cells"]["synthetic"], shown["cells"]["communities"]) == ("done", False, 2)
    here = worker.get(f"{CELLS}/at?area={COMMUNITY}&lon={WEST + SIDE / 2}&lat={SOUTH + SIDE / 2}")
    cell = here.json or {}
    assert (cell["area_code"], cell["visit_within"], here.headers["ETag"]) == (COMMUNITY, 12, '"1"')
    assert worker.get(f"{CELLS}/{cell['code']}").json == cell
    listed, cursor = [], ""
    while cursor is not None:
        page = worker.get(f"{CELLS}?limit=4{f'&cursor={cursor}' if cursor else ''}").json or {}
        listed += page["items"]
        cursor = page["next_cursor"]
    mapped = worker.get(f"{CELLS}.geojson?area={COMMUNITY}")
    assert mapped.content_type == "application/geo+json"
    features = json.loads(mapped.data)["features"]
    assert [one["id"] for one in features] == [one["code"] for one in listed]
    assert features[0]["geometry"]["coordinates"] == listed[0]["polygons"]
    faults = leader.get(f"{CELLS}/faults?area={DISTRICT}").json or {}
    assert (faults["overlaps"], faults["holes"]) == ([], [])


def test_a_cell_is_drawn_once_under_its_key_redrawn_and_ended(api: Web) -> None:
    leader, key = api.be(Role.PATROL_LEADER), str(uuid4())
    said = {"area_code": COMMUNITY, "geometry": {"type": "Polygon", "coordinates": square(10)[0]}}
    first, again = (leader.post(CELLS, said, Idempotency_Key=key) for _ in "12")
    assert (first.status_code, first.data) == (201, again.data)
    where = first.headers["Location"]
    moved = leader.post(
        f"{where}/redraw", {"geometry": {"type": "MultiPolygon", "coordinates": square(11)}}, If_Match="*"
    )
    assert moved.headers["ETag"] == '"2"'
    stale = leader.post(f"{where}/end", {}, If_Match=first.headers["ETag"])
    assert (stale.status_code, leader.post(f"{where}/end", {}, If_Match='"2"').status_code) == (412, 200)


@pytest.mark.parametrize(
    ("geojson", "told"),
    [
        ({"type": "Point", "coordinates": [1, 2]}, "Polygon"),
        ({"type": "Polygon", "coordinates": [[["a", "b"]]]}, "coordinates"),
        ({"type": "FeatureCollection", "features": [feature("210102001", 0), feature("210102002", 1)]}, "no polygon"),
        ({}, "Polygon"),
    ],
)
def test_geojson_that_is_none_is_refused_by_name(api: Web, geojson: Any, told: str) -> None:
    refused = api.be().post(f"{CELLS}/build", {"area_code": STREET, "geojson": geojson}, Accept_Language="en")
    assert refused.status_code == 422
    assert told in (refused.json or {})["fields"]["geojson"][0]
