"""A made-up division of a district into streets and communities, for districts without published polygons.

The pieces of the district are halved again and again, across its longer side, in proportion to the number of
communities on either hand: streets come first, communities within them, both in the order of their codes, from west to
east or from north to south. Every community gets nearly the same number of pieces. The borders mean nothing on the
ground: whatever comes of this is marked synthetic, and an import of real polygons takes its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from services.grid.geometry.cutting import Piece
from services.grid.geometry.shapes import metres_per_degree

Placed = tuple[float, float, Piece]
"""A piece with the metres of its middle to the east and to the south."""


def divided(pieces: Sequence[Piece], communities: Sequence[str]) -> dict[str, list[Piece]]:
    """The pieces of each community (12 digits). With fewer pieces than communities some have none."""
    streets = [list(codes) for _, codes in groupby(sorted(communities), key=lambda code: code[:9])]
    placed = _placed(pieces)
    found: dict[str, list[Piece]] = {}
    for street, part in zip(streets, _halved(placed, [len(one) for one in streets]), strict=True):
        for code, own in zip(street, _halved(part, [1] * len(street)), strict=True):
            found[code] = [piece for _, _, piece in own]
    return found


def _placed(pieces: Sequence[Piece]) -> list[Placed]:
    middles = [piece.shape.centroid for piece in pieces]
    east, north = metres_per_degree(middles[0].y) if middles else (1.0, 1.0)
    return [(middle.x * east, -middle.y * north, piece) for middle, piece in zip(middles, pieces, strict=True)]


def _halved(placed: list[Placed], weights: Sequence[int]) -> list[list[Placed]]:
    """The pieces in as many parts as there are weights, each as large as its weight says."""
    if len(weights) == 1:
        return [placed]
    middle = len(weights) // 2
    share = sum(weights[:middle]) / sum(weights)
    axis = max((0, 1), key=lambda one: _extent(placed, one))
    ordered = sorted(placed, key=lambda one: (one[axis], one[1 - axis]))
    border = round(len(ordered) * share)
    return _halved(ordered[:border], weights[:middle]) + _halved(ordered[border:], weights[middle:])


def _extent(placed: list[Placed], axis: int) -> float:
    values = [one[0] if axis == 0 else one[1] for one in placed]
    return max(values) - min(values) if values else 0.0
