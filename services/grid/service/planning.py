"""The calls about planning, and the computations that plan."""

from __future__ import annotations

from linli.calls import call
from linli.clock import now
from linli.computing import Finish, Run, computes
from linli.contracts.grid.computations import ComputationView
from linli.contracts.grid.planning import (
    AssignedRounds,
    AssignPlan,
    CancelPlannedRounds,
    GetHeat,
    HeatList,
    IncidentsRecorded,
    PlanRounds,
    PlanRoutes,
    RecordIncidents,
)
from linli.observe import Chain
from linli.work import Work
from services.grid.service.post import LEADERS, Post
from services.grid.usecases import assigning, computations, planning


class PlanningCalls(Post):
    """Incidents, heat, rounds, routes."""

    @call(RecordIncidents, IncidentsRecorded, roles=LEADERS)
    def record_incidents(self, said: RecordIncidents, work: Work) -> IncidentsRecorded:
        """Record incidents of an area."""
        return planning.record(work, said)

    @call(GetHeat, HeatList, roles=LEADERS, changes=False)
    def get_heat(self, said: GetHeat, work: Work) -> HeatList:
        """The hottest cells of an area."""
        return planning.hot(work, said)

    @call(PlanRounds, ComputationView, roles=LEADERS)
    def plan_rounds(self, said: PlanRounds, work: Work) -> ComputationView:
        """Have rounds drawn."""
        return computations.ask(work, "draw_rounds", said.area_code, said)

    @call(PlanRoutes, ComputationView, roles=LEADERS)
    def plan_routes(self, said: PlanRoutes, work: Work) -> ComputationView:
        """Have routes sought."""
        return computations.ask(work, "seek_routes", said.area_code, said)

    @call(AssignPlan, AssignedRounds, roles=LEADERS)
    def assign_plan(self, said: AssignPlan, work: Work) -> AssignedRounds:
        """Make the rounds of a plan."""
        return assigning.assign(work, said)

    @call(CancelPlannedRounds, AssignedRounds, roles=LEADERS)
    def cancel_planned_rounds(self, said: CancelPlannedRounds, work: Work) -> AssignedRounds:
        """Let those that have not begun not take place."""
        return assigning.cancel(work, said)

    @computes(PlanRounds)
    def draw_rounds(self, said: PlanRounds, run: Run) -> Finish:
        """Draw rounds."""
        with run.database.reading() as session:
            made = planning.draw_rounds(Work(session, now(), Chain()), said, run.reached)
        return lambda _work: made

    @computes(PlanRoutes)
    def seek_routes(self, said: PlanRoutes, run: Run) -> Finish:
        """Seek routes."""
        made = planning.seek_routes(said, run.reached)
        return lambda _work: made
