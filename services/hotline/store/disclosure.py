"""What is asked of disclosures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, literal, select, tuple_
from sqlalchemy.orm import Session

from linli import cursors
from linli.paging import below
from services.hotline.domain.disclosure import Disclosure
from services.hotline.tables.disclosure import DISCLOSURE
from services.hotline.tables.request import REQUEST


def add(session: Session, disclosure: Disclosure) -> None:
    """Keep that a contact was shown."""
    session.add(disclosure)
    session.flush()


def disclosures_of(session: Session, request_id: UUID) -> list[Disclosure]:
    """Every disclosure of a request's contact, the latest first."""
    wanted = select(Disclosure).where(DISCLOSURE.c.request_id == request_id)
    return list(session.scalars(wanted.order_by(DISCLOSURE.c.at.desc(), DISCLOSURE.c.id)))


def page(
    session: Session, area_code: str, account_id: UUID | None, cursor: str | None, limit: int
) -> tuple[Sequence[Row[Any]], str | None]:
    """Disclosures of an area's requests, the latest first, with how each request is called; and what follows them.

    Raises `Invalid` for a cursor that is none.
    """
    named = REQUEST.c.tracking_code, REQUEST.c.title, REQUEST.c.area_code
    wanted = select(DISCLOSURE, *named).join(REQUEST, REQUEST.c.id == DISCLOSURE.c.request_id)
    wanted = wanted.where(below(REQUEST.c.path, area_code))
    if account_id is not None:
        wanted = wanted.where(DISCLOSURE.c.account_id == account_id)
    order = DISCLOSURE.c.at, DISCLOSURE.c.id
    if cursor is not None:
        moment, last = cursors.read(cursor)
        wanted = wanted.where(tuple_(*order) < tuple_(literal(moment, order[0].type), literal(last, order[1].type)))
    found = session.execute(wanted.order_by(*(one.desc() for one in order)).limit(limit + 1)).all()
    shown = found[:limit]
    return shown, cursors.write((shown[-1].at, shown[-1].id)) if len(found) > limit else None
