"""Planning: incidents and their heat, rounds that nobody foresees, routes with time windows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import numpy as np

from linli.clock import local
from linli.contracts.grid.planning import (
    GetHeat,
    HeatList,
    HotCell,
    IncidentsRecorded,
    PlannedRoute,
    PlannedStop,
    PlanRounds,
    PlanRoutes,
    RecordIncidents,
    RoundPlan,
    RoutePlan,
    TimedPlace,
    TravelMode,
)
from linli.errors import Conflict
from linli.work import Work
from services.grid.domain.cells import Cell
from services.grid.domain.visits import local_day
from services.grid.geometry.shapes import metres_per_degree
from services.grid.planning.heat import HOURS, Incident, heat
from services.grid.planning.measures import Measures, measured
from services.grid.planning.rounds import Ground, Stop, stops
from services.grid.planning.routes import Fleet, Place, plan
from services.grid.planning.sharing import shared
from services.grid.store import cells as cell_store
from services.grid.store import incidents as store
from services.grid.usecases.cells import map_of

_NAMES = UUID("b7d0a3b5-0a53-5d2f-8a55-6f4f2a1f9e77")
REMEMBERED = timedelta(days=365)
"""Incidents before that weigh nothing."""
SPEED = {TravelMode.WALKING: 80.0, TravelMode.DRIVING: 400.0}
"""Metres a minute."""
Watch = Callable[[float], object]


def record(work: Work, said: RecordIncidents) -> IncidentsRecorded:
    """Record incidents of an area; the same place and moment is the same incident."""
    work.authorise(said.area_code, "area", "区域")
    found, outside = {}, 0
    for one in said.incidents:
        cell = map_of(work, said.area_code[:6], local_day(one.at)).find(one.lon, one.lat)
        if cell is None or not cell.code.startswith(said.area_code, 6):
            outside += 1
            continue
        own = uuid5(_NAMES, f"{one.at.timestamp()}/{one.lon}/{one.lat}")
        found[own] = {"id": own, "cell_code": cell.code, "path": cell.path, "at": one.at}
    known = store.known(work.session, found)
    store.add(work.session, [row for own, row in found.items() if own not in known])
    new = len(found) - len(known)
    return IncidentsRecorded(recorded=new, repeated=len(said.incidents) - outside - new, outside=outside)


def hot(work: Work, said: GetHeat) -> HeatList:
    """The hottest cells of an area."""
    work.authorise(said.area_code, "area", "区域")
    cells = cell_store.cells_of(work.session, said.area_code, local(work.now).date())
    warm, incidents = _heat(work, said.area_code, cells, work.now)
    of_cell = warm.sum(axis=1) if said.hour is None else warm[:, said.hour]
    whole = of_cell.sum() if len(cells) else 0.0
    hottest: list[int] = np.argsort(-of_cell, kind="stable")[: said.limit].tolist() if whole else []
    items = tuple(
        HotCell(code=cells[one].code, lon=cells[one].lon, lat=cells[one].lat, share=float(of_cell[one] / whole))
        for one in hottest
        if of_cell[one] > 0
    )
    return HeatList(incidents=incidents, items=items)


def _heat(work: Work, area: str, cells: Sequence[Cell], until: datetime) -> tuple[Any, int]:
    """The heat of these cells, and from how many incidents it follows."""
    number = {one.code: position for position, one in enumerate(cells)}
    rows = [
        row
        for row in store.since(work.session, area, until - REMEMBERED)
        if row.cell_code in number and row.at <= until
    ]
    return heat([Incident(number[row.cell_code], local(row.at)) for row in rows], len(cells), local(until)), len(rows)


def draw_rounds(work: Work, said: PlanRounds, watch: Watch) -> RoundPlan:
    """Draw rounds, without changing anything. Raises `Conflict` where the area has no cells."""
    cells = cell_store.cells_of(work.session, said.area_code, local(said.begins).date())
    if not cells:
        text, zh = "The area has no cells on that day; build them first.", "该区域当日没有网格，请先生成网格。"
        raise Conflict("no_cells", text, zh, {"area_code": [f"{text} {zh}"]})
    warm, incidents = _heat(work, said.area_code, cells, said.begins)
    within = said.visit_within or max(one.visit_within for one in cells)
    begun = local(said.begins)
    span = (begun.weekday() * 24 + begun.hour) * 60.0 + begun.minute, said.hours * 60.0
    drawn: list[_Drawn] = []
    for number, (part, ground) in enumerate(_grounds(cells, warm, said, within * 60.0)):
        watch(number / said.patrols)
        made = list(stops(ground, span[0], sum(span), said.seed * 1000 + number))
        drawn.append(_Drawn(ground, part, made, measured(made, len(part), span[0], sum(span))))
    return _worth(drawn, within, incidents, _told(said, span[0], drawn, cells))


class _Drawn(NamedTuple):
    """The stops of one patrol on its part of the cells (their positions), and their measures."""

    ground: Ground
    part: Any
    stops: list[Stop]
    measures: Measures


def _grounds(cells: Sequence[Cell], warm: Any, said: PlanRounds, interval: float) -> Iterator[tuple[Any, Ground]]:
    """Each patrol's part of the cells; without any incident all are alike."""
    east, north = metres_per_degree(cells[0].lat)
    places = np.array([[one.lon * east, one.lat * north] for one in cells])
    warm = warm if warm.any() else np.ones((len(cells), HOURS))
    weights = warm.sum(axis=1) + warm.sum() / len(cells)
    for part in shared(np.arange(len(cells)), places, weights, min(said.patrols, len(cells))):
        yield part, Ground(places[part], warm[part], interval, SPEED[said.mode])


