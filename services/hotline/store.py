"""Every question the hotline asks its database."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from linli.errors import not_found
from services.hotline.domain import Request
from services.hotline.tables import REQUEST


def find_request(session: Session, request_id: UUID) -> Request | None:
    """The request, if there is one."""
    return session.get(Request, request_id)


def request_of(session: Session, request_id: UUID) -> Request:
    """The request; raises `NotFound`."""
    found = find_request(session, request_id)
    if found is None:
        raise not_found("request", "诉求")
    return found


def request_to_change(session: Session, request_id: UUID) -> Request:
    """The request, kept from others until the transaction ends; raises `NotFound`."""
    found = session.get(Request, request_id, with_for_update=True)
    if found is None:
        raise not_found("request", "诉求")
    return found


def request_of_task(session: Session, task_id: UUID) -> Request | None:
    """The request that asked for this task and still wants it, kept from others; None when it asked anew since."""
    wanted = select(Request).where(REQUEST.c.task_id == task_id).with_for_update()
    return session.scalars(wanted).one_or_none()


def request_from(session: Session, source_ref: str) -> Request | None:
    """The request that was imported from this source record."""
    return session.scalars(select(Request).where(REQUEST.c.source_ref == source_ref)).one_or_none()


def save(session: Session, request: Request) -> None:
    """Keep a new request."""
    session.add(request)
    session.flush()
