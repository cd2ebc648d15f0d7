"""The calls about volunteer tasks, and the requests that call for them."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.hotline.events import ASKING_EVENTS, ENDING_EVENTS, RequestEvent
from linli.contracts.hotline.words import TaskService
from linli.contracts.task import CancelTask, ChangeTask, GetTask
from linli.contracts.volunteer.tasks import CompleteTask, OfferTask, VolunteerTaskView
from linli.events import on
from linli.tasks.usecases import called_for, get_task
from linli.work import Work
from services.volunteer.service.desk import Desk
from services.volunteer.store.tasks import TASKS
from services.volunteer.usecases import tasks as usecases
from services.volunteer.usecases.attendance import complete_task
from services.volunteer.usecases.engagements import end_with_request, end_with_task
from services.volunteer.usecases.roles import ANSWERERS, COORDINATORS

CALLED_FOR = called_for(TaskService.VOLUNTEER)


class TaskCalls(Desk):
    """Tasks opened for requests, offered, taken, completed, given up."""

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
        return usecases.view(complete_task(work, said))

    @call(CancelTask, VolunteerTaskView, roles=COORDINATORS)
    def cancel_task(self, said: CancelTask, work: Work) -> VolunteerTaskView:
        """Give a task up undone."""
        task = usecases.cancel_task(work, said)
        end_with_task(work, task, said.reason)
        return usecases.view(task)

    @call(GetTask, VolunteerTaskView, changes=False)
    def get_task(self, said: GetTask, work: Work) -> VolunteerTaskView:
        """Show one task."""
        return usecases.view(get_task(work, said, TASKS))

    @on(*ASKING_EVENTS, only=CALLED_FOR)
    def open_task(self, event: RequestEvent, work: Work) -> None:
        """A request calls for a task."""
        usecases.open_for_request(work, event)
        end_with_request(work, event.subject)

    @on(*ENDING_EVENTS, only=CALLED_FOR)
    def cancel_with_request(self, event: RequestEvent, work: Work) -> None:
        """A request is over: its task is needed no more."""
        usecases.cancel_with_request(work, event)
        end_with_request(work, event.subject)
