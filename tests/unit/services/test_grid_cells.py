"""Cells tile their area, are numbered as the standard says, and places are found in exactly one of them."""

from __future__ import annotations

import json
import math
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.contracts.base import load
from linli.contracts.grid.cells import BuildCells
from linli.errors import Conflict, Invalid
from services.grid.domain.cells import Cell, Ground, code_of, in_order
from services.grid.geometry import faults
from services.grid.geometry.cellmap import CellMap
from services.grid.geometry.cutting import cut
from services.grid.geometry.datum import Datum, to_gcj02, to_wgs84
from services.grid.geometry.partition import divided
from services.grid.geometry.shapes import metres_between, polygons_from, square_metres
from services.grid.usecases.building import cut_area
from tests.factories.cells import BESIDE, SIDE, SOUTH, WEST, shape_of, square
from tests.factories.people import COMMUNITY, DISTRICT

DAY = date(2026, 3, 2)
SHENHE = Path(__file__).parents[3] / "linli" / "data" / "shenhe" / "boundary.geojson"


def blob(radii: list[float]) -> Any:
    """A star-shaped area around the middle of the district, its corners this far away."""
    turn = 2 * math.pi / len(radii)
    corners = [(WEST + r * math.cos(n * turn), SOUTH + r * math.sin(n * turn)) for n, r in enumerate(radii)]
    return shapely.Polygon(corners)


AREAS = st.lists(st.floats(0.001, 0.01), min_size=3, max_size=9).map(blob)


@settings(max_examples=25)
@given(AREAS)
def test_the_pieces_of_an_area_leave_nothing_out_and_nothing_twice(area: Any) -> None:
    """Held against areas summed and joined, which knows nothing of how they were cut."""
    pieces = [one.shape for one in cut(area, 10)]
    assert math.isclose(sum(one.area for one in pieces), area.area, rel_tol=1e-6)
    assert math.isclose(shapely.unary_union(pieces).area, area.area, rel_tol=1e-6)
    assert math.isclose(shapely.unary_union([area, *pieces]).area, area.area, rel_tol=1e-6)


@settings(max_examples=25)
@given(AREAS, st.integers(1, 12))
def test_every_piece_goes_to_one_community_and_all_get_nearly_the_same(area: Any, communities: int) -> None:
    codes = [f"21010300{number // 4}{number % 4:03}" for number in range(communities)]
    pieces = cut(area, 10)
    found = divided(pieces, codes)
    assert sorted(found) == codes
    given_out = [id(piece) for own in found.values() for piece in own]
    assert sorted(given_out) == sorted(map(id, pieces))
    sizes = [len(own) for own in found.values()]
    assert max(sizes) - min(sizes) <= 2 + math.ceil(math.log2(communities))


def test_a_community_is_in_one_place_and_its_street_around_it() -> None:
    codes = [f"2101030{street}{number:03}" for street in ("05", "06") for number in range(1, 4)]
    found = divided(cut(shapely.box(WEST, SOUTH, WEST + 0.02, SOUTH + 0.01), 10), codes)
    for own in found.values():
        joined = shapely.unary_union([one.shape.buffer(1e-8) for one in own])
        assert joined.geom_type == "Polygon"
    streets = [max(p.shape.centroid.x for c in codes[a:b] for p in found[c]) for a, b in ((0, 3), (3, 6))]
    assert streets[0] < streets[1], "the first street lies in the west"


def test_the_shipped_district_is_cut_into_coded_cells_of_unit_grid_size() -> None:
    said = json.loads(SHENHE.read_text(encoding="utf-8"))["features"][0]["geometry"]["coordinates"]
    codes = [f"210103005{number:03}" for number in range(1, 112)]
    command = {"area_code": DISTRICT, "communities": codes, "boundary": said, "datum": "gcj02"}
    made = cut_area(load(BuildCells, command), DAY)
    assert len(made.cells) > 5000
    assert len({one.code for one in made.cells}) == len(made.cells)
    assert all(one.synthetic and one.area_code in codes and one.code[18:] != "00" for one in made.cells)
    mean = sum(one.square_metres for one in made.cells) / len(made.cells)
    assert 8_000 < mean < 12_000, "a unit grid is about 10,000 m²"


# ---- faults ----------------------------------------------------------------------------------------------------------


