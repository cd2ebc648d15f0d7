"""The routes of grid cells 网格: listed, found by place, as GeoJSON, built, drawn, checked."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import Response
from marshmallow import fields, validate

from gateway.access import SIGNED_IN
from gateway.api.conventions import answer, ask, known_area, only_area, reached_area, read, seen_version
from gateway.api.grid.cases import LEADERS, routes
from gateway.api.queries import AreaQuery, AreaRequired, DateQuery
from gateway.api.routes import body_of
from gateway.areas import store as areas
from gateway.auth import principal
from gateway.cells.boundaries import boundaries_of, polygons_of
from gateway.parts import parts
from gateway.reading import takes
from linli.clock import local, now
from linli.contracts.base import END, schema_class
from linli.contracts.grid.cells import (
    BuildCells,
    CellFaults,
    CellView,
    CheckCells,
    DrawCell,
    EndCell,
    FindCell,
    GetCell,
    ListCells,
    RedrawCell,
)
from linli.contracts.grid.computations import CancelComputation, ComputationView, GetComputation

CELL_CODE = validate.Regexp(rf"^[0-9]{{20}}{END}", error="Give the 20 digits of a cell. 请填写20位网格代码。")
LARGEST_BOUNDARY = 8_000_000
"""Bytes of a file with every community's polygon."""
MOST_FEATURES = 10_000
VIEW = schema_class(CellView)
COMPUTATION = schema_class(ComputationView)
ONE = "/cells/<string:code>"


class Geometry(ma.fields.Dict):
    """A GeoJSON Polygon or MultiPolygon; loading gives the coordinates of a MultiPolygon."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return tuple(polygons_of(value))


class CellQuery(AreaQuery, DateQuery):
    """Which cells are listed, as of which day."""

    cursor = fields.String(validate=CELL_CODE, load_default=None)
    limit = fields.Integer(validate=validate.Range(1, 200), load_default=50)


class AreaOnDay(AreaRequired, DateQuery):
    """Of which area, as of which day."""


class PlaceQuery(AreaOnDay):
    """At which place of which area."""

    lon = fields.Float(validate=validate.Range(-180, 180), required=True)
    lat = fields.Float(validate=validate.Range(-90, 90), required=True)


class BuildBody(body_of(BuildCells, "communities", "boundary", "shapes", name="BuildCellsFields")):  # type: ignore[misc]
    """What cells are built from: GeoJSON of the area's boundary, of its communities' polygons, or of both."""

    geojson = fields.Dict(required=True)
    datum = fields.String(validate=validate.OneOf(["wgs84", "gcj02"]), load_default=None)


class DrawBody(body_of(DrawCell, "polygons", name="DrawCellFields")):  # type: ignore[misc]
    """A cell to be drawn."""

    geometry = Geometry(required=True)


class RedrawBody(body_of(RedrawCell, "polygons", "code", "version", name="RedrawCellFields")):  # type: ignore[misc]
    """The cell's new shape."""

    geometry = Geometry(required=True)


