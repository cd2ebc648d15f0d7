"""Cells cut from an area by the hexagons of H3: each hexagon clipped to the area, crumbs joined to a neighbour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import h3
import shapely
from shapely import Polygon, STRtree

from linli.errors import Invalid
from services.grid.geometry.shapes import polygonal

FINEST, COARSEST = 11, 7
CRUMB = 0.3
"""The share of a whole hexagon below which a clipped piece becomes part of a neighbour."""
_DUST = 1e-6
"""The share of a whole hexagon that is only an error of rounding."""


@dataclass
class Piece:
    """A part of the area, and the hexagon that most of it was cut from."""

    hexagon: str
    shape: Any


def cut(area: Any, resolution: int) -> list[Piece]:
    """The area as pieces that neither overlap nor leave anything out. Raises `Invalid` for a resolution without use."""
    if not COARSEST <= resolution <= FINEST:
        text, zh = f"Give a resolution from {COARSEST} to {FINEST}.", f"分辨率应为{COARSEST}至{FINEST}。"
        raise Invalid("bad_resolution", text, zh, {"resolution": [f"{text} {zh}"]})
    hexagons = sorted(h3.h3shape_to_cells_experimental(h3.geo_to_h3shape(area), resolution, contain="overlap"))
    outlines = [hexagon_shape(one) for one in hexagons]
    clipped = shapely.intersection(outlines, area)
    pieces, crumbs = [], []
    for hexagon, outline, inside in zip(hexagons, outlines, clipped, strict=True):
        for part in shapely.get_parts(polygonal(inside)):
            if part.area > CRUMB * outline.area:
                pieces.append(Piece(hexagon, part))
            elif part.area > _DUST * outline.area:
                crumbs.append(Piece(hexagon, part))
    return _joined(pieces, crumbs)


def hexagon_shape(hexagon: str) -> Polygon:
    """The outline of a hexagon of H3."""
    return Polygon([(lon, lat) for lat, lon in h3.cell_to_boundary(hexagon)])


def _joined(pieces: list[Piece], crumbs: list[Piece]) -> list[Piece]:
    """Each crumb becomes part of the piece with which it shares the longest border, or of one beside another crumb."""
    waiting = sorted(crumbs, key=lambda one: (-one.shape.area, one.hexagon))
    while waiting:
        tree = STRtree([one.shape for one in pieces])
        left = []
        for crumb in waiting:
            best = _beside(crumb, pieces, tree)
            if best is None:
                left.append(crumb)
            else:
                best.shape = shapely.union(best.shape, crumb.shape)
        if len(left) == len(waiting):
            pieces.append(left.pop(0))  # it borders on nothing: a piece of its own, however small
        waiting = left
    return pieces


def _beside(crumb: Piece, pieces: list[Piece], tree: STRtree) -> Piece | None:
    near = tree.query(crumb.shape.buffer(1e-9))
    borders = [(crumb.shape.buffer(1e-9).intersection(pieces[one].shape.boundary).length, -one) for one in near]
    longest, negative = max(borders, default=(0.0, 0))
    return pieces[-negative] if longest > 0 else None
