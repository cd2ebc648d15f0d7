"""Every question about requests."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from linli.db import for_change, get_to_change
from linli.errors import existing
from services.hotline.domain.request import Request
from services.hotline.tables.request import REQUEST


def find_request(session: Session, request_id: UUID) -> Request | None:
    """The request, if there is one."""
    return session.get(Request, request_id)


def request_of(session: Session, request_id: UUID) -> Request:
    """The request; raises `NotFound`."""
    return existing(find_request(session, request_id), "request", "诉求")


def request_to_change(session: Session, request_id: UUID) -> Request:
    """The request, kept from others until the transaction ends; raises `NotFound`."""
    return existing(get_to_change(session, Request, request_id), "request", "诉求")


def request_of_task(session: Session, task_id: UUID) -> Request | None:
    """The request that asked for this task and still wants it, kept from others; None when it asked anew since."""
    return session.scalars(_of_task(), {"of_task": task_id}).one_or_none()


@functools.cache
def _of_task() -> Select[Request]:
    """Made once, when requests are mapped: it is asked with every end of a task."""
    return for_change(select(Request).where(REQUEST.c.task_id == bindparam("of_task")))


def titles_of(session: Session, ids: Sequence[UUID]) -> Sequence[Row[UUID, str, str, str, float | None, float | None]]:
    """Id, tracking code, title, area and place of these requests, of those that there are."""
    named = (REQUEST.c.id, REQUEST.c.tracking_code, REQUEST.c.title, REQUEST.c.area_code)
    shown = (*named, REQUEST.c.latitude, REQUEST.c.longitude)
    return session.execute(select(*shown).where(REQUEST.c.id.in_(ids))).all()


def due_after(session: Session, moment: datetime, after: UUID | None, limit: int) -> Sequence[UUID]:
    """Requests that have not ended and have a clock due after this moment, by id, those after the id `after`."""
    wanted = select(REQUEST.c.id).where(*_due_after(moment))
    if after is not None:
        wanted = wanted.where(REQUEST.c.id > after)
    return session.scalars(wanted.order_by(REQUEST.c.id).limit(limit)).all()


def count_due_after(session: Session, moment: datetime) -> int:
    """How many requests `due_after` knows."""
    return session.scalar(select(func.count()).select_from(REQUEST).where(*_due_after(moment))) or 0


def _due_after(moment: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    due = or_(*(REQUEST.c[name] > moment for name in ("sign_due_at", "answer_due_at", "settle_due_at")))
    return REQUEST.c.ended_at.is_(None), due


def request_from(session: Session, source_ref: str) -> Request | None:
    """The request that was imported from this source record."""
    return session.scalars(select(Request).where(REQUEST.c.source_ref == source_ref)).one_or_none()


def save(session: Session, request: Request) -> None:
    """Keep a new request."""
    session.add(request)
    session.flush()
