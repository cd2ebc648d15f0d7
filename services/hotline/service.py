"""The hotline service: calls in, events in, and what each leads to."""

from __future__ import annotations

from linli.calendar import WorkingCalendar, load_overrides
from linli.calls import call
from linli.context import Context
from linli.contracts import assistance, grid, volunteer
from linli.contracts.hotline import (
    CatalogueView,
    ChangeRequest,
    GetRequest,
    ListCategories,
    OpenRequest,
    RequestView,
    ReturnRequest,
    SettleRequest,
)
from linli.contracts.task import TaskEvent
from linli.events import on
from linli.identity import Role
from linli.sealing import Sealer
from linli.work import Work
from services.hotline import catalogue, usecases

INTAKE = frozenset({Role.OPERATOR, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR})
UNIT = frozenset({Role.HANDLER, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR})
DESK = frozenset({Role.OPERATOR, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR})


class Hotline:
    """Owns citizens' requests."""

    name = "hotline"

    def __init__(self, context: Context) -> None:
        overrides = load_overrides(context.settings.calendar) if context.settings.calendar else {}
        self._sealer = Sealer(context.settings.secret)
        self._calendar = WorkingCalendar(overrides=overrides, weekdays_after_published=True)

    @call(OpenRequest, RequestView, roles=INTAKE)
    def open_request(self, said: OpenRequest, work: Work) -> RequestView:
        """Record a request and dispatch it."""
        return usecases.view(usecases.open_request(work, said, self._sealer, self._calendar), self._sealer)

    @call(ChangeRequest, RequestView, roles=UNIT)
    def sign_request(self, said: ChangeRequest, work: Work) -> RequestView:
        """Sign for a request 签收."""
        return usecases.view(usecases.sign(work, said), self._sealer)

    @call(ReturnRequest, RequestView, roles=UNIT)
    def return_request(self, said: ReturnRequest, work: Work) -> RequestView:
        """Send a request back 退单."""
        return usecases.view(usecases.send_back(work, said), self._sealer)

    @call(SettleRequest, RequestView, roles=UNIT)
    def settle_request(self, said: SettleRequest, work: Work) -> RequestView:
        """Report a request done 办结."""
        return usecases.view(usecases.settle(work, said), self._sealer)

    @call(ChangeRequest, RequestView, roles=DESK)
    def close_request(self, said: ChangeRequest, work: Work) -> RequestView:
        """Close a settled request."""
        return usecases.view(usecases.close(work, said), self._sealer)

    @call(ChangeRequest, RequestView, roles=DESK)
    def withdraw_request(self, said: ChangeRequest, work: Work) -> RequestView:
        """Withdraw a request 销单."""
        return usecases.view(usecases.withdraw(work, said), self._sealer)

    @call(GetRequest, RequestView, changes=False)
    def get_request(self, said: GetRequest, work: Work) -> RequestView:
        """Show one request."""
        return usecases.view(usecases.get_request(work, said.id), self._sealer)

    @call(ListCategories, CatalogueView, changes=False)
    def list_categories(self, said: ListCategories, work: Work) -> CatalogueView:
        """Show the catalogue, which is public."""
        work.authorised = True
        return CatalogueView(categories=catalogue.views())

    @on(assistance.CaseDecided, volunteer.TaskCompleted, grid.CaseVerified)
    def settle_by_task(self, event: TaskEvent, work: Work) -> None:
        """The task is done."""
        usecases.task_ended(work, event)

    @on(assistance.CaseCancelled, volunteer.TaskCancelled, grid.CaseCancelled)
    def return_by_task(self, event: TaskEvent, work: Work) -> None:
        """The task was given up."""
        usecases.task_given_up(work, event)
