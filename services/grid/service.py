"""The grid service: calls in, events in, and what each leads to."""

from __future__ import annotations

from linli.calls import call
from linli.context import Context
from linli.contracts.grid import AssignCase, GridCaseView, VerifyCase
from linli.contracts.hotline import (
    RequestDispatched,
    RequestEvent,
    RequestReturned,
    RequestSettled,
    RequestWithdrawn,
)
from linli.contracts.task import CancelTask, ChangeTask, GetTask
from linli.events import on
from linli.identity import Role
from linli.tasks.usecases import cancel_task, cancel_with_request, get_task, open_for_request
from linli.work import Work
from services.grid import usecases
from services.grid.store import CASES

LEADERS = frozenset({Role.PATROL_LEADER, Role.ADMINISTRATOR})
WORKERS = LEADERS | {Role.GRID_WORKER}
VERIFIERS = LEADERS | {Role.SUPERVISOR}


class Grid:
    """Owns grid cases."""

    name = "grid"

    def __init__(self, _context: Context) -> None:
        """Everything it needs comes with each piece of work."""

    @call(AssignCase, GridCaseView, roles=LEADERS)
    def assign_case(self, said: AssignCase, work: Work) -> GridCaseView:
        """Send one grid worker."""
        return usecases.view(usecases.assign_case(work, said))

    @call(ChangeTask, GridCaseView, roles=WORKERS)
    def handle_case(self, said: ChangeTask, work: Work) -> GridCaseView:
        """Report a case handled."""
        return usecases.view(usecases.handle_case(work, said))

    @call(VerifyCase, GridCaseView, roles=VERIFIERS)
    def verify_case(self, said: VerifyCase, work: Work) -> GridCaseView:
        """Say what was seen on site."""
        return usecases.view(usecases.verify_case(work, said))

    @call(CancelTask, GridCaseView, roles=LEADERS)
    def cancel_case(self, said: CancelTask, work: Work) -> GridCaseView:
        """Give a case up unhandled."""
        return usecases.view(cancel_task(work, said, CASES))

    @call(GetTask, GridCaseView, changes=False)
    def get_case(self, said: GetTask, work: Work) -> GridCaseView:
        """Show one case."""
        return usecases.view(get_task(work, said, CASES))

    @on(RequestDispatched, RequestReturned)
    def open_case(self, event: RequestEvent, work: Work) -> None:
        """A request calls for a case."""
        open_for_request(work, event, CASES)

    @on(RequestSettled, RequestWithdrawn)
    def cancel_with_request(self, event: RequestEvent, work: Work) -> None:
        """A request is over: its case is needed no more."""
        cancel_with_request(work, event, CASES)
