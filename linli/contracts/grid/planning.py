"""The calls about planning: incidents and the heat that follows from them, rounds that nobody foresees, routes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, ShortText
from linli.contracts.grid.cells import Latitude, Longitude
from linli.contracts.grid.rounds import RoundView

Minutes = Annotated[int, validate.Range(0, 24 * 60)]


class TravelMode(StrEnum):
    """How a patrol gets from stop to stop."""

    WALKING = "walking"
    DRIVING = "driving"


@dataclass(frozen=True, kw_only=True)
class IncidentAt:
    """Something happened at a place and moment; what it was and to whom is not kept."""

    at: datetime
    lon: Longitude
    lat: Latitude


@dataclass(frozen=True, kw_only=True)
class RecordIncidents:
    """Record incidents of an area, for planning; one that is there already is not counted again."""

    area_code: AreaCode
    incidents: Annotated[tuple[IncidentAt, ...], validate.Length(1, 5000)]


@dataclass(frozen=True, kw_only=True)
class IncidentsRecorded:
    """What came of it; `outside` lay in no cell of the area on that day."""

    recorded: int
    repeated: int
    outside: int


@dataclass(frozen=True, kw_only=True)
class GetHeat:
    """Ask for the hottest cells of an area at an hour of the week (0 is Monday, 00:00 to 00:59), or of all of it."""

    area_code: AreaCode
    hour: Annotated[int, validate.Range(0, 167)] | None = None
    limit: Annotated[int, validate.Range(1, 200)] = 20


@dataclass(frozen=True, kw_only=True)
class HotCell:
    """A cell and its share of the area's heat."""

    code: str
    lon: float
    lat: float
    share: float


@dataclass(frozen=True, kw_only=True)
class HeatList:
    """The hottest cells, the hottest first, from so many incidents."""

    incidents: int
    items: tuple[HotCell, ...]


@dataclass(frozen=True, kw_only=True)
class PlanRounds:
    """Have rounds drawn for the cells of an area: by so many patrols, from a moment on, for so many hours.

    `visit_within`: hours in which each cell is to be visited again; without it the longest of the cells' own. Another
    `seed` draws other rounds.
    """

    area_code: AreaCode
    begins: datetime
    hours: Annotated[int, validate.Range(1, 168)] = 8
    patrols: Annotated[int, validate.Range(1, 50)] = 1
    mode: TravelMode = TravelMode.WALKING
    visit_within: Annotated[int, validate.Range(1, 24 * 31)] | None = None
    seed: Annotated[int, validate.Range(0, 2**31 - 1)] = 1


@dataclass(frozen=True, kw_only=True)
class PlannedStop:
    """A stop of a patrol (counted from 1) at a cell."""

    patrol: int
    cell: str
    arrives: datetime
    leaves: datetime


@dataclass(frozen=True, kw_only=True)
class RoundPlan:
    """Rounds as drawn, and what they are worth.

    `guaranteed`: no cell is left alone for longer than `visit_within` hours, however often the rounds go on; if not,
    `possible` is the shortest interval that could be, in hours. `longest_alone`: the worst in these rounds, in minutes.
    `foreseen`: how often who knows all rules and the past guesses the next stop; `entropy`: bits of its draw.
    """

    cells: int
    incidents: int
    visit_within: int
    guaranteed: bool
    possible: float
    visited: int
    longest_alone: int
    foreseen: float
    entropy: float
    stops: tuple[PlannedStop, ...]


@dataclass(frozen=True, kw_only=True)
class AssignPlan:
    """Make rounds of a plan (the id of its computation): one for each patrol, in the order of the officers, or else of
    those on duty at the area when it begins. A cell without a checkpoint gets one at its middle.
    """

    id: UUID
    officers: Annotated[tuple[UUID, ...], validate.Length(max=50)] = ()


@dataclass(frozen=True, kw_only=True)
class CancelPlannedRounds:
    """Let the rounds of a plan that have not begun not take place."""

    id: UUID
    reason: ShortText


@dataclass(frozen=True, kw_only=True)
class AssignedRounds:
    """The rounds that were made, or cancelled."""

    items: tuple[RoundView, ...]


@dataclass(frozen=True, kw_only=True)
class RoutePlace:
    """A place to be visited: a stop of `minutes` that begins within a window of minutes since the start."""

    name: ShortText
    lon: Longitude
    lat: Latitude
    minutes: Minutes = 5
    opens: Minutes = 0
    closes: Minutes = 24 * 60


@dataclass(frozen=True, kw_only=True)
class PlanRoutes:
    """Have the shortest routes sought, for so many seconds, from a place through others and back."""

    area_code: AreaCode
    lon: Longitude
    lat: Latitude
    places: Annotated[tuple[RoutePlace, ...], validate.Length(1, 300)]
    patrols: Annotated[int, validate.Range(1, 50)] = 1
    minutes: Annotated[int, validate.Range(10, 24 * 60)] = 480
    mode: TravelMode = TravelMode.WALKING
    seconds: Annotated[int, validate.Range(1, 60)] = 10


@dataclass(frozen=True, kw_only=True)
class TimedPlace:
    """A place by its name, and the minute at which the stop begins."""

    name: str
    begins: float


@dataclass(frozen=True, kw_only=True)
class PlannedRoute:
    """The stops of one patrol in their order."""

    stops: tuple[TimedPlace, ...]


@dataclass(frozen=True, kw_only=True)
class RoutePlan:
    """The routes found; ways are as the crow flies and a third more. `left_out`: what no route reaches in time."""

    routes: tuple[PlannedRoute, ...]
    metres: int
    minutes: float
    left_out: tuple[str, ...]
