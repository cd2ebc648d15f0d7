"""Every question asked of the projections.

A request is late when it was settled (or, never settled, ended) after `settle_due_at`, or is neither and that is past.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, false, func, select, text
from sqlalchemy.orm import Session

from gateway.projections.figures import figures
from gateway.projections.paging import Conditions, Listing, page_of
from gateway.projections.scopes import widest, within
from gateway.projections.tables import CLIMBED, REQUEST_ROW, TASK_ROW, TIMELINE_ROW, WARNED
from gateway.projections.views import Page, RequestFilter, RequestRow, TaskFilter, TaskRow, TimelineEntry
from linli.clock import now
from linli.contracts.hotline.clocks import Stage
from linli.contracts.hotline.words import ENDED, TaskService
from linli.db import Asked

__all__ = ["count_requests", "figures", "find_request_row", "find_task_row", "list_requests", "list_tasks", "timeline"]

_REQUEST = REQUEST_ROW.c
_TASK = TASK_ROW.c


def list_requests(
    session: Asked,
    scopes: Sequence[str],
    filters: RequestFilter,
    cursor: str | None,
    limit: int,
    moment: datetime | None = None,
) -> Page[RequestRow]:
    """The newest `limit` requests after `cursor` in these areas and below; late as of `moment` (now, unless given).

    Raises `Invalid` for a cursor or scope that is none.
    """
    moment = moment or now()
    listing = Listing(REQUEST_ROW, _request_conditions(filters), _request_lateness(filters.late, moment))
    found, after = page_of(session, listing, scopes, cursor, limit)
    return Page(tuple(_request_row(row, moment) for row in found), after)


def count_requests(
    session: Session, scopes: Sequence[str], filters: RequestFilter, moment: datetime | None = None
) -> int:
    """How many requests `list_requests` would show in all its pages."""
    conditions = _request_conditions(filters)
    alternatives = _request_lateness(filters.late, moment or now())
    return sum(
        session.scalar(
            select(func.count()).select_from(REQUEST_ROW).where(within(REQUEST_ROW, scope), *conditions, *one)
        )
        or 0
        for scope in widest(scopes)
        for one in alternatives
    )


def list_tasks(
    session: Asked,
    service: TaskService,
    scopes: Sequence[str],
    filters: TaskFilter,
    cursor: str | None,
    limit: int,
    moment: datetime | None = None,
) -> Page[TaskRow]:
    """The newest `limit` tasks of a service after `cursor` in these areas and below; else as `list_requests`."""
    moment = moment or now()
    conditions = [_TASK.service == service, *_task_conditions(filters)]
    listing = Listing(TASK_ROW, conditions, _task_lateness(filters.late, moment))
    found, after = page_of(session, listing, scopes, cursor, limit)
    return Page(tuple(_task_row(row, moment) for row in found), after)


def find_request_row(session: Asked, request_id: UUID, moment: datetime | None = None) -> RequestRow | None:
    """The request as lists show it, if it has arrived here."""
    row = session.execute(select(REQUEST_ROW).where(_REQUEST.id == request_id)).one_or_none()
    return _request_row(row, moment or now()) if row else None


def find_task_row(session: Session, task_id: UUID, moment: datetime | None = None) -> TaskRow | None:
    """The task as lists show it, if it has arrived here."""
    row = session.execute(select(TASK_ROW).where(_TASK.id == task_id)).one_or_none()
    return _task_row(row, moment or now()) if row else None


def timeline(session: Session, request_id: UUID) -> list[TimelineEntry]:
    """The events that made the request what it is, its own and its tasks', in the order they happened.

    Of the same moment, what came here first comes first, and each thing's own events keep their order.
    """
    told = TIMELINE_ROW.c
    columns = [told[field.name] for field in dataclasses.fields(TimelineEntry)]
    same = (told.subject, told.occurred_at)
    came = func.max(told.received_at).over(partition_by=same, order_by=told.sequence)
    order = (told.occurred_at, came, told.sequence, told.source)
    rows = session.execute(select(*columns).where(told.request_id == request_id).order_by(*order))
    return [TimelineEntry(**row._mapping) for row in rows]


def _equal(pairs: Sequence[tuple[ColumnElement[Any], Any]]) -> Conditions:
    return [column == wanted for column, wanted in pairs if wanted is not None]


def _openness(column: ColumnElement[Any], wanted: bool | None) -> Conditions:
    """Whether the moment in this column is still to come."""
    if wanted is None:
        return []
    return [column.is_(None) if wanted else column.is_not(None)]


def _request_conditions(filters: RequestFilter) -> Conditions:
    """A state that only open requests have says so too, for the index of open requests is small."""
    found = _equal(
        [
            (_REQUEST.state, filters.state),
            (_REQUEST.category, filters.category),
            (_REQUEST.service, filters.service),
            (_REQUEST.kind, filters.kind),
        ]
    )
    if filters.state is not None and filters.state not in ENDED:
        found += _openness(_REQUEST.ended_at, True)
    if filters.supervised is not None:
        found += _openness(_REQUEST.supervised_at, not filters.supervised)
    return found + _time_conditions(filters) + _openness(_REQUEST.ended_at, filters.open)


def _time_conditions(filters: RequestFilter) -> Conditions:
    """Each condition says that of its small index too."""
    found = _equal([(_REQUEST.stage, filters.stage)])
    if filters.stage not in (None, Stage.ON_TIME):
        found.append(text(WARNED))  # type: ignore[arg-type]  # a condition as much as any
    if filters.escalated is not None:
        climbed = CLIMBED.get(filters.escalated)
        found.append(text(climbed) if climbed else false())  # type: ignore[arg-type]  # a condition as much as any
    return found


def _task_conditions(filters: TaskFilter) -> Conditions:
    pairs = [(_TASK.state, filters.state), (_TASK.category, filters.category), (_TASK.request_id, filters.request_id)]
    return _equal(pairs) + _openness(_TASK.ended_at, filters.open)


def _request_lateness(wanted: bool | None, moment: datetime) -> list[Conditions]:
    """The alternatives, no row in two of them, each with an index of its own."""
    return _lateness(wanted, REQUEST_ROW.c.was_late, REQUEST_ROW.c.stopped_at, REQUEST_ROW.c.settle_due_at, moment)


def _task_lateness(wanted: bool | None, moment: datetime) -> list[Conditions]:
    return _lateness(wanted, TASK_ROW.c.was_late, TASK_ROW.c.ended_at, TASK_ROW.c.due_at, moment)


def _lateness(
    wanted: bool | None,
    was: ColumnElement[bool],
    stopped: ColumnElement[Any],
    due: ColumnElement[Any],
    moment: datetime,
) -> list[Conditions]:
    if wanted is None:
        return [[]]
    if wanted:
        return [[was], [stopped.is_(None), due < moment]]
    return [[~was, stopped.is_not(None)], [stopped.is_(None), due >= moment]]


def _request_row(row: Row[Any], moment: datetime) -> RequestRow:
    late = row.was_late or (row.stopped_at is None and row.settle_due_at < moment)
    kept = {f.name: getattr(row, f.name) for f in dataclasses.fields(RequestRow) if f.name != "late"}
    return RequestRow(**kept, late=late)


def _task_row(row: Row[Any], moment: datetime) -> TaskRow:
    late = row.was_late or (row.ended_at is None and row.due_at < moment)
    kept = {f.name: getattr(row, f.name) for f in dataclasses.fields(TaskRow) if f.name != "late"}
    return TaskRow(**kept, late=late)
