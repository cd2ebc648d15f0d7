"""Patrols played against incidents that came later: hits, PAI, coverage, and how well the next stop can be guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import h3
import numpy as np

from services.grid.bench.incidents import Record
from services.grid.geometry.shapes import metres_per_degree
from services.grid.planning.heat import Incident, heat
from services.grid.planning.measures import Measures, measured
from services.grid.planning.rounds import Ground, Stop, fixed_stops, stops, uniform_stops
from services.grid.planning.sharing import shared

Way = Callable[[Ground, float, float, int], Iterator[Stop]]
WAYS: dict[str, Way] = {
    "planned": lambda ground, begins, ends, seed: stops(ground, begins, ends, seed),
    "fixed": lambda ground, begins, ends, _seed: fixed_stops(ground, begins, ends),
    "uniform": lambda ground, begins, ends, seed: uniform_stops(ground, begins, ends, seed),
}


@dataclass(frozen=True)
class Field:
    """The hexagons that are patrolled, one part for each patrol, and the heat by which rounds are planned."""

    hexagons: Sequence[str]
    parts: Sequence[Any]
    places: Any
    heat: Any


@dataclass(frozen=True)
class Score:
    """How one way of patrolling fared. `area_share`: of all cell-hours, those in which somebody was there.

    A hit is an incident in a cell and a clock hour in which a patrol stopped there; `pai` is the share of hits over
    the share of area (1 is as good as chance). `weekly`: the share of cells and weeks with a visit.
    """

    name: str
    stops: int
    hits: int
    incidents: int
    area_share: float
    weekly: float
    longest_days: float
    foreseen: float
    learnt: float
    bits: float

    @property
    def pai(self) -> float:
        """Hit rate over area share."""
        return self.hits / self.incidents / self.area_share if self.area_share and self.incidents else 0.0


def field_of(train: Sequence[Record], patrols: int, resolution: int, until: datetime) -> Field:
    """The hexagons that had an incident in training, and those around them; as many incidents to each patrol."""
    at = [h3.latlng_to_cell(one.lat, one.lon, resolution) for one in train]
    hexagons = sorted({near for one in set(at) for near in h3.grid_disk(one, 1)})
    number = {one: position for position, one in enumerate(hexagons)}
    middles = np.array([h3.cell_to_latlng(one)[::-1] for one in hexagons])
    east, north = metres_per_degree(float(middles[:, 1].mean()))
    places = middles * [east, north]
    counted = np.bincount([number[one] for one in at], minlength=len(hexagons)) + 0.2
    warm = heat([Incident(number[one], record.at) for one, record in zip(at, train, strict=True)], len(hexagons), until)
    return Field(hexagons, shared(np.arange(len(hexagons)), places, counted, patrols), places, warm)


def played(name: str, field: Field, records: Sequence[Record], begins: datetime, ends: datetime, seed: int) -> Score:
    """One way of patrolling, around the clock, against the incidents of a time."""
    monday = datetime(begins.year, begins.month, begins.day) - timedelta(days=begins.weekday())
    first, last = ((one - monday).total_seconds() / 60 for one in (begins, ends))
    hours: set[tuple[int, int]] = set()
    weeks: set[tuple[int, int]] = set()
    found: list[Measures] = []
    for number, part in enumerate(field.parts):
        ground = Ground(field.places[part], field.heat[part], interval_of(field, part))
        made = list(WAYS[name](ground, first, last, seed * 1000 + number))
        found.append(measured(made, len(part), first, last))
        for one in made:
            cell = int(part[one.cell])
            hours.update((cell, hour) for hour in range(int(one.arrives // 60), int(one.leaves // 60) + 1))
            weeks.add((cell, int((one.arrives - first) // (7 * 1440))))
    return _score(name, field, records, monday, (first, last), hours, weeks, found)


def interval_of(field: Field, part: Any) -> float:
    """The minutes within which every cell of a part is to be visited: two weeks, or twice what is possible at best."""
    return max(14 * 1440.0, 2 * Ground(field.places[part], field.heat[part], 0.0).shortest_interval)


def _score(
    name: str,
    field: Field,
    records: Sequence[Record],
    monday: datetime,
    span: tuple[float, float],
    hours: set[tuple[int, int]],
    weeks: set[tuple[int, int]],
    found: Sequence[Measures],
) -> Score:
    resolution = h3.get_resolution(field.hexagons[0])
    number = {one: position for position, one in enumerate(field.hexagons)}
    hits = sum(_key(one, resolution, number, monday) in hours for one in records)
    count, total = len(field.hexagons), sum(one.stops for one in found)
    whole_weeks = max(int((span[1] - span[0]) // (7 * 1440)), 1)
    return Score(
        name=name,
        stops=total,
        hits=hits,
        incidents=len(records),
        area_share=len(hours) / (count * (span[1] - span[0]) / 60),
        weekly=sum(1 for _, week in weeks if week < whole_weeks) / (count * whole_weeks),
        longest_days=max(one.longest_alone for one in found) / 1440,
        foreseen=sum(one.foreseen * one.stops for one in found) / total,
        learnt=sum(one.learnt * one.stops for one in found) / total,
        bits=sum(one.bits * one.stops for one in found) / total,
    )


def _key(one: Record, resolution: int, number: dict[str, int], monday: datetime) -> tuple[int, int]:
    cell = number.get(h3.latlng_to_cell(one.lat, one.lon, resolution), -1)
    return cell, int((one.at - monday).total_seconds() // 3600)
