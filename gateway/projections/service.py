"""The network service: hears every event of the four services, keeps the gateway's picture, delivers kept intake."""

from __future__ import annotations

from datetime import timedelta

from gateway.citizen_accounts import codes
from gateway.citizen_accounts import store as citizens
from gateway.exports import making
from gateway.exports import store as exports
from gateway.figures import facts
from gateway.imports import making as importing
from gateway.imports import store as imports
from gateway.intake import delivering
from gateway.photos import store as photos
from gateway.projections import applying
from gateway.projections.gauges import BusinessGauges
from gateway.telephone import keeping
from linli.clock import now
from linli.context import Context
from linli.contracts.assistance import cases as assistance
from linli.contracts.grid import cases as grid
from linli.contracts.hotline import return_calls, telephone
from linli.contracts.hotline.agents import AgentChanged
from linli.contracts.hotline.call_backs import CallBackEnded
from linli.contracts.hotline.events import REQUEST_EVENTS, RequestEvent
from linli.contracts.hotline.return_calls import ReturnCallEvent
from linli.contracts.hotline.telephone import CallEvent
from linli.contracts.task import TaskEvent
from linli.contracts.volunteer import tasks as volunteer
from linli.events import on
from linli.jobs import every
from linli.sealing import Sealer
from linli.work import Work


class Network:
    """Owns the projections and the intake that waits for the hotline; its database is the gateway's."""

    name = "network"

    def __init__(self, context: Context) -> None:
        self._context = context
        self._sealer = Sealer(context.settings.secret)
        self._gauges = BusinessGauges()

    @on(*REQUEST_EVENTS)
    def project_request(self, event: RequestEvent, work: Work) -> None:
        """A request changed."""
        applying.apply_request(work, event)
        facts.note_request(work.session, event)

    @on(CallBackEnded)
    def note_call_back(self, event: CallBackEnded, work: Work) -> None:
        """A citizen was called back, or is not to be any more."""
        facts.note_call_back(work.session, event)

    @on(
        assistance.CaseOpened,
        assistance.CaseAccepted,
        assistance.CaseSurveyed,
        assistance.CaseDecided,
        assistance.CaseCancelled,
        volunteer.TaskOpened,
        volunteer.TaskPlanned,
        volunteer.TaskOffered,
        volunteer.TaskAccepted,
        volunteer.TaskDeclined,
        volunteer.TaskCompleted,
        volunteer.TaskCancelled,
        grid.CaseReported,
        grid.CaseSettledOnSpot,
        grid.CaseFiled,
        grid.CaseDismissed,
        grid.CaseAssigned,
        grid.CaseConfirmed,
        grid.CaseStarted,
        grid.CaseHandled,
        grid.CaseVerified,
        grid.CaseRejected,
        grid.CaseExtended,
        grid.CaseShelved,
        grid.CaseTakenUp,
        grid.CaseReferred,
        grid.CaseEvaluated,
        grid.CaseCancelled,
    )
    def project_task(self, event: TaskEvent, work: Work) -> None:
        """A task changed."""
        applying.apply_task(work, event)

    @on(telephone.CallRinging, telephone.CallAnswered, telephone.CallEnded)
    def tell_of_call(self, event: CallEvent, work: Work) -> None:
        """A call rings, was answered or is over: screens of its area hear of it."""
        applying.tell(work, event, "call", event.call.state.value)

    @on(return_calls.ReturnCallDue, return_calls.ReturnCallClaimed, return_calls.ReturnCallDone)
    def tell_of_return_call(self, event: ReturnCallEvent, work: Work) -> None:
        """Somebody is to be called back, or not any more."""
        applying.tell(work, event, "return_call", event.return_call.state.value)

    @on(AgentChanged)
    def tell_of_agent(self, event: AgentChanged, work: Work) -> None:
        """An agent does something else."""
        applying.tell(work, event, "agent", event.state.value)

    @every(1.0)
    def deliver_intake(self) -> None:
        """Hand over what was kept while the hotline was away."""
        patience = timedelta(seconds=self._context.settings.call_timeout)
        delivering.deliver_due(self._context.database, self._context.call, self._sealer, patience)
        delivering.measure(self._context.database)

    @every(1.0)
    def deliver_reports(self) -> None:
        """Hand over what telephone systems reported while the hotline was away."""
        keeping.deliver_due(self._context.database, self._context.call, self._sealer)
        keeping.measure(self._context.database)

    @every(1.0)
    def make_exports(self) -> bool:
        """Make one export that waits."""
        patience = timedelta(seconds=self._context.settings.call_timeout)
        return making.make_next(self._context.database, self._context.call, patience)

    @every(1.0)
    def make_imports(self) -> bool:
        """Make one import that waits."""
        return importing.make_next(self._context)

    @every(3600.0)
    def forget_imports(self) -> None:
        """Forget imports of long ago."""
        with self._context.database.transaction() as session:
            imports.forget(session)

    @every(3600.0)
    def forget_exports(self) -> None:
        """Forget exports of yesterday."""
        with self._context.database.transaction() as session:
            exports.forget(session)

    @every(3600.0)
    def remove_unclaimed_photos(self) -> None:
        """Forget photographs that no request has named for a day."""
        with self._context.database.transaction() as session:
            photos.remove_unclaimed(session)

    @every(3600.0)
    def forget_sign_ins(self) -> None:
        """Forget citizens' sessions that have expired, and the codes of days that are over."""
        with self._context.database.transaction() as session:
            citizens.forget_sessions(session, now())
            codes.forget(session, now())

    @every(10.0)
    def measure_requests(self) -> None:
        """Set the business gauges."""
        with self._context.database.peeking() as session:
            self._gauges.measure(session, now())
