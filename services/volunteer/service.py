"""The volunteer service: calls in, events in, and what each leads to."""

from __future__ import annotations

from linli.calls import call
from linli.context import Context
from linli.contracts.hotline import (
    RequestDispatched,
    RequestEvent,
    RequestReturned,
    RequestSettled,
    RequestWithdrawn,
)
from linli.contracts.task import CancelTask, ChangeTask, GetTask
from linli.contracts.volunteer import CompleteTask, OfferTask, VolunteerTaskView
from linli.events import on
from linli.identity import Role
from linli.tasks.usecases import cancel_task, cancel_with_request, get_task, open_for_request
from linli.work import Work
from services.volunteer import usecases
from services.volunteer.store import TASKS
from services.volunteer.usecases import COORDINATORS

ANSWERERS = COORDINATORS | {Role.GRID_WORKER, Role.HANDLER}
"""Who may answer an offer: coordinators for anyone, the others only for themselves."""


class Volunteer:
    """Owns volunteer tasks."""

    name = "volunteer"

    def __init__(self, _context: Context) -> None:
        """Everything it needs comes with each piece of work."""

    @call(OfferTask, VolunteerTaskView, roles=COORDINATORS)
    def offer_task(self, said: OfferTask, work: Work) -> VolunteerTaskView:
        """Offer a task to one volunteer."""
        return usecases.view(usecases.offer_task(work, said))

    @call(ChangeTask, VolunteerTaskView, roles=ANSWERERS)
    def accept_task(self, said: ChangeTask, work: Work) -> VolunteerTaskView:
        """Take an offered task."""
        return usecases.view(usecases.accept_task(work, said))

    @call(ChangeTask, VolunteerTaskView, roles=ANSWERERS)
    def decline_task(self, said: ChangeTask, work: Work) -> VolunteerTaskView:
        """Decline an offered task, or say that one cannot come (志愿服务条例 art. 22, 25)."""
        return usecases.view(usecases.decline_task(work, said))

    @call(CompleteTask, VolunteerTaskView, roles=COORDINATORS)
    def complete_task(self, said: CompleteTask, work: Work) -> VolunteerTaskView:
        """Record the service and its hours (志愿服务条例 art. 19)."""
        return usecases.view(usecases.complete_task(work, said))

    @call(CancelTask, VolunteerTaskView, roles=COORDINATORS)
    def cancel_task(self, said: CancelTask, work: Work) -> VolunteerTaskView:
        """Give a task up undone."""
        return usecases.view(cancel_task(work, said, TASKS))

    @call(GetTask, VolunteerTaskView, changes=False)
    def get_task(self, said: GetTask, work: Work) -> VolunteerTaskView:
        """Show one task."""
        return usecases.view(get_task(work, said, TASKS))

    @on(RequestDispatched, RequestReturned)
    def open_task(self, event: RequestEvent, work: Work) -> None:
        """A request calls for a task."""
        open_for_request(work, event, TASKS)

    @on(RequestSettled, RequestWithdrawn)
    def cancel_with_request(self, event: RequestEvent, work: Work) -> None:
        """A request is over: its task is needed no more."""
        cancel_with_request(work, event, TASKS)
