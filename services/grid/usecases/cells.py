"""Cells: found by code and place, listed, drawn, ended, and checked for what is wrong with them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from linli.clock import local
from linli.contracts.grid.cells import (
    CellFaults,
    CellPage,
    CellView,
    CheckCells,
    DrawCell,
    EndCell,
    FindCell,
    GetCell,
    ListCells,
    RedrawCell,
)
from linli.errors import Conflict, Invalid, existing
from linli.work import Work
from services.grid.domain.cells import MOST, Cell, code_of
from services.grid.geometry import faults
from services.grid.geometry.cellmap import CellMap, MapKeeper
from services.grid.geometry.shapes import polygonal, polygons_from, square_metres
from services.grid.store import cells as store
from services.grid.usecases.building import fault_of, ground_of
from services.grid.usecases.watching import watch

_KEEPER: MapKeeper[Cell] = MapKeeper()


def today_of(work: Work, day: date | None) -> date:
    """The day asked for, or today's in the district."""
    return day or local(work.now).date()


def get(work: Work, said: GetCell) -> CellView:
    """One cell as of a day."""
    work.authorise(said.code, "cell", "网格")
    return view(store.cell_on(work.session, said.code, today_of(work, said.at)))


def list_cells(work: Work, said: ListCells) -> CellPage:
    """The cells of an area as of a day, by code."""
    work.authorise(said.area_code, "area", "区域")
    day = today_of(work, said.at)
    found = store.cells_of(work.session, said.area_code, day, said.after, said.limit + 1)
    more = len(found) > said.limit
    items = tuple(view(one) for one in found[: said.limit])
    return CellPage(items=items, next_after=items[-1].code if more else None)


def find(work: Work, said: FindCell) -> CellView:
    """The cell at a place of an area; raises `NotFound` where there is none."""
    work.authorise(said.area_code, "area", "区域")
    found = map_of(work, said.area_code[:6], today_of(work, said.at)).find(said.lon, said.lat)
    if found is not None and not found.code.startswith(said.area_code, 6):
        found = None
    return view(existing(found, "cell", "网格"))


def map_of(work: Work, district: str, day: date) -> CellMap[Cell]:
    """The cells of a district on a day by place, kept in memory until one of them changes."""
    key = (f"{work.session.get_bind()!r}/{district}", str(day), store.revision(work.session, district))
    known = _KEEPER.get(key)
    if known is not None:
        return known
    cells = store.cells_of(work.session, district, day)
    for one in cells:
        work.session.expunge(one)
    return _KEEPER.put(key, CellMap(cells, [one.polygons for one in cells]))


def draw(work: Work, said: DrawCell) -> CellView:
    """Add a drawn cell. Raises `Conflict` where it overlaps another or its code is taken."""
    work.authorise(said.area_code, "area", "区域")
    store.revise(work.session, said.area_code)
    day = today_of(work, said.valid_from)
    code = said.code or _free_code(work, said.area_code)
    if code[6:18] != said.area_code:
        text, zh = "Digits 7 to 18 must be those of the community.", "第7至18位应为社区代码。"
        raise Invalid("bad_cell_code", text, zh, {"code": [f"{text} {zh}"]})
    if code in {one.code for one in store.all_from(work.session, said.area_code, day)}:
        text, zh = "There is a cell of this code.", "该网格代码已被使用。"
        raise Conflict("code_taken", text, zh, {"code": [f"{text} {zh}"]})
    shape = polygons_from(said.polygons, field="polygons")
    _let_lie(work, shape, code, day)
    cell = Cell.make(code, ground_of(shape), day, said.visit_within)
    store.add(work.session, [cell])
    _watch(work, cell)
    return view(cell)


