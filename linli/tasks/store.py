"""Every question a service asks its table of tasks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar
from uuid import UUID

from sqlalchemy import Select, Table, bindparam, select
from sqlalchemy.orm import Session

from linli.db import for_change, get_to_change, take_turn
from linli.errors import existing
from linli.tasks.aggregate import Task

T = TypeVar("T", bound=Task)


class TaskStore(Generic[T]):
    """The tasks of one service; `what` and `what_zh` name one to a person."""

    def __init__(self, kind: type[T], table: Table, what: str, what_zh: str) -> None:
        self.kind = kind
        self.table = table
        self.what = what
        self.what_zh = what_zh
        self._of_request: Select[T] | None = None

    def task_of(self, session: Session, task_id: UUID) -> T:
        """The task; raises `NotFound`."""
        return existing(session.get(self.kind, task_id), self.what, self.what_zh)

    def find(self, session: Session, task_id: UUID) -> T | None:
        """The task, if there is one."""
        return session.get(self.kind, task_id)

    def task_to_change(self, session: Session, task_id: UUID) -> T:
        """The task, kept from others until the transaction ends; raises `NotFound`."""
        return existing(get_to_change(session, self.kind, task_id), self.what, self.what_zh)

    def tasks_of_request(self, session: Session, request_id: UUID) -> Sequence[T]:
        """Every task this request ever called for, kept from others until the transaction ends, latest first.

        Events of one request take turns here, for a task that another transaction is about to add cannot be locked.
        """
        take_turn(session, request_id)
        if self._of_request is None:  # made once, when the kind is mapped: it is asked with every event of a request
            wanted = select(self.kind).where(self.table.c.request_id == bindparam("of_request"))
            self._of_request = for_change(wanted.order_by(self.table.c.request_sequence.desc()))
        return session.scalars(self._of_request, {"of_request": request_id}).all()

    def save(self, session: Session, task: T) -> None:
        """Keep a new task."""
        session.add(task)
        session.flush()