def test_overlaps_and_holes_of_given_polygons_are_reported_and_each_cell_is_in_one_community() -> None:
    shapes = [shape_of(COMMUNITY, 0, side=1.5 * SIDE), shape_of(BESIDE, 1)]
    command = {
        "area_code": DISTRICT,
        "communities": [COMMUNITY, BESIDE, "210103005005"],
        "boundary": square(side=2 * SIDE),
        "shapes": shapes,
    }
    made = cut_area(load(BuildCells, command), DAY)
    quarter = square_metres(polygons_from(square())) / 2
    (overlap,) = made.overlaps
    assert overlap.names == (COMMUNITY, BESIDE)
    assert math.isclose(overlap.square_metres, quarter, rel_tol=0.01)
    covered = square_metres(shapely.unary_union([polygons_from(one["polygons"]) for one in shapes]))
    whole = square_metres(polygons_from(square(side=2 * SIDE)))
    assert math.isclose(sum(one.square_metres for one in made.holes), whole - covered, rel_tol=0.01)
    assert made.without_cells == ["210103005005"]
    assert faults.overlaps({one.code: polygons_from(one.polygons) for one in made.cells}) == []
    assert not any(one.synthetic for one in made.cells)
    claimed_twice = CellMap(made.cells, [one.polygons for one in made.cells]).find(WEST + 1.2 * SIDE, SOUTH + SIDE / 2)
    assert claimed_twice is not None
    assert claimed_twice.area_code == COMMUNITY


def test_an_area_too_large_for_two_digits_is_cut_coarser() -> None:
    command = {"area_code": COMMUNITY, "communities": [COMMUNITY], "boundary": square(side=5 * SIDE)}
    made = cut_area(load(BuildCells, command), DAY)
    assert made.coarsest == 9
    assert len(made.cells) <= 99


def test_one_cell_is_an_undivided_community() -> None:
    command = {"area_code": COMMUNITY, "communities": [COMMUNITY], "boundary": square(side=SIDE / 20)}
    (cell,) = cut_area(load(BuildCells, command), DAY).cells
    assert cell.code == f"010101{COMMUNITY}00"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"boundary": []}, "boundary"),
        ({"communities": []}, "communities"),
        ({"communities": ["210102005003"]}, "communities"),
        ({"shapes": [shape_of("210103005009", 0)]}, "shapes"),
        ({"boundary": [[[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]]}, "boundary"),
        ({"boundary": [[[[0, 0], [1, 91], [1, 0], [0, 0]]]]}, "boundary"),
        ({"boundary": [[[[0, 0], [1, 1]]]]}, "boundary"),
    ],
)
def test_what_cannot_be_cut_names_the_field(said: dict[str, Any], field: str) -> None:
    command = {"area_code": DISTRICT, "communities": [COMMUNITY], "boundary": square(), **said}
    with pytest.raises(Invalid) as refused:
        cut_area(load(BuildCells, command), DAY)
    assert list(refused.value.fields) == [field]


# ---- codes, days, places ---------------------------------------------------------------------------------------------


def test_cells_are_numbered_in_rows_from_the_north_and_each_from_the_west() -> None:
    middles = [(0.3, 0.0), (0.1, 0.0), (0.2, 0.99), (0.1, 1.0)]
    assert in_order(middles, 0.5) == [3, 2, 1, 0]


def test_a_hundredth_cell_of_a_community_has_no_code() -> None:
    assert code_of("010101", COMMUNITY, 99)[-2:] == "99"
    with pytest.raises(Invalid, match="too_many_cells"):
        code_of("010101", COMMUNITY, 100)


def test_a_cell_ends_once_and_after_it_began() -> None:
    cell = Cell.make(code_of("010101", COMMUNITY, 1), Ground((), 0, 0, 1), DAY, 24)
    with pytest.raises(Invalid, match="bad_end"):
        cell.end(DAY)
    cell.end(date(2026, 3, 4))
    assert [cell.valid_on(date(2026, 3, day)) for day in (1, 2, 3, 4)] == [False, True, True, False]
    with pytest.raises(Conflict, match="cell_ended"):
        cell.end(date(2026, 3, 5))


@given(st.floats(WEST - 0.001, WEST + 2 * SIDE), st.floats(SOUTH - 0.001, SOUTH + 2 * SIDE))
def test_a_place_is_found_where_a_look_at_every_cell_finds_it(lon: float, lat: float) -> None:
    shapes = [square(column, row) for column in (0, 1) for row in (0, 1)]
    found = CellMap(list(range(4)), shapes).find(lon, lat)
    inside = [n for n, one in enumerate(shapes) if polygons_from(one).intersects(shapely.Point(lon, lat))]
    assert found == min(inside, default=None)


@given(st.floats(75, 134), st.floats(4, 53))
def test_gcj02_is_undone_to_a_centimetre(lon: float, lat: float) -> None:
    back = to_wgs84(*to_gcj02(lon, lat))
    assert metres_between(lon, lat, *back) < 0.01


def test_the_shift_of_gcj02_is_some_hundred_metres_in_china_and_none_elsewhere() -> None:
    """As published tools give it: 天安门 116.3913, 39.9075 (WGS-84) is 116.3975, 39.9089."""
    lon, lat = to_gcj02(116.3913, 39.9075)
    assert (round(lon, 4), round(lat, 4)) == (116.3975, 39.9089)
    assert to_gcj02(-95.4, 29.7) == (-95.4, 29.7)
    shifted = polygons_from(square(), Datum.GCJ02).centroid
    assert 100 < metres_between(WEST + SIDE / 2, SOUTH + SIDE / 2, shifted.x, shifted.y) < 1000
