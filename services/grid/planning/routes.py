"""Routes with time windows by PyVRP: checkpoints in the best order for the vehicles or walkers there are."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyvrp
from pyvrp.stop import MaxRuntime

from services.grid.geometry.shapes import metres_per_degree

Watch = Callable[[float], object]
"""Told how much of the time is used (0 to 1); it raises to stop the search."""


@dataclass(frozen=True)
class Place:
    """A place to be visited: a stop of `minutes` that begins within a window of minutes since the start."""

    lon: float
    lat: float
    minutes: int
    opens: int
    closes: int


@dataclass(frozen=True)
class Fleet:
    """Who goes: how many, how fast, for how many minutes at most."""

    size: int
    metres_per_minute: float
    minutes: int


@dataclass(frozen=True)
class Visit:
    """A place by its position in the list, and the minute at which the stop begins."""

    place: int
    begins: float


@dataclass(frozen=True)
class Routes:
    """The visits of each who goes. `left_out`: places that no route reaches in time."""

    routes: tuple[tuple[Visit, ...], ...]
    metres: int
    minutes: float
    feasible: bool
    left_out: tuple[int, ...]


class Watched:
    """Ends after some seconds, and lets somebody watch."""

    def __init__(self, seconds: float, watch: Watch) -> None:
        self._limit = MaxRuntime(seconds)
        self._seconds, self._watch, self._begun = seconds, watch, time.monotonic()

    def __call__(self, best_cost: float) -> bool:
        self._watch(min((time.monotonic() - self._begun) / self._seconds, 1.0))
        return bool(self._limit(best_cost))


def plan(depot: Place, places: Sequence[Place], fleet: Fleet, seconds: float, watch: Watch, seed: int = 1) -> Routes:
    """The shortest routes found in so many seconds from the depot to the places and back.

    A place that cannot be reached is left out, at a price higher than any way.
    """
    model = pyvrp.Model()
    all_of_them = [depot, *places]
    ways = _ways(all_of_them)
    far = int(ways.sum(axis=1).max()) + 1
    for number, one in enumerate(all_of_them):
        location = model.add_location(one.lon, one.lat)
        if number == 0:
            model.add_depot(location)
        else:
            model.add_client(
                location,
                service_duration=one.minutes * 60,
                tw_early=one.opens * 60,
                tw_late=one.closes * 60,
                prize=far + fleet.minutes * 60,
                required=False,
            )
    model.add_vehicle_type(
        fleet.size,
        tw_late=fleet.minutes * 60,
        shift_duration=fleet.minutes * 60,
        unit_duration_cost=1,
    )
    speed = fleet.metres_per_minute / 60
    for start, from_here in zip(model.locations, ways, strict=True):
        for end, way in zip(model.locations, from_here, strict=True):
            model.add_edge(start, end, distance=int(way), duration=round(way / speed))
    found = model.solve(stop=Watched(seconds, watch), seed=seed, display=False)
    return _said(found, len(places))


def _ways(places: Sequence[Place]) -> Any:
    """Metres between each two, as the crow flies and a third more, which streets add on average."""
    east, north = metres_per_degree(places[0].lat)
    points = np.array([[one.lon * east, one.lat * north] for one in places])
    return np.rint(np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)) * 1.33).astype(int)


def _said(found: Any, places: int) -> Routes:
    best = found.best
    routes = tuple(tuple(_visits(route)) for route in best.routes())
    visited = {one.place for route in routes for one in route}
    return Routes(
        routes=routes,
        metres=int(best.distance()),
        minutes=round(best.duration() / 60, 1),
        feasible=bool(best.is_feasible()),
        left_out=tuple(one for one in range(places) if one not in visited),
    )


def _visits(route: Any) -> list[Visit]:
    return [Visit(int(one.idx), round(one.start_time / 60, 1)) for one in route.schedule() if one.is_client()]


def benchmark_cost(file: str, seconds: float, seed: int = 1) -> tuple[float, bool]:
    """The cost found for an instance of the literature, by its own conventions (one decimal place, cut off)."""
    found = pyvrp.solve(pyvrp.read(file, round_func="dimacs"), stop=MaxRuntime(seconds), seed=seed, display=False)
    return found.cost() / 10, bool(found.is_feasible())
