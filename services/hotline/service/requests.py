"""The calls and events of requests."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.assistance import cases as assistance
from linli.contracts.grid import cases as grid
from linli.contracts.hotline.history import ListSteps, StepsView
from linli.contracts.hotline.requests import (
    ChangeRequest,
    GetRequest,
    OpenRequest,
    RequestView,
    SettleRequest,
)
from linli.contracts.task import TaskEvent
from linli.contracts.volunteer.tasks import TaskCancelled, TaskCompleted
from linli.events import on
from linli.identity import Role
from linli.work import Work
from services.hotline.domain.transitions import Action, roles_of
from services.hotline.service.desk import Desk
from services.hotline.usecases import history
from services.hotline.usecases import requests as usecases


class RequestCalls(Desk):
    """Requests: opened, moved on, ended."""

    @call(OpenRequest, RequestView, roles=roles_of(Action.ROUTE, Action.HOLD, Action.ANSWER))
    def open_request(self, said: OpenRequest, work: Work) -> RequestView:
        """Record a request, and dispatch, hold or answer it."""
        return usecases.view(usecases.open_request(work, said, self.sealer, self.calendar), self.sealer)

    @call(ChangeRequest, RequestView, roles=roles_of(Action.SIGN))
    def sign_request(self, said: ChangeRequest, work: Work) -> RequestView:
        """Sign for a request 签收."""
        return usecases.view(usecases.sign(work, said), self.sealer)

    @call(SettleRequest, RequestView, roles=roles_of(Action.SETTLE))
    def settle_request(self, said: SettleRequest, work: Work) -> RequestView:
        """Report a request done 办结."""
        return usecases.view(usecases.settle(work, said), self.sealer)

    @call(ChangeRequest, RequestView, roles=roles_of(Action.CLOSE))
    def close_request(self, said: ChangeRequest, work: Work) -> RequestView:
        """Close a settled request."""
        return usecases.view(usecases.close(work, said), self.sealer)

    @call(ChangeRequest, RequestView, roles=roles_of(Action.WITHDRAW))
    def withdraw_request(self, said: ChangeRequest, work: Work) -> RequestView:
        """Withdraw a request 销单."""
        return usecases.view(usecases.withdraw(work, said), self.sealer)

    @call(GetRequest, RequestView, changes=False)
    def get_request(self, said: GetRequest, work: Work) -> RequestView:
        """Show one request."""
        return usecases.view(usecases.get_request(work, said.id), self.sealer)

    @call(ListSteps, StepsView, roles=roles_of(Action.ROUTE, Action.SIGN) | {Role.AUDITOR}, changes=False)
    def list_steps(self, said: ListSteps, work: Work) -> StepsView:
        """Show a request's history 办理过程."""
        return StepsView(steps=history.steps(work, said.id))

    @on(grid.CaseReferred)
    def open_for_case(self, event: grid.CaseReferred, work: Work) -> None:
        """A patrol found what the grid cannot settle by itself."""
        usecases.open_for_case(work, event, self.secret, self.sealer, self.calendar)

    @on(assistance.CaseDecided, TaskCompleted, grid.CaseVerified)
    def settle_by_task(self, event: TaskEvent, work: Work) -> None:
        """The task is done."""
        usecases.task_ended(work, event)

    @on(assistance.CaseCancelled, TaskCancelled, grid.CaseCancelled)
    def return_by_task(self, event: TaskEvent, work: Work) -> None:
        """The task was given up."""
        usecases.task_given_up(work, event)
