"""Which cell a place lies in: a district's cells in a tree in memory, made anew when the cells have changed."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Any, Generic, TypeVar

import numpy as np
import shapely
from shapely import STRtree

T = TypeVar("T")
Key = tuple[str, str, int]


class CellMap(Generic[T]):
    """Cells that were once read, by place. A place on a common border belongs to the one that comes first."""

    def __init__(self, cells: Sequence[T], polygons: Sequence[Sequence[Sequence[Sequence[Sequence[float]]]]]) -> None:
        self.cells = cells
        self._tree = STRtree([_shape(one) for one in polygons])

    def all(self) -> list[tuple[T, Any]]:
        """Each cell with its shape."""
        return list(zip(self.cells, self._tree.geometries, strict=True))

    def find(self, lon: float, lat: float) -> T | None:
        """The cell at this place, or None where there is none."""
        return self.find_all([lon], [lat])[0]

    def find_all(self, lons: Sequence[float], lats: Sequence[float]) -> list[T | None]:
        """The cell at each of these places."""
        found: list[T | None] = [None] * len(lons)
        points = shapely.points(np.asarray(lons, dtype=float), np.asarray(lats, dtype=float))
        places, cells = self._tree.query(points, predicate="intersects")
        for place, cell in sorted(zip(places.tolist(), cells.tolist(), strict=True), reverse=True):
            found[place] = self.cells[cell]
        return found

    def touching(self, shape: Any) -> list[tuple[T, Any]]:
        """The cells that this shape touches or overlaps, and what they share with it."""
        near = self._tree.query(shape, predicate="intersects").tolist()
        return [(self.cells[one], shapely.intersection(shape, self._tree.geometries[one])) for one in sorted(near)]


def _shape(polygons: Sequence[Sequence[Sequence[Sequence[float]]]]) -> shapely.Geometry:
    parts = [shapely.Polygon(rings[0], rings[1:]) for rings in polygons]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


class MapKeeper(Generic[T]):
    """The newest maps of a process, a few of them."""

    MOST = 8

    def __init__(self) -> None:
        self._maps: dict[Key, CellMap[T]] = {}
        self._lock = Lock()

    def get(self, key: Key) -> CellMap[T] | None:
        """The map of this district, day and revision, if it is kept."""
        with self._lock:
            return self._maps.get(key)

    def put(self, key: Key, made: CellMap[T]) -> CellMap[T]:
        """Keep a map, and forget the oldest."""
        with self._lock:
            self._maps[key] = made
            while len(self._maps) > self.MOST:
                self._maps.pop(next(iter(self._maps)))
        return made
