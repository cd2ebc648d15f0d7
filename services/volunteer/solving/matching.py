"""One cycle of matching: the nearest eligible volunteers of each open place, and the optimum over all places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from services.volunteer.domain.costs import (
    BANDS,
    FURTHEST_POINTS,
    NOTHING_KNOWN,
    POINTS_A_KILOMETRE,
    REFUSAL_POINTS,
    Cost,
    History,
    cost_of,
    load_points,
    newcomer_points,
    probability_at,
    unserved_cost,
)
from services.volunteer.domain.eligibility import (
    METRES_A_DEGREE,
    Candidate,
    Need,
    metres_between,
    refusals,
)
from services.volunteer.solving.assignment import assign

NEAREST = 30
"""How many eligible volunteers of a place are weighed."""
LOOKED_AT = 60
WIDENED = 600
"""How many of the nearest are looked at for them; where fewer than `FEW` are found, so many more."""
FEW = 5
Reached = Callable[[float], None]


@dataclass(frozen=True)
class Match:
    """A volunteer for a place, with the parts of the cost."""

    need: Need
    candidate: Candidate
    metres: float | None
    cost: Cost


@dataclass(frozen=True)
class Weighed:
    """Everything that may be matched: for each pair the numbers of place and volunteer, its cost and its distance."""

    rows: Any
    columns: Any
    costs: Any
    metres: list[float | None]


def match(
    needs: Sequence[Need], candidates: Sequence[Candidate], history: History = NOTHING_KNOWN,
    reached: Reached = lambda _share: None,
) -> list[Match]:  # fmt: skip
    """The matches of the least cost; a place is left open where nobody is eligible, or somebody else's need is more."""
    found = weigh(needs, candidates, history, reached)
    open_costs = np.array([unserved_cost(need) for need in needs], dtype=np.float64)
    chosen = assign((found.rows, found.columns, found.costs), open_costs, len(candidates))
    number_of = {
        (int(row), int(column)): number
        for number, (row, column) in enumerate(zip(found.rows, found.columns, strict=True))
        if chosen[row] == column
    }
    made = []
    for row, column in enumerate(chosen.tolist()):
        if column >= 0:
            need, one, away = needs[row], candidates[column], found.metres[number_of[row, column]]
            made.append(Match(need, one, away, cost_of(need, one, away, history)))
    return made


def weigh(
    needs: Sequence[Need], candidates: Sequence[Candidate], history: History, reached: Reached = lambda _share: None
) -> Weighed:
    """The nearest eligible volunteers of each place; those of one task and role are looked for once."""
    kinds = {(need.task_id, need.role): need for need in needs}
    finder = _Finder(candidates)
    eligible = dict(zip(kinds, finder.eligible(list(kinds.values()), reached), strict=True))
    rows: list[int] = []
    columns: list[int] = []
    metres: list[float | None] = []
    for row, need in enumerate(needs):
        for column, away in eligible[need.task_id, need.role]:
            rows.append(row)
            columns.append(column)
            metres.append(away)
    at, of = np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int64)
    return Weighed(at, of, _costs(needs, candidates, history, at, of, metres), metres)


