"""Every question about updates and ratings, and the request that a citizen's tracking code names."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from linli.db import for_change
from services.hotline.domain.request import Request
from services.hotline.domain.updates import Rating, Update
from services.hotline.tables.request import REQUEST
from services.hotline.tables.updates import RATING, UPDATE


def request_with_code(session: Session, tracking_code: str, *, to_change: bool = False) -> Request | None:
    """The request with this tracking code; `to_change`: kept from others until the transaction ends."""
    wanted = select(Request).where(REQUEST.c.tracking_code == tracking_code)
    return session.scalars(for_change(wanted) if to_change else wanted).one_or_none()


def updates_of(session: Session, request_id: UUID) -> list[Update]:
    """All that was written on the request, oldest first."""
    wanted = select(Update).where(UPDATE.c.request_id == request_id).order_by(UPDATE.c.number)
    return list(session.scalars(wanted))


def rating_of(session: Session, request_id: UUID) -> Rating | None:
    """The request's latest rating, if it has one."""
    wanted = select(Rating).where(RATING.c.request_id == request_id).order_by(RATING.c.reopenings.desc()).limit(1)
    return session.scalars(wanted).one_or_none()


def add(session: Session, written: Update | Rating) -> None:
    """Keep what was written."""
    session.add(written)
    session.flush()
