"""What a plan of rounds is worth: the longest time a cell is left alone, and how well its next stop can be guessed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from services.grid.planning.rounds import Stop


@dataclass(frozen=True)
class Measures:
    """Of one patrol's stops. Minutes; `covered` and `guessed` are shares.

    `foreseen`: how often who knows every rule of the plan and all of its past guesses the next stop, on average.
    `learnt`: how often who only watched the first half guesses the next stops of the second, by the one before.
    """

    stops: int
    cells: int
    covered: float
    longest_alone: float
    foreseen: float
    bits: float
    learnt: float


def measured(stops: Sequence[Stop], cells: int, begins: float, ends: float) -> Measures:
    """The measures of one patrol's stops from one minute to another."""
    alone = longest_alone(stops, cells, begins, ends)
    count = max(len(stops), 1)
    return Measures(
        stops=len(stops),
        cells=cells,
        covered=len({one.cell for one in stops}) / cells,
        longest_alone=float(alone.max()),
        foreseen=sum(one.foreseen for one in stops) / count,
        bits=sum(one.bits for one in stops) / count,
        learnt=guessed([one.cell for one in stops]),
    )


def longest_alone(stops: Sequence[Stop], cells: int, begins: float, ends: float) -> np.ndarray:
    """For each cell the longest time without anybody, the times before the first and after the last visit included."""
    last, longest = np.full(cells, begins), np.zeros(cells)
    for one in stops:
        longest[one.cell] = max(longest[one.cell], one.arrives - last[one.cell])
        last[one.cell] = one.leaves
    return np.maximum(longest, ends - last)


def guessed(order: Sequence[int]) -> float:
    """How often the cell that most often followed in the first half follows again in the second."""
    middle = len(order) // 2
    followers: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for cell, following in pairwise(order[:middle]):
        followers[cell][following] += 1
    tried = list(pairwise(order[middle:]))
    right = sum(1 for cell, following in tried if cell in followers and _best(followers[cell]) == following)
    return right / len(tried) if tried else 0.0


def _best(counts: Counter[int]) -> int:
    return min(counts, key=lambda cell: (-counts[cell], cell))
