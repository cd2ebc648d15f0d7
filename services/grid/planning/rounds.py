"""Random rounds: stops of 11 to 15 minutes, hot cells more often, every cell within its interval, the next unforeseen.

Stops of that length keep a place quiet longest for the time they cost (Koper 1995). The next cell is drawn, never
fixed: by heat and nearness, a share of the draws by how long a cell was left alone. A draw may only fall on a cell
that leaves all others in time, so that the interval is a guarantee and not a hope:

let o0, o1, … be the cells by when they were last visited, and E_j the minutes from arriving at o0 to leaving o_j when
they are visited in this order with the longest stops. Kept true at every draw: now + way(here, o0) + E_j <= due_j for
every j, and going round the order once takes at most the interval. Visiting o0 next keeps both true, so there is always
a cell that may be drawn; another one may if both are still true with it drawn now and put at the end of the order.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

SHORTEST, LONGEST = 11, 15
"""Minutes of a stop."""
NEAR = 6.0
"""Minutes of way by which a cell's chance falls to 37 %."""


@dataclass(frozen=True)
class Ground:
    """The cells of one patrol: where their middles lie, in metres, how hot they are by hour of week, when each is due.

    `interval`: minutes within which each cell is visited again.
    """

    places: Any
    heat: Any
    interval: float
    metres_per_minute: float = 400.0

    @property
    def ways(self) -> Any:
        """The minutes from each cell to each."""
        apart = self.places[:, None] - self.places[None]
        return np.hypot(apart[..., 0], apart[..., 1]) / self.metres_per_minute

    @property
    def tour(self) -> list[int]:
        """All cells in the order of the nearest next."""
        return nearest_next(self.ways, range(len(self.places)))

    @property
    def shortest_interval(self) -> float:
        """The minutes of interval that can be guaranteed to every cell: once round the tour with the longest stops."""
        ways, tour = self.ways, self.tour
        return LONGEST * len(tour) + float(
            sum(ways[one, other] for one, other in zip(tour, np.roll(tour, -1), strict=True))
        )

    @property
    def guaranteed(self) -> bool:
        """Whether every cell is visited within the interval, whatever is drawn."""
        return self.interval >= self.shortest_interval


@dataclass(frozen=True)
class Stop:
    """A stop at a cell, in minutes since the week began. `foreseen`: the chance of the best guess of who knows all of
    the plan's rules and the past; `bits`: the entropy of the draw.
    """

    cell: int
    arrives: float
    leaves: float
    foreseen: float
    bits: float


@dataclass(frozen=True)
class Taste:
    """How draws weigh: `power` of the heat, and the share of draws that go by how long a cell was left alone."""

    power: float = 1.5
    alone: float = 0.15


def stops(ground: Ground, begins: float, ends: float, seed: int, taste: Taste = Taste()) -> Iterator[Stop]:  # frozen
    """The stops of one patrol from one minute to another; the same seed draws the same."""
    draws = np.random.default_rng(seed)
    ways, order, now = ground.ways, np.array(ground.tour), begins
    first = int(draws.integers(len(order)))
    order = np.roll(order, -first)
    here, last = int(order[0]), np.full(len(order), begins)
    while True:
        chances = _chances(ground, now, last, ways[here], here, taste)
        chances = np.where(_allowed(ground, now, last, ways, here, order), chances, 0.0)
        chances = chances / chances.sum()
        chosen = int(draws.choice(len(order), p=chances))
        arrives = now + float(ways[here, chosen])
        leaves = arrives + float(draws.uniform(SHORTEST, LONGEST))
        if leaves > ends:
            return
        present = chances[chances > 0]
        yield Stop(chosen, arrives, leaves, float(chances.max()), float(-(present * np.log2(present)).sum()))
        here, now, last[chosen] = chosen, leaves, leaves
        order = np.append(order[order != chosen], chosen)


def _chances(ground: Ground, now: float, last: Any, ways: Any, here: int, taste: Taste) -> Any:
    """The chance of each cell to be the next, were all of them allowed; none is 0."""
    hour = int(now // 60) % 168
    nearness = np.exp(-ways / NEAR)
    hot = (ground.heat[:, hour] + 1e-9) ** taste.power * nearness
    alone = ((now - last) / ground.interval + 1e-9) ** 4 * nearness
    if len(ways) > 1:
        hot[here] = alone[here] = 0.0
    return (1 - taste.alone) * hot / hot.sum() + taste.alone * alone / alone.sum() + 1e-12


def _allowed(ground: Ground, now: float, last: Any, ways: Any, here: int, order: Any) -> Any:
    """The cells that may be drawn so that all others stay in time."""
    first, final = order[0], order[-1]
    ends = LONGEST * np.arange(1, len(order) + 1) + np.concatenate(([0.0], np.cumsum(ways[order[:-1], order[1:]])))
    spare = float((last[order] + ground.interval - ends).min())
    in_time = now + ways[here] + LONGEST + ways[:, first] <= spare
    before, after = np.roll(order, 1), np.roll(order, -1)
    saved = ways[before, order] + ways[order, after] - ways[before, after]
    added = ways[final, order] + ways[order, first] - ways[final, first]
    added[-1], saved[-1] = 0.0, 0.0
    round_once = ends[-1] + ways[final, first]
    allowed = in_time.copy()
    allowed[order] &= round_once - saved + added <= ground.interval
    allowed[first] = True
    return allowed


def fixed_stops(ground: Ground, begins: float, ends: float, loop: float = 480.0) -> Iterator[Stop]:
    """The rounds of old, to compare with: the hottest cells that fit into a loop of so many minutes, in the same order
    by the nearest next, again and again.
    """
    hottest = np.argsort(-ground.heat.sum(axis=1), kind="stable")
    chosen = nearest_next(ground.ways, [int(one) for one in hottest[: max(int(loop / (13 + 5)), 1)]])
    now, here = begins, chosen[0]
    while True:
        for cell in chosen:
            way = float(np.hypot(*(ground.places[cell] - ground.places[here]))) / ground.metres_per_minute
            arrives, leaves = now + way, now + way + (SHORTEST + LONGEST) / 2
            if leaves > ends:
                return
            yield Stop(int(cell), arrives, leaves, 1.0, 0.0)
            now, here = leaves, cell


def nearest_next(ways: Any, cells: Sequence[int]) -> list[int]:
    """The cells in an order in which each is followed by the nearest that is left."""
    left = list(cells)
    ordered = [left.pop(0)]
    while left:
        ordered.append(left.pop(int(np.argmin(ways[ordered[-1], left]))))
    return ordered


def uniform_stops(ground: Ground, begins: float, ends: float, seed: int) -> Iterator[Stop]:
    """Stops at cells drawn alike, to compare with."""
    draws = np.random.default_rng(seed)
    cells = len(ground.places)
    here, now = int(draws.integers(cells)), begins
    while True:
        chosen = int(draws.integers(cells))
        way = float(np.hypot(*(ground.places[chosen] - ground.places[here]))) / ground.metres_per_minute
        leaves = now + way + float(draws.uniform(SHORTEST, LONGEST))
        if leaves > ends:
            return
        yield Stop(chosen, now + way, leaves, 1 / cells, math.log2(cells))
        here, now = chosen, leaves
