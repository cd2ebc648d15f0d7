"""Cutting an area into cells: the computation, and what it changes in the cells there are."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import shapely

from linli.areas import Tier, covers, tier_of
from linli.clock import local
from linli.contracts.grid.cells import BuildCells, CellFault, CellsBuilt
from linli.errors import Conflict, Invalid
from linli.work import Work
from services.grid.domain.cells import MOST, Boundary, Cell, Ground, code_of, in_order
from services.grid.geometry import faults
from services.grid.geometry.cutting import COARSEST, Piece, cut
from services.grid.geometry.datum import Datum
from services.grid.geometry.partition import divided
from services.grid.geometry.shapes import (
    coordinates_of,
    metres_per_degree,
    polygonal,
    polygons_from,
    square_metres,
)
from services.grid.store import cells as store
from services.grid.usecases.watching import watch

Progress = Callable[[float], object]


@dataclass
class Cut:
    """An area cut into cells, and what was found wrong with the polygons given."""

    cells: list[Cell] = field(default_factory=list)
    boundaries: list[Boundary] = field(default_factory=list)
    overlaps: list[CellFault] = field(default_factory=list)
    holes: list[CellFault] = field(default_factory=list)
    without_cells: list[str] = field(default_factory=list)
    coarsest: int = 11


def cut_area(said: BuildCells, today: date, progress: Progress = lambda _share: None) -> Cut:
    """The area's cells, computed without the database; seconds for a district. Raises `Invalid` naming the field."""
    _check(said)
    made, day = Cut(), said.valid_from or today
    datum = Datum(said.datum)
    whole = polygons_from(said.boundary, datum, "boundary") if said.boundary else None
    pieces = _by_shapes(said, datum, whole, made) if said.shapes else _by_partition(said, whole, made)
    progress(0.6)
    synthetic = not said.shapes
    if whole is not None:
        made.boundaries.append(Boundary(said.area_code, day, False, said.source, _coordinates(whole)))
    for community, own in pieces.items():
        if own:
            made.cells += _numbered(said, community, own, day, synthetic)
            outline = shapely.unary_union([one.shape for one in own])
            made.boundaries.append(Boundary(community, day, synthetic, said.source, _coordinates(outline)))
    made.boundaries = list({one.area_code: one for one in made.boundaries}.values())
    made.without_cells = [one for one in said.communities if not pieces.get(one)]
    progress(0.8)
    return made


def keep(work: Work, said: BuildCells, made: Cut) -> CellsBuilt:
    """Let the cut area's cells take the place of those there are. Raises `Conflict` when some begin later."""
    day = said.valid_from or local(work.now).date()
    store.revise(work.session, said.area_code)
    present = store.all_from(work.session, said.area_code, day)
    if any(one.valid_from > day for one in present):
        text, zh = (
            "Some cells of the area begin after this day; give a later one.",
            "该区域有更晚启用的网格，请填写更晚的日期。",
        )
        raise Conflict("cells_begin_later", text, zh, {"valid_from": [f"{text} {zh}"]})
    wanted = {one.code: one for one in made.cells}
    same = {one.code for one in present if one.code in wanted and one.same_as(wanted[one.code])}
    replaced = [one for one in present if one.code not in same]
    store.remove(work.session, [one for one in replaced if one.valid_from == day])
    for one in replaced:
        if one.valid_from < day:
            one.valid_to = day
            one.sequence += 1
    store.add(work.session, [one for one in made.cells if one.code not in same])
    watch(work, {one.area_code for one in (*replaced, *made.cells)})
    store.forget_boundaries(work.session, said.area_code, day)
    store.keep_boundaries(work.session, made.boundaries)
    return CellsBuilt(
        area_code=said.area_code,
        valid_from=day,
        synthetic=not said.shapes,
        communities=len(said.communities),
        cells=len(made.cells),
        unchanged=len(same),
        ended=len(replaced),
        resolution=said.resolution,
        coarsest=made.coarsest,
        overlaps=tuple(made.overlaps),
        holes=tuple(made.holes),
        without_cells=tuple(made.without_cells),
    )


