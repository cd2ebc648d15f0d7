"""Cells divided among patrols: each gets one piece of ground, and nearly the same weight."""

from __future__ import annotations

from typing import Any

import numpy as np


def shared(cells: Any, places: Any, weights: Any, parts: int) -> list[Any]:
    """The cells (positions in `places` and `weights`) halved again and again across the longer side, by weight."""
    if parts == 1 or len(cells) < 2:
        return [cells]
    sides = places[cells].max(axis=0) - places[cells].min(axis=0)
    ordered = cells[np.argsort(places[cells, int(np.argmax(sides))], kind="stable")]
    share = (parts // 2) / parts
    border = int(np.searchsorted(np.cumsum(weights[ordered]), weights[ordered].sum() * share))
    border = min(max(border, 1), len(ordered) - 1)
    first = shared(ordered[:border], places, weights, parts // 2)
    return first + shared(ordered[border:], places, weights, parts - parts // 2)
