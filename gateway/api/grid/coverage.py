"""The routes of coverage 覆盖率, and of trackers and where they were."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import UUID

from flask import Response, request
from marshmallow import fields, validate

from gateway.access import SIGNED_IN, needs
from gateway.api.conventions import answer, ask, changes, known_area, new_id, read
from gateway.api.grid.cases import LEADERS, routes
from gateway.api.grid.cells import MOST_FEATURES, as_geojson
from gateway.api.grid.posts import SEERS
from gateway.api.hotline.figures import BYTE_ORDER_MARK
from gateway.api.queries import AreaRequired
from gateway.api.routes import body_of, change_of
from gateway.auth import principal
from gateway.parts import parts
from linli.contracts.base import schema_class
from linli.contracts.grid.cells import ListCells
from linli.contracts.grid.coverage import Coverage, CoverageBy, GetCoverage, ListUncovered, UncoveredList
from linli.contracts.grid.positions import (
    AddTracker,
    EndTracker,
    GetTrack,
    ListTrackers,
    Track,
    TrackerList,
    TrackerView,
)

change = changes("grid")

TRACKER = schema_class(TrackerView)
COLUMNS = ("key", "cells", "visits", "extra", "visited", "in_time", "idle_now", "idle_mean", "idle_worst")
MEDIA = {"application/json": "json", "application/geo+json": "geojson", "text/csv": "csv"}


class CoverageQuery(AreaRequired):
    """Of which area, from the first day up to the day `until`, which is not of it; by what, and in which form."""

    since = fields.Date(data_key="from", required=True)
    until = fields.Date(required=True)
    by = fields.Enum(CoverageBy, by_value=True, load_default=CoverageBy.COMMUNITY)
    format = fields.String(validate=validate.OneOf(list(MEDIA.values())), load_default=None)


class UncoveredQuery(AreaRequired):
    """Of which area, and how many of them."""

    limit = fields.Integer(validate=validate.Range(1, 1000), load_default=200)


class TrackQuery(AreaRequired):
    """From which moment up to which."""

    class Meta:
        exclude = ("area",)

    since = fields.AwareDateTime(data_key="from", required=True)
    until = fields.AwareDateTime(required=True)
    limit = fields.Integer(validate=validate.Range(1, 5000), load_default=1000)


@routes.get("/coverage", SIGNED_IN, schema_class(Coverage), query=CoverageQuery)
def get_coverage(asked: dict[str, Any]) -> Response:
    """Visits of cells, and how long each was left alone, by cell, hour or area; GeoJSON (by cell) and CSV too 覆盖率"""
    form = asked.pop("format") or MEDIA[request.accept_mimetypes.best_match(MEDIA, "application/json")]
    command = GetCoverage(area_code=asked.pop("area"), **asked)
    if form == "geojson":
        return _as_geojson(GetCoverage(**{**vars(command), "by": CoverageBy.CELL}))
    said = parts().backend.ask("grid", "get_coverage", command, principal())
    return _as_csv(said) if form == "csv" else answer(said)


@routes.get("/uncovered", needs(SEERS), schema_class(UncoveredList), query=UncoveredQuery)
def list_uncovered(asked: dict[str, Any]) -> Response:
    """The cells that nobody came to within their intervals, the longest overdue first 失管网格"""
    return read("grid", "list_uncovered", ListUncovered(area_code=asked["area"], limit=asked["limit"]))


def _as_geojson(command: GetCoverage) -> Response:
    """Each cell with its figures, as it is on the last day."""
    said = parts().backend.ask("grid", "get_coverage", command, principal())
    listed = ListCells(
        area_code=command.area_code, at=command.until.fromordinal(command.until.toordinal() - 1), limit=MOST_FEATURES
    )
    cells = parts().backend.ask("grid", "list_cells", listed, principal())
    figures = {one["key"]: one for one in said["groups"]}
    features = []
    for one in cells["items"]:
        geometry = {"type": "MultiPolygon", "coordinates": one["polygons"]}
        features.append(
            {"type": "Feature", "id": one["code"], "geometry": geometry, "properties": figures.get(one["code"], {})}
        )
    return as_geojson(features)


def _as_csv(said: dict[str, Any]) -> Response:
    """A line for the whole and for each group."""
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    lines = csv.writer(text)
    lines.writerow(("from", "until", *COLUMNS))
    for one in (said["whole"], *said["groups"]):
        lines.writerow((said["since"], said["until"], *("" if one[name] is None else one[name] for name in COLUMNS)))
    response = Response(text.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"coverage-{said['area_code']}-{said['since']}-{said['until']}-{said['by']}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@routes.post("/trackers", LEADERS, TRACKER, body=body_of(AddTracker, "id"), status=201)
def add_tracker(said: dict[str, Any]) -> Response:
    """Let an officer's telephone or device send positions; the key is shown only here 登记定位设备"""
    command = AddTracker(id=new_id("tracker"), **said)
    known_area(command.area_code)
    made = ask("grid", "add_tracker", command)
    return answer(made, 201, version=made["version"], location=f"/api/grid/trackers/{made['id']}")


@routes.get("/trackers", LEADERS, schema_class(TrackerList), query=AreaRequired)
def list_trackers(asked: dict[str, Any]) -> Response:
    """The trackers of an area, and where each was last 定位设备与最新位置"""
    return read("grid", "list_trackers", ListTrackers(area_code=asked["area"]))


@routes.get("/trackers/<uuid:tracker_id>/positions", LEADERS, schema_class(Track), query=TrackQuery)
def get_track(asked: dict[str, Any], tracker_id: UUID) -> Response:
    """Where a tracker was 轨迹"""
    return read("grid", "get_track", GetTrack(id=tracker_id, **asked))


@routes.post("/trackers/<uuid:tracker_id>/end", LEADERS, TRACKER, body=change_of(EndTracker), versioned=True)
def end_tracker(said: dict[str, Any], tracker_id: UUID) -> Response:
    """Take no more positions of a tracker 停用定位设备"""
    return change("end_tracker", EndTracker, tracker_id, said)
