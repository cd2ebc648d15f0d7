"""Reads where areas lie from GeoJSON (RFC 7946): one area's boundary, or the polygons of its communities, or both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from linli.contracts.base import load
from linli.contracts.grid.cells import CommunityShape
from linli.errors import Invalid

_CODES = ("code", "area_code", "adcode")
"""The properties of a feature that may carry its area's code, the first that is there."""
_ATLAS = "acroutes"
"""A property that features of the AMap atlas have; they are in GCJ-02, whatever the standard says."""


@dataclass(frozen=True)
class Boundaries:
    """What a file says of an area. `shifted`: it comes from an atlas in GCJ-02."""

    boundary: Any
    shapes: tuple[CommunityShape, ...]
    shifted: bool


def boundaries_of(geojson: Any, area: str) -> Boundaries:
    """The area's boundary and its communities' polygons. Raises `Invalid` naming `geojson` where neither is there.

    A geometry, or the only feature without a code, is the area's.
    """
    features = list(_features(geojson))
    coded = [(_code(properties), polygons) for properties, polygons in features]
    boundary = next((polygons for code, polygons in coded if code == area), ())
    if not boundary and len(coded) == 1 and coded[0][0] is None:
        boundary = coded[0][1]
    shapes = tuple(
        load(CommunityShape, {"community": code, "polygons": polygons})
        for code, polygons in coded
        if code is not None and len(code) == 12 and code.startswith(area)
    )
    if not boundary and not shapes:
        raise bad(f"It holds no polygon of {area} or of its communities.", f"其中没有{area}或其社区的多边形。")
    return Boundaries(boundary, shapes, any(_ATLAS in properties for properties, _ in features))


def _features(geojson: Any) -> Iterator[tuple[Mapping[str, Any], Any]]:
    kind = geojson.get("type") if isinstance(geojson, dict) else None
    if kind == "FeatureCollection" and isinstance(geojson.get("features"), list):
        for one in geojson["features"]:
            yield from _features(one)
    elif kind == "Feature":
        properties = geojson.get("properties")
        yield properties if isinstance(properties, dict) else {}, polygons_of(geojson.get("geometry"))
    else:
        yield {}, polygons_of(geojson)


def _code(properties: Mapping[str, Any]) -> str | None:
    return next((str(properties[name]) for name in _CODES if properties.get(name)), None)


def polygons_of(geometry: Any) -> list[Any]:
    """The coordinates, as those of a MultiPolygon, of a Polygon or MultiPolygon. Raises `Invalid` for all else."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise bad("Give a Polygon or a MultiPolygon.", "请提供Polygon或MultiPolygon。")
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not _nested(polygons, 3):
        raise bad("The coordinates are not those of a polygon.", "多边形坐标格式有误。")
    return [[[[float(one) for one in point[:2]] for point in ring] for ring in part] for part in polygons]


def _nested(value: Any, depth: int) -> bool:
    if not isinstance(value, list) or not value:
        return False
    if depth == 0:
        return len(value) >= 2 and all(isinstance(one, int | float) and not isinstance(one, bool) for one in value)
    return all(_nested(one, depth - 1) for one in value)


def bad(message: str, message_zh: str) -> Invalid:
    """What is wrong with the GeoJSON."""
    return Invalid("bad_geojson", message, message_zh, {"geojson": [f"{message} {message_zh}"]})
