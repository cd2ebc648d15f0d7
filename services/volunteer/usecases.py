"""What volunteer does: one function for each command; what all tasks do alike is in `linli.tasks.usecases`."""

from __future__ import annotations

from datetime import datetime

from linli.contracts.task import ChangeTask
from linli.contracts.volunteer import CompleteTask, OfferTask, VolunteerTaskView
from linli.identity import Role
from linli.tasks.usecases import caller_of, task_to_change
from linli.work import Work
from services.volunteer.domain import VolunteerTask
from services.volunteer.store import TASKS

COORDINATORS = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})


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
    return task


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
    )
