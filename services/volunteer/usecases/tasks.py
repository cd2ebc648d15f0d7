"""What is done with volunteer tasks; what all tasks do alike is in `linli.tasks.usecases`."""

from __future__ import annotations

from datetime import datetime

from linli.contracts.hotline.events import RequestEvent
from linli.contracts.task import CancelTask, ChangeTask
from linli.contracts.volunteer.tasks import CompleteTask, OfferTask, VolunteerTaskView
from linli.tasks import usecases as tasks
from linli.tasks.usecases import caller_of, task_to_change
from linli.work import Work
from services.volunteer.domain.tasks import VolunteerTask
from services.volunteer.store.tasks import TASKS
from services.volunteer.usecases.crediting import credit_service, release_task
from services.volunteer.usecases.roles import COORDINATORS


def offer_task(work: Work, said: OfferTask) -> VolunteerTask:
    """Offer the task to one volunteer."""
    task, at = task_to_change(work, said, TASKS)
    work.emit(task.offer(said.volunteer_id, at))
    return task


def accept_task(work: Work, said: ChangeTask) -> VolunteerTask:
    """The volunteer takes the task."""
    task, at = _task_to_answer(work, said)
    work.emit(task.accept(at, said.note))
    return task


def decline_task(work: Work, said: ChangeTask) -> VolunteerTask:
    """The volunteer declines."""
    task, at = _task_to_answer(work, said)
    work.emit(task.decline(at, said.note))
    return task


def _task_to_answer(work: Work, said: ChangeTask) -> tuple[VolunteerTask, datetime]:
    """The task, for its volunteer, or for a coordinator who was told the answer."""
    task, at = task_to_change(work, said, TASKS)
    if work.principal is None or not work.principal.roles_at(task.area_code) & COORDINATORS:
        task.only_by(caller_of(work))
    return task, at


def complete_task(work: Work, said: CompleteTask) -> VolunteerTask:
    """The service was given."""
    task, at = task_to_change(work, said, TASKS)
    work.emit(task.complete(said.hours, at, said.note))
    if task.volunteer_id is not None and task.hours is not None:
        credit_service(work, task.volunteer_id, task.area_code, task.hours, at, task.id, f"task:{task.id}")
    return task


def cancel_task(work: Work, said: CancelTask) -> VolunteerTask:
    """Give a task up: what was set aside for it goes back."""
    task = tasks.cancel_task(work, said, TASKS)
    release_task(work, task.id, task.moved_at)
    return task


def open_for_request(work: Work, event: RequestEvent) -> None:
    """Open the task that a request asks for; of the one it asked for before, what was set aside goes back."""
    tasks.open_for_request(work, event, TASKS)
    _release_ended(work, event)


def cancel_with_request(work: Work, event: RequestEvent) -> None:
    """A request is over: its task is cancelled, what was set aside for it goes back."""
    tasks.cancel_with_request(work, event, TASKS)
    _release_ended(work, event)


def _release_ended(work: Work, event: RequestEvent) -> None:
    for task in TASKS.tasks_of_request(work.session, event.subject):
        if task.ended:
            release_task(work, task.id, event.occurred_at)


def view(task: VolunteerTask) -> VolunteerTaskView:
    """The task as it is shown."""
    return VolunteerTaskView(
        id=task.id,
        version=task.sequence,
        area_code=task.area_code,
        task=task.summary(),
        note=task.note,
        volunteer_id=task.volunteer_id,
        hours=task.hours,
        plan=task.plan,
        series_id=task.series_id,
        filled=task.filled,
        out=task.out,
    )