def redraw(work: Work, said: RedrawCell) -> CellView:
    """Give a cell another shape from a day on; on its own first day it is corrected."""
    cell = _to_change(work, said)
    day = today_of(work, said.valid_from)
    shape = polygons_from(said.polygons, field="polygons")
    _let_lie(work, shape, cell.code, day)
    visit_within = said.visit_within or cell.visit_within
    if day == cell.valid_from:
        cell.reshape(ground_of(shape), visit_within)
        _watch(work, cell)
        return view(cell)
    cell.end(day)
    work.session.flush()
    made = Cell.make(cell.code, ground_of(shape), day, visit_within)
    made.sequence = cell.sequence + 1
    store.add(work.session, [made])
    _watch(work, made)
    return view(made)


def end(work: Work, said: EndCell) -> CellView:
    """Let a cell be valid only before a day: tomorrow, unless given."""
    cell = _to_change(work, said)
    cell.end(said.valid_to or local(work.now).date() + timedelta(days=1))
    _watch(work, cell)
    return view(cell)


def _watch(work: Work, cell: Cell) -> None:
    work.session.flush()
    watch(work, [cell.area_code])


def check(work: Work, said: CheckCells) -> CellFaults:
    """What is wrong with the cells of an area as of a day."""
    work.authorise(said.area_code, "area", "区域")
    day = today_of(work, said.at)
    cells = store.cells_of(work.session, said.area_code, day)
    shapes = {one.code: polygons_from(one.polygons) for one in cells}
    boundary = store.boundary_of(work.session, said.area_code, day)
    left = faults.holes(polygons_from(boundary.polygons), list(shapes.values())) if boundary else []
    return CellFaults(
        area_code=said.area_code,
        cells=len(cells),
        has_boundary=boundary is not None,
        overlaps=tuple(fault_of(one.shape, (one.first, one.second)) for one in faults.overlaps(shapes)),
        holes=tuple(fault_of(one.shape, ()) for one in left),
    )


def _to_change(work: Work, said: RedrawCell | EndCell) -> Cell:
    work.authorise(said.code, "cell", "网格")
    store.revise(work.session, said.code[6:12])
    cell = store.last_of(work.session, said.code)
    work.expect(said.version, cell.sequence)
    return cell


def _free_code(work: Work, community: str) -> str:
    """The next number that no cell of the community ever had, under the managed object of its other cells."""
    known = store.codes_of(work.session, community)
    taken = {one[18:] for one in known}
    number = next((one for one in range(1, MOST + 1) if f"{one:02}" not in taken), MOST + 1)
    return code_of(min(known)[:6] if known else "010101", community, number)


def _let_lie(work: Work, shape: Any, code: str, day: date) -> None:
    """Raises `Conflict` naming the other cell where the shape would claim ground of another cell.

    Where the district's boundary is known, half of the shape at least lies within; else `Invalid`.
    """
    boundary = store.boundary_of(work.session, code[6:12], day)
    if boundary:
        outside = polygonal(shape.difference(polygons_from(boundary.polygons)))
        if 2 * outside.area > shape.area:
            text, zh = "Most of it lies outside of the district.", "大部分不在本区范围内。"
            raise Invalid("outside_district", text, zh, {"polygons": [f"{text} {zh}"]})
    others = [one for one in store.all_from(work.session, code[6:12], day) if one.code != code]
    for one, shared in CellMap(others, [other.polygons for other in others]).touching(shape):
        size = round(square_metres(polygonal(shared)))
        if size > faults.LEAST:
            text, zh = f"It overlaps the cell {one.code} by {size} m².", f"与网格{one.code}重叠{size}平方米。"
            raise Conflict("cell_overlaps", text, zh, {"polygons": [f"{text} {zh}"]})


def view(cell: Cell) -> CellView:
    """A cell as it is shown."""
    return CellView(
        id=cell.id,
        version=cell.sequence,
        code=cell.code,
        area_code=cell.area_code,
        origin=cell.origin,
        synthetic=cell.synthetic,
        valid_from=cell.valid_from,
        valid_to=cell.valid_to,
        visit_within=cell.visit_within,
        hexagon=cell.hexagon,
        lon=cell.lon,
        lat=cell.lat,
        square_metres=cell.square_metres,
        polygons=cell.polygons,
    )