def _costs(
    needs: Sequence[Need],
    candidates: Sequence[Candidate],
    history: History,
    rows: Any,
    columns: Any,
    metres: Sequence[float | None],
) -> Any:
    """What `cost_of` says of each pair, all of it at once; a test holds the two against each other."""
    own = np.array([[probability_at(one, band, history) for band in range(len(BANDS) + 2)] for one in candidates])
    load = np.array([load_points(one) for one in candidates])
    known = np.array(
        [
            newcomer_points(needs[row], candidates[column])
            for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        ]
    )
    away = np.array([-1.0 if one is None else one for one in metres])
    band = np.where(away < 0, len(BANDS) + 1, np.searchsorted(np.array(BANDS), away, side="right"))
    distance = np.minimum(np.ceil(away * POINTS_A_KILOMETRE / 1000), FURTHEST_POINTS)
    if not len(rows):
        return np.empty(0)
    refusal = np.rint(REFUSAL_POINTS * (1 - own[columns, band]))
    return np.where(away < 0, FURTHEST_POINTS // 2, distance) + refusal + load[columns] + known


class _Finder:
    """Finds the volunteers nearest to places; those who say no place are near to all."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._candidates = candidates
        self._placed = np.array([n for n, one in enumerate(candidates) if one.latitude is not None], dtype=np.int64)
        self._elsewhere = [number for number, one in enumerate(candidates) if one.latitude is None]
        points = _points([(candidates[one].latitude, candidates[one].longitude) for one in self._placed])
        self._tree = cKDTree(points) if len(points) else None
        self._reach = np.array([one.radius for one in candidates])
        self._bits: dict[str, int] = {}
        self._able = np.array([self._skills(one.able) for one in candidates], dtype=np.uint64)

    def eligible(self, needs: Sequence[Need], reached: Reached) -> list[list[tuple[int, float | None]]]:
        """Number and distance of the nearest eligible of each place, at most `NEAREST`."""
        found: list[list[tuple[int, float | None]]] = [[] for _ in needs]
        placed = [row for row, need in enumerate(needs) if need.latitude is not None and self._tree is not None]
        for wanted in (LOOKED_AT, WIDENED):
            for start in range(0, len(placed), 1000):
                some = placed[start : start + 1000]
                for row, near in zip(some, self._near([needs[one] for one in some], wanted), strict=True):
                    found[row] = self._who_may(needs[row], [*near, *self._elsewhere])
                reached(0.8 * start / (len(placed) + 1))
            placed = [row for row in placed if len(found[row]) < FEW and wanted < len(self._placed)]
        for row, need in enumerate(needs):
            if need.latitude is None or self._tree is None:
                found[row] = self._who_may(need, range(len(self._candidates)))
        return found

    def _near(self, needs: Sequence[Need], wanted: int) -> Iterator[list[int]]:
        """Of the nearest of each place those within their own reach who have the skills, in a few sweeps over all."""
        assert self._tree is not None
        places = _points([(one.latitude, one.longitude) for one in needs])
        away, index = self._tree.query(places, k=np.arange(1, min(wanted, len(self._placed)) + 1))
        number = self._placed[index]
        asked = np.array([self._skills(one.skills) for one in needs], dtype=np.uint64)[:, None]
        may = (away <= self._reach[number] * 1.001 + 1) & ((self._able[number] & asked) == asked)
        yield from (row[fits].tolist() for row, fits in zip(number, may, strict=True))

    def _skills(self, codes: Iterable[str]) -> int:
        """A bit for each skill; those beyond the sixty-third share the last, for `refusals` looks at all of them."""
        made = 0
        for one in codes:
            made |= 1 << min(self._bits.setdefault(one, len(self._bits)), 63)
        return made

    def _who_may(self, need: Need, numbers: Iterable[int]) -> list[tuple[int, float | None]]:
        found: list[tuple[int, float | None]] = []
        for number in numbers:
            one = self._candidates[number]
            if one.free & need.span != need.span:
                continue
            away = metres_between(need, one)
            if next(refusals(need, one, away, free=True), None) is None:
                found.append((number, away))
                if len(found) == NEAREST:
                    break
        return found


def _points(places: Sequence[tuple[float | None, float | None]]) -> Any:
    """Points on the sphere, where the nearest along the ground is the nearest through it; in metres."""
    degrees = np.array([(north or 0.0, east or 0.0) for north, east in places], dtype=float).reshape(-1, 2)
    north, east = np.radians(degrees[:, 0]), np.radians(degrees[:, 1])
    radius = METRES_A_DEGREE * 180 / np.pi
    return radius * np.column_stack((np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)))
