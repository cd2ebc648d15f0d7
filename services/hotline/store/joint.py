"""Every question about helping units."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from linli.errors import not_found
from services.hotline.domain.joint import Helper
from services.hotline.tables.joint import HELPER


def helper_of(session: Session, request_id: UUID, helper_id: UUID) -> Helper:
    """The helping unit's part of this request, which must be locked by now; raises `NotFound`."""
    found = session.get(Helper, helper_id)
    if found is None or found.request_id != request_id:
        raise not_found("helping unit of this request", "协办任务")
    return found


def helpers_of(session: Session, request_id: UUID) -> Sequence[Helper]:
    """The helping units of a request, in the order they were asked."""
    return session.scalars(select(Helper).where(HELPER.c.request_id == request_id).order_by(HELPER.c.number)).all()


def save(session: Session, helper: Helper) -> None:
    """Keep a new helping unit."""
    session.add(helper)
