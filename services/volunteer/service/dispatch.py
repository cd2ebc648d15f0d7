"""The calls about planned tasks, their series, offers and matches, and the cycle that makes them."""

from __future__ import annotations

from uuid import UUID

from linli.calls import call
from linli.computing import Finish, Run, Worker, computes
from linli.context import Context
from linli.contracts.volunteer.dispatch import MatchArea
from linli.contracts.volunteer.engagements import (
    AnswerOffer,
    Dispatched,
    DispatchTask,
    EndSeries,
    EngagementList,
    EngagementView,
    ExplainTask,
    ExplanationsView,
    GetSeries,
    ListEngagements,
    MoveTask,
    OfferPlace,
    OpenPlannedTask,
    OpenSeries,
    PlanTask,
    SeriesView,
    WithdrawOffer,
)
from linli.contracts.volunteer.tasks import VolunteerTaskView
from linli.jobs import every
from linli.timers import timer
from linli.work import Work
from services.volunteer.service.desk import Desk
from services.volunteer.usecases import dispatching, engagements, series
from services.volunteer.usecases.roles import ANSWERERS, COORDINATORS, REGISTER_READERS


class DispatchCalls(Desk):
    """Volunteers found for planned tasks."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._worker = Worker(self.name, context.settings, context.database)

    @call(OpenPlannedTask, VolunteerTaskView, roles=COORDINATORS)
    def open_planned_task(self, said: OpenPlannedTask, work: Work) -> VolunteerTaskView:
        """Open a task by hand."""
        return engagements.open_task(work, said)

    @call(PlanTask, VolunteerTaskView, roles=COORDINATORS)
    def plan_task(self, said: PlanTask, work: Work) -> VolunteerTaskView:
        """Say when, where and by whom a task is done."""
        return engagements.plan_task(work, said)

    @call(MoveTask, VolunteerTaskView, roles=COORDINATORS)
    def move_task(self, said: MoveTask, work: Work) -> VolunteerTaskView:
        """Do a planned task at another time."""
        return engagements.move_task(work, said)

    @call(OpenSeries, SeriesView, roles=COORDINATORS)
    def open_series(self, said: OpenSeries, work: Work) -> SeriesView:
        """Open a series of tasks."""
        return series.open_series(work, said)

    @call(EndSeries, SeriesView, roles=COORDINATORS)
    def end_series(self, said: EndSeries, work: Work) -> SeriesView:
        """End a series of tasks."""
        return series.end_series(work, said)

    @call(GetSeries, SeriesView, changes=False)
    def get_series(self, said: GetSeries, work: Work) -> SeriesView:
        """Show a series."""
        return series.get_series(work, said)

    @call(DispatchTask, Dispatched, roles=COORDINATORS)
    def dispatch_task(self, said: DispatchTask, work: Work) -> Dispatched:
        """Find volunteers for one task now."""
        return dispatching.dispatch_task(work, said)

    @call(ExplainTask, ExplanationsView, roles=REGISTER_READERS, changes=False)
    def explain_task(self, said: ExplainTask, work: Work) -> ExplanationsView:
        """Say why volunteers are offered a task or not."""
        return dispatching.explain_task(work, said)

    @call(OfferPlace, EngagementView, roles=COORDINATORS)
    def offer_place(self, said: OfferPlace, work: Work) -> EngagementView:
        """Offer a place by hand."""
        return engagements.offer_place(work, said)

    @call(AnswerOffer, EngagementView, roles=ANSWERERS)
    def accept_offer(self, said: AnswerOffer, work: Work) -> EngagementView:
        """Take an offered place."""
        return engagements.accept(work, said)

    @call(AnswerOffer, EngagementView, roles=ANSWERERS)
    def decline_offer(self, said: AnswerOffer, work: Work) -> EngagementView:
        """Decline an offered place, or say that one cannot come."""
        return engagements.decline(work, said)

    @call(WithdrawOffer, EngagementView, roles=COORDINATORS)
    def withdraw_offer(self, said: WithdrawOffer, work: Work) -> EngagementView:
        """Take an offer back."""
        return engagements.withdraw(work, said)

    @call(ListEngagements, EngagementList, changes=False)
    def list_engagements(self, said: ListEngagements, work: Work) -> EngagementList:
        """Show who is engaged in a task."""
        return engagements.list_engagements(work, said)

    @computes(MatchArea)
    def match_area(self, said: MatchArea, run: Run) -> Finish:
        """Find the optimum of a district, beside the service."""
        from services.volunteer.usecases.matching import find_matches  # brings numpy and scipy, for the worker alone

        found = find_matches(said, run)
        return lambda work: dispatching.offer_matches(work, said, found)

    @every(1.0)
    def compute(self) -> None:
        """See that what waits is done."""
        self._worker.look()

    @timer("dispatch.cycle")
    def cycle(self, subject: UUID, work: Work) -> None:
        """A district's next cycle begins."""
        dispatching.begin_cycle(work, subject)

    @timer("engagement.expiry")
    def offer_expires(self, subject: UUID, work: Work) -> None:
        """An offer was not answered in time."""
        engagements.expire(work, subject)

    @timer("engagement.reminder")
    def engagement_near(self, subject: UUID, work: Work) -> None:
        """What a volunteer took begins soon."""
        engagements.remind(work, subject)

    @timer("series.next")
    def series_goes_on(self, subject: UUID, work: Work) -> None:
        """A series opens its next tasks."""
        series.carry_on(work, subject)
