"""The network service: hears every event of the four services, keeps the gateway's picture, delivers kept intake."""

from __future__ import annotations

from datetime import timedelta

from gateway.intake import delivering
from gateway.projections import applying
from gateway.projections.applying import RequestEvent
from gateway.projections.gauges import BusinessGauges
from linli.clock import now
from linli.context import Context
from linli.contracts import assistance, grid, hotline, volunteer
from linli.contracts.task import TaskEvent
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

    @on(
        hotline.RequestOpened,
        hotline.RequestDispatched,
        hotline.RequestSigned,
        hotline.RequestReturned,
        hotline.RequestSettled,
        hotline.RequestClosed,
        hotline.RequestWithdrawn,
    )
    def project_request(self, event: RequestEvent, work: Work) -> None:
        """A request changed."""
        applying.apply_request(work, event)

    @on(
        assistance.CaseOpened,
        assistance.CaseAccepted,
        assistance.CaseSurveyed,
        assistance.CaseDecided,
        assistance.CaseCancelled,
        volunteer.TaskOpened,
        volunteer.TaskOffered,
        volunteer.TaskAccepted,
        volunteer.TaskDeclined,
        volunteer.TaskCompleted,
        volunteer.TaskCancelled,
        grid.CaseFiled,
        grid.CaseAssigned,
        grid.CaseHandled,
        grid.CaseVerified,
        grid.CaseRejected,
        grid.CaseCancelled,
    )
    def project_task(self, event: TaskEvent, work: Work) -> None:
        """A task changed."""
        applying.apply_task(work, event)

    @every(1.0)
    def deliver_intake(self) -> None:
        """Hand over what was kept while the hotline was away."""
        patience = timedelta(seconds=self._context.settings.call_timeout)
        delivering.deliver_due(self._context.database, self._context.call, self._sealer, patience)
        delivering.measure(self._context.database)

    @every(10.0)
    def measure_requests(self) -> None:
        """Set the business gauges."""
        with self._context.database.reading() as session:
            self._gauges.measure(session, now())
