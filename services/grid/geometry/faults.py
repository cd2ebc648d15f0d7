"""What is wrong with a division of an area: places in two shapes at once, and places in none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely import STRtree

from services.grid.geometry.shapes import polygonal, square_metres

LEAST = 1.0
"""Square metres below which a fault is one of rounding."""
_THIN = 2e-7
"""Degrees: a fault narrower than twice this, some centimetres, is one of rounding."""


@dataclass(frozen=True)
class Overlap:
    """A place that two shapes claim."""

    first: str
    second: str
    shape: Any
    square_metres: float


@dataclass(frozen=True)
class Hole:
    """A place that lies in no shape."""

    shape: Any
    square_metres: float


def overlaps(shapes: Mapping[str, Any]) -> list[Overlap]:
    """Every pair of shapes that share more than `LEAST`, by name."""
    names = sorted(shapes)
    ordered = [shapes[name] for name in names]
    firsts, seconds = STRtree(ordered).query(ordered, predicate="intersects") if ordered else ((), ())
    found = []
    for first, second in sorted(zip(firsts, seconds, strict=True)):
        if first < second:
            shared = _thick(polygonal(shapely.intersection(ordered[first], ordered[second])))
            if (size := square_metres(shared)) > LEAST:
                found.append(Overlap(names[first], names[second], shared, size))
    return found


def holes(whole: Any, shapes: Sequence[Any]) -> list[Hole]:
    """Every place of the whole, wider than a rounding error, that lies in none of the shapes; the largest first."""
    left = _thick(polygonal(shapely.difference(whole, shapely.unary_union(shapes))))
    found = [Hole(part, square_metres(part)) for part in shapely.get_parts(left)]
    return sorted((one for one in found if one.square_metres > LEAST), key=lambda one: -one.square_metres)


def _thick(shape: Any) -> Any:
    """The parts of a shape that are not mere slivers."""
    parts = [one for one in shapely.get_parts(shape) if not one.buffer(-_THIN).is_empty]
    return shapely.MultiPolygon(parts)


def parted(shapes: Mapping[str, Any]) -> dict[str, Any]:
    """The shapes without overlaps: what two claim belongs to the one that comes first by name."""
    taken: Any = shapely.MultiPolygon()
    made = {}
    for name in sorted(shapes):
        made[name] = polygonal(shapely.difference(shapes[name], taken))
        taken = shapely.union(taken, shapes[name])
    return made