def _check(said: BuildCells) -> None:
    if tier_of(said.area_code) is Tier.CELL:
        raise _bad("area_code", "Give a district, street or community.", "请填写区、街道或社区。")
    if not said.boundary and not said.shapes:
        raise _bad("boundary", "Give the area's boundary or the communities' polygons.", "请提供区域边界或社区多边形。")
    if not said.communities:
        raise _bad("communities", "The area has no communities.", "该区域没有社区。")
    outside = [one for one in said.communities if not covers(said.area_code, one)]
    if outside:
        raise _bad("communities", f"{outside[0]} lies outside the area.", f"{outside[0]}不在该区域内。")
    named = [one.community for one in said.shapes]
    strange = [one for one in named if one not in said.communities or named.count(one) > 1]
    if strange:
        text = f"{strange[0]} is no community of the area, or is given twice."
        raise _bad("shapes", text, f"{strange[0]}不是该区域的社区，或重复。")


def _bad(name: str, message: str, message_zh: str) -> Invalid:
    return Invalid("bad_build", message, message_zh, {name: [f"{message} {message_zh}"]})


def _by_partition(said: BuildCells, whole: Any, made: Cut) -> dict[str, list[Piece]]:
    """The pieces of each community of a made-up partition, coarser where the finest are too many for the codes."""
    for resolution in range(said.resolution, COARSEST - 1, -1):
        found = divided(cut(whole, resolution), said.communities)
        if max(map(len, found.values())) <= MOST:
            made.coarsest = resolution
            return found
    raise _bad("boundary", "The area is too large for its communities.", "区域过大，社区数量不足。")


def _by_shapes(said: BuildCells, datum: Datum, whole: Any, made: Cut) -> dict[str, list[Piece]]:
    """The pieces of each community's own polygon; what two claim goes to the first."""
    given = {
        one.community: polygons_from(one.polygons, datum, f"shapes.{number}.polygons")
        for number, one in enumerate(said.shapes)
    }
    made.overlaps = [fault_of(one.shape, (one.first, one.second)) for one in faults.overlaps(given)]
    if whole is not None:
        made.holes = [fault_of(one.shape, ()) for one in faults.holes(whole, list(given.values()))]
    return {community: _cut_community(shape, said, made) for community, shape in faults.parted(given).items()}


def _cut_community(shape: Any, said: BuildCells, made: Cut) -> list[Piece]:
    for resolution in range(said.resolution, COARSEST - 1, -1):
        pieces = [] if shape.is_empty else cut(shape, resolution)
        if len(pieces) <= MOST:
            made.coarsest = min(made.coarsest, resolution)
            return pieces
    raise _bad("shapes", "A community's polygon is too large.", "社区多边形过大。")


def _numbered(said: BuildCells, community: str, pieces: Sequence[Piece], day: date, synthetic: bool) -> list[Cell]:
    grounds = [ground_of(one.shape) for one in pieces]
    _, north = metres_per_degree(grounds[0].lat)
    band = math.sqrt(sum(one.square_metres for one in grounds) / len(grounds)) / north
    made = []
    for number, position in enumerate(in_order([(one.lon, one.lat) for one in grounds], band), 1):
        code = code_of(said.object_code, community, number if len(pieces) > 1 else None)
        cell = Cell.make(code, grounds[position], day, said.visit_within, pieces[position].hexagon)
        cell.synthetic = synthetic
        made.append(cell)
    return made


def ground_of(shape: Any) -> Ground:
    """The shape as a cell keeps it; its middle lies within."""
    middle = shape.centroid if shape.contains(shape.centroid) else shape.representative_point()
    return Ground(_coordinates(shape), round(middle.x, 7), round(middle.y, 7), round(square_metres(shape)))


def _coordinates(shape: Any) -> Any:
    return tuple(coordinates_of(polygonal(shape)))


def fault_of(shape: Any, names: Iterable[str]) -> CellFault:
    """A fault as it is told: whose, how large, and a place in it."""
    place = shape.representative_point()
    size = math.ceil(square_metres(shape))
    return CellFault(names=tuple(names), square_metres=size, lon=round(place.x, 6), lat=round(place.y, 6))
