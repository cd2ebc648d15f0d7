"""GeoJSON to shapes and back, in WGS-84 degrees, and what a shape measures on the ground."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon
from shapely.validation import explain_validity

from linli.errors import Invalid
from services.grid.geometry.datum import Datum, to_wgs84

Coordinates = Sequence[Sequence[Sequence[Sequence[float]]]]
"""The coordinates of a GeoJSON MultiPolygon: polygons of rings of points of longitude and latitude."""
PLACES = 7
"""Decimal places of a degree that are kept: about a centimetre."""


def polygons_from(coordinates: Coordinates, datum: Datum = Datum.WGS84, field: str = "geometry") -> Any:
    """The shape with these coordinates, in WGS-84. Raises `Invalid` naming the field and what is wrong there."""
    try:
        parts = [[[_point(one, datum) for one in ring] for ring in polygon] for polygon in coordinates]
        made = MultiPolygon([Polygon(rings[0], rings[1:]) for rings in parts])
    except (ValueError, TypeError, IndexError) as error:
        raise bad_shape(field, f"This is no polygon ({error}).", "多边形坐标有误。") from error
    if made.is_empty or not made.is_valid:
        why = explain_validity(made) if not made.is_empty else "it is empty"
        raise bad_shape(field, f"This is no simple polygon: {why}.", "多边形自相交或为空。")
    return made.geoms[0] if len(made.geoms) == 1 else made


def _point(one: Sequence[float], datum: Datum) -> tuple[float, float]:
    lon, lat = float(one[0]), float(one[1])
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError(f"{lon}, {lat} is no longitude and latitude")
    return to_wgs84(lon, lat) if datum is Datum.GCJ02 else (lon, lat)


def bad_shape(field: str, message: str, message_zh: str) -> Invalid:
    """The error for a shape that is not right."""
    return Invalid("bad_geometry", message, message_zh, {field: [f"{message} {message_zh}"]})


def coordinates_of(shape: Any) -> list[list[list[list[float]]]]:
    """The coordinates of the shape as a GeoJSON MultiPolygon, rounded to `PLACES`."""
    parts = shape.geoms if isinstance(shape, MultiPolygon) else [shape]
    return [[_ring(ring) for ring in (part.exterior, *part.interiors)] for part in parts]


def _ring(ring: Any) -> list[list[float]]:
    return [[round(float(lon), PLACES), round(float(lat), PLACES)] for lon, lat in np.asarray(ring.coords)]


def polygonal(shape: Any) -> Any:
    """What of a shape has an area, without lines and points."""
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    parts = [one for one in getattr(shape, "geoms", ()) if one.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.unary_union(parts) if parts else Polygon()


def metres_per_degree(lat: float) -> tuple[float, float]:
    """Metres in a degree of longitude and of latitude at this latitude (WGS-84, series to a few metres)."""
    phi = math.radians(lat)
    east = 111412.84 * math.cos(phi) - 93.5 * math.cos(3 * phi) + 0.118 * math.cos(5 * phi)
    north = 111132.92 - 559.82 * math.cos(2 * phi) + 1.175 * math.cos(4 * phi)
    return east, north


def square_metres(shape: Any) -> float:
    """The area of a shape of a district's size."""
    if shape.is_empty:
        return 0.0
    east, north = metres_per_degree(shape.centroid.y)
    return float(shape.area * east * north)


def metres_between(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """The distance of two points within a district."""
    east, north = metres_per_degree((lat + other_lat) / 2)
    return math.hypot((lon - other_lon) * east, (lat - other_lat) * north)
