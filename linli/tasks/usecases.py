"""What every service of tasks does alike: follow the request, and let a caller at a task."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from linli.contracts.hotline.events import RequestEvent, RequestSettled
from linli.contracts.hotline.words import TaskService
from linli.contracts.task import CancelTask, GetTask
from linli.events import NotYet
from linli.tasks.aggregate import Task
from linli.tasks.store import TaskStore
from linli.work import Work

T = TypeVar("T", bound=Task)


class Change(Protocol):
    """What every command to a task says: which one, the version the caller saw, and when it happened if not now."""

    @property
    def id(self) -> UUID: ...
    @property
    def version(self) -> int | None: ...
    @property
    def at(self) -> datetime | None: ...


def called_for(service: TaskService) -> Callable[[RequestEvent], bool]:
    """Tells of an event whether its request has called on this service; the others are not its own."""
    return lambda event: event.request.service is service and event.request.dispatches > 0


def open_for_request(work: Work, event: RequestEvent, store: TaskStore[T]) -> None:
    """Open the task that the request asks this service for, and cancel what it asked for before.

    A repeat opens nothing. Neither does an ask that was overtaken by a later one: nobody waits for its task any more.
    """
    known = store.tasks_of_request(work.session, event.subject)
    if any(task.id == event.request.task_id or task.request_sequence > event.sequence for task in known):
        return
    for task in known:
        if not task.ended:
            work.emit(task.cancel_with_request(event.occurred_at, "request_returned"))
    task, opened = store.kind.open(event)
    store.save(work.session, task)
    work.emit(opened)


def cancel_with_request(work: Work, event: RequestEvent, store: TaskStore[T]) -> None:
    """The request is over: its task here, if it has not ended, is cancelled. An ended one is left alone.

    For a settled request is also the echo of our own task's end. Raises `NotYet` while the task is not here.
    """
    known = store.tasks_of_request(work.session, event.subject)
    if all(task.id != event.request.task_id for task in known):
        raise NotYet(f"task {event.request.task_id} is not open yet")
    outcome = "settled_without_task" if isinstance(event, RequestSettled) else "request_withdrawn"
    for task in known:
        if not task.ended:
            work.emit(task.cancel_with_request(event.occurred_at, outcome))


def task_to_change(work: Work, said: Change, store: TaskStore[T]) -> tuple[T, datetime]:
    """The task a caller may change, in the version they saw, and the moment of the change."""
    task = store.task_to_change(work.session, said.id)
    work.authorise(task.area_code, store.what, store.what_zh)
    work.expect(said.version, task.sequence)
    return task, work.moment(said.at, task.area_code)


def cancel_task(work: Work, said: CancelTask, store: TaskStore[T]) -> T:
    """Give a task up, with the reason."""
    task, at = task_to_change(work, said, store)
    work.emit(task.cancel(at, said.reason))
    return task


def get_task(work: Work, said: GetTask, store: TaskStore[T]) -> T:
    """The task, for anyone with one of the call's roles at its area."""
    task = store.task_of(work.session, said.id)
    work.authorise(task.area_code, store.what, store.what_zh)
    return task


def caller_of(work: Work) -> UUID:
    """The account that acts; only for calls, which always have one."""
    assert work.principal is not None, "an event is not a caller"
    return work.principal.account_id