def _told(said: PlanRounds, first: float, drawn: Sequence[_Drawn], cells: Sequence[Cell]) -> tuple[PlannedStop, ...]:
    def moment(minute: float) -> datetime:
        return said.begins + timedelta(minutes=minute - first)

    return tuple(
        PlannedStop(
            patrol=patrol,
            cell=cells[int(one.part[stop.cell])].code,
            arrives=moment(stop.arrives),
            leaves=moment(stop.leaves),
        )
        for patrol, one in enumerate(drawn, 1)
        for stop in one.stops
    )


def _worth(drawn: Sequence[_Drawn], within: int, incidents: int, told: tuple[PlannedStop, ...]) -> RoundPlan:
    total = max(len(told), 1)
    return RoundPlan(
        cells=sum(len(one.part) for one in drawn),
        incidents=incidents,
        visit_within=within,
        guaranteed=all(one.ground.guaranteed for one in drawn),
        possible=round(max(one.ground.shortest_interval for one in drawn) / 60, 1),
        visited=len({one.cell for one in told}),
        longest_alone=round(max(one.measures.longest_alone for one in drawn)),
        foreseen=round(sum(stop.foreseen for one in drawn for stop in one.stops) / total, 4),
        entropy=round(sum(stop.bits for one in drawn for stop in one.stops) / total, 2),
        stops=told,
    )


def seek_routes(said: PlanRoutes, watch: Watch) -> RoutePlan:
    """Seek the shortest routes for as long as was said."""
    depot = Place(said.lon, said.lat, 0, 0, said.minutes)
    places = [Place(one.lon, one.lat, one.minutes, one.opens, min(one.closes, said.minutes)) for one in said.places]
    found = plan(depot, places, Fleet(said.patrols, SPEED[said.mode], said.minutes), said.seconds, watch)
    return RoutePlan(
        routes=tuple(
            PlannedRoute(stops=tuple(TimedPlace(name=said.places[one.place].name, begins=one.begins) for one in route))
            for route in found.routes
        ),
        metres=found.metres,
        minutes=found.minutes,
        left_out=tuple(said.places[one].name for one in found.left_out),
    )