class CellRows(ma.Schema):
    """A page of cells."""

    items = fields.List(fields.Nested(VIEW), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


@routes.get("/cells", SIGNED_IN, CellRows, query=CellQuery)
def list_cells(asked: dict[str, Any]) -> Response:
    """The cells of an area as of a day, by code 网格列表"""
    command = ListCells(
        area_code=asked["area"] or only_area(), at=asked["at"], after=asked["cursor"], limit=asked["limit"]
    )
    said = parts().backend.ask("grid", "list_cells", command, principal())
    return answer({"items": said["items"], "next_cursor": said["next_after"]})


@routes.get("/cells.geojson", SIGNED_IN, None, query=AreaOnDay)
def map_cells(asked: dict[str, Any]) -> Response:
    """All cells of an area as of a day, as GeoJSON 网格GeoJSON"""
    command = ListCells(area_code=asked["area"], at=asked["at"], limit=MOST_FEATURES)
    said = parts().backend.ask("grid", "list_cells", command, principal())
    return as_geojson([_feature(one) for one in said["items"]])


@routes.get("/cells/at", SIGNED_IN, VIEW, query=PlaceQuery)
def find_cell(asked: dict[str, Any]) -> Response:
    """The cell at a place, in WGS-84 按位置查找网格"""
    return read("grid", "find_cell", FindCell(area_code=asked.pop("area"), **asked))


@routes.get("/cells/faults", SIGNED_IN, schema_class(CellFaults), query=AreaOnDay)
def check_cells(asked: dict[str, Any]) -> Response:
    """Ground of an area in two cells or in none 网格重叠与空洞"""
    return read("grid", "check_cells", CheckCells(area_code=asked["area"], at=asked["at"]))


@routes.get(ONE, SIGNED_IN, VIEW, query=DateQuery)
def get_cell(asked: dict[str, Any], code: str) -> Response:
    """One cell as of a day 网格详情"""
    return read("grid", "get_cell", GetCell(code=code, **asked))


@routes.post("/cells", LEADERS, VIEW, body=DrawBody, status=201)
def draw_cell(said: dict[str, Any]) -> Response:
    """Add a drawn cell to a community 绘制网格"""
    known_area(said["area_code"])
    command = DrawCell(polygons=said.pop("geometry"), **said)
    made = ask("grid", "draw_cell", command)
    return answer(made, 201, version=made["version"], location=f"/api/grid/cells/{made['code']}")


@routes.post(f"{ONE}/redraw", LEADERS, VIEW, body=RedrawBody, versioned=True)
def redraw_cell(said: dict[str, Any], code: str) -> Response:
    """Give a cell another shape from a day on 调整网格"""
    command = RedrawCell(code=code, version=seen_version(), polygons=said.pop("geometry"), **said)
    made = ask("grid", "redraw_cell", command)
    return answer(made, version=made["version"])


@routes.post(f"{ONE}/end", LEADERS, VIEW, body=body_of(EndCell, "code", "version"), versioned=True)
def end_cell(said: dict[str, Any], code: str) -> Response:
    """Let a cell be valid only before a day 停用网格"""
    command = EndCell(code=code, version=seen_version(), **said)
    made = ask("grid", "end_cell", command)
    return answer(made, version=made["version"])


@routes.post("/cells/build", LEADERS, COMPUTATION, body=BuildBody, status=202)
@takes(LARGEST_BOUNDARY)
def build_cells(said: dict[str, Any]) -> Response:
    """Have an area cut into cells, which takes seconds: follow the computation 生成网格"""
    area = reached_area(said["area_code"]).code
    found = boundaries_of(said.pop("geojson"), area)
    with parts().database.reading() as session:
        below = areas.communities_under(session, area, local(now()).date())
    datum = said.pop("datum") or ("gcj02" if found.shifted else "wgs84")
    codes = tuple(one.code for one in below)
    command = BuildCells(communities=codes, boundary=found.boundary, shapes=found.shapes, datum=datum, **said)
    made = ask("grid", "build_cells", command)
    return answer(made, 202, location=f"/api/grid/computations/{made['id']}")


@routes.get("/computations/<uuid:computation_id>", LEADERS, COMPUTATION)
def get_computation(computation_id: UUID) -> Response:
    """How far a long computation is, and what came of it 计算任务进度"""
    return read("grid", "get_computation", GetComputation(id=computation_id))


@routes.post("/computations/<uuid:computation_id>/cancel", LEADERS, COMPUTATION)
def cancel_computation(computation_id: UUID) -> Response:
    """Stop a long computation 取消计算任务"""
    command = CancelComputation(id=computation_id)
    return answer(ask("grid", "cancel_computation", command))


def as_geojson(features: list[dict[str, Any]]) -> Response:
    """A FeatureCollection."""
    body = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    return Response(body, content_type="application/geo+json")


def _feature(cell: dict[str, Any]) -> dict[str, Any]:
    geometry = {"type": "MultiPolygon", "coordinates": cell.pop("polygons")}
    return {"type": "Feature", "id": cell["code"], "geometry": geometry, "properties": cell}
