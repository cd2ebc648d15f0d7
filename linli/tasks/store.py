"""Every question a service asks its table of tasks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar
from uuid import UUID

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from linli.errors import NotFound, not_found
from linli.tasks.aggregate import Task

T = TypeVar("T", bound=Task)


class TaskStore(Generic[T]):
    """The tasks of one service; `what` and `what_zh` name one to a person."""

    def __init__(self, kind: type[T], table: Table, what: str, what_zh: str) -> None:
        self.kind = kind
        self.table = table
        self.what = what
        self.what_zh = what_zh

    def task_of(self, session: Session, task_id: UUID) -> T:
        """The task; raises `NotFound`."""
        return self._found(session.get(self.kind, task_id))

    def task_to_change(self, session: Session, task_id: UUID) -> T:
        """The task, kept from others until the transaction ends; raises `NotFound`."""
        return self._found(session.get(self.kind, task_id, with_for_update=True))

    def tasks_of_request(self, session: Session, request_id: UUID) -> Sequence[T]:
        """Every task this request ever called for, kept from others until the transaction ends, latest first.

        Events of one request take turns here, for a task that another transaction is about to add cannot be locked.
        """
        if session.get_bind().dialect.name == "postgresql":
            turn = int.from_bytes(request_id.bytes[:8], signed=True)
            session.execute(select(func.pg_advisory_xact_lock(turn)))
        wanted = select(self.kind).where(self.table.c.request_id == request_id)
        return session.scalars(wanted.order_by(self.table.c.request_sequence.desc()).with_for_update()).all()

    def save(self, session: Session, task: T) -> None:
        """Keep a new task."""
        session.add(task)
        session.flush()

    def _found(self, task: T | None) -> T:
        if task is None:
            raise self.missing()
        return task

    def missing(self) -> NotFound:
        """The answer for a task that is not there."""
        return not_found(self.what, self.what_zh)
