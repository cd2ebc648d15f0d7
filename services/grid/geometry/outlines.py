"""What cells cover together: the outline of a community or street from the cells that lie in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import shapely

from services.grid.geometry.shapes import coordinates_of, polygonal

PLACES = 5
"""Decimal places of a degree: about a metre, less than a map shows."""


def outlines(cells: Iterable[tuple[str, Any]]) -> Mapping[str, Any]:
    """The shape of each area from the shapes of its cells, by code."""
    parts: defaultdict[str, list[Any]] = defaultdict(list)
    for code, shape in cells:
        parts[code].append(shape)
    return {code: _joined(parts[code]) for code in sorted(parts)}


def _joined(shapes: list[Any]) -> Any:
    """Cells that were cut share their borders exactly, which is joined fifteen times as fast; drawn ones may not."""
    if shapely.coverage_is_valid(shapes):
        return shapely.coverage_union_all(shapes)
    return shapely.unary_union(shapes)


def point_in(shape: Any) -> tuple[float, float]:
    """A place that lies in the shape, whatever its form."""
    middle = shapely.point_on_surface(shape)
    return round(middle.x, PLACES), round(middle.y, PLACES)


def drawn(shape: Any) -> list[list[list[list[float]]]]:
    """The coordinates that a map draws, as of a GeoJSON MultiPolygon."""
    return [
        [[[round(x, PLACES), round(y, PLACES)] for x, y in ring] for ring in part]
        for part in coordinates_of(polygonal(shape))
    ]
