"""Which requests are a citizen's own, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, literal, select, tuple_
from sqlalchemy.orm import Session

from gateway.citizen_accounts import store
from gateway.citizen_accounts.tables import CITIZEN_REQUEST
from gateway.intake.tables import KEPT_REQUEST
from gateway.intaking import ACCEPTED
from gateway.projections.tables import REQUEST_ROW
from gateway.projections.views import Page
from linli import cursors
from linli.db import Asked, insert_if_new
from linli.sealing import Sealer

TITLE = "citizen-title"
"""What titles are sealed as."""

_OWN = CITIZEN_REQUEST.c


@dataclass(frozen=True, kw_only=True)
class OwnRequest:
    """One's own request in a list. While `state` is `accepted` the hotline has not got it yet."""

    tracking_code: str
    state: str
    title: str
    category: str | None
    filed_at: datetime
    settle_due_at: datetime | None
    ended_at: datetime | None


def add(session: Session, sealer: Sealer, citizen_id: UUID, **said: Any) -> None:
    """Make a request (`request_id`, `tracking_code`, `title`, `filed_at`) the citizen's own; a repeat does nothing.

    Nor is anything done for an account that was erased meanwhile: the request is followed by its code.
    """
    if not store.hold(session, citizen_id):
        return
    values = {**said, "citizen_id": citizen_id, "title": sealer.seal(said["title"], TITLE)}
    insert_if_new(session, CITIZEN_REQUEST, values)


def tail_of(session: Asked, sealer: Sealer, citizen: store.Citizen, request_id: UUID) -> str | None:
    """The last digits of the number that the citizen's own request was filed with; None when it is not their own."""
    wanted = select(_OWN.phone).where(_OWN.citizen_id == citizen.id, _OWN.request_id == request_id)
    row = session.execute(wanted).one_or_none()
    if row is None:
        return None
    return (sealer.open(row.phone, store.SEALED["phone"]) if row.phone else citizen.phone)[-4:]


def page_of(session: Session, sealer: Sealer, citizen_id: UUID, cursor: str | None, limit: int) -> Page[OwnRequest]:
    """The citizen's `limit` newest requests after the cursor. Raises `Invalid` for a cursor that is none."""
    columns = (CITIZEN_REQUEST, REQUEST_ROW.c.state, KEPT_REQUEST.c.state.label("kept_state"))
    times = (REQUEST_ROW.c.category, REQUEST_ROW.c.settle_due_at, REQUEST_ROW.c.ended_at)
    wanted = (
        select(*columns, *times)
        .join_from(CITIZEN_REQUEST, REQUEST_ROW, REQUEST_ROW.c.id == _OWN.request_id, isouter=True)
        .join(KEPT_REQUEST, KEPT_REQUEST.c.request_id == _OWN.request_id, isouter=True)
        .where(_OWN.citizen_id == citizen_id)
        .order_by(_OWN.filed_at.desc(), _OWN.request_id.desc())
        .limit(limit + 1)
    )
    if cursor is not None:
        filed_at, request_id = cursors.read(cursor)
        last = tuple_(literal(filed_at, _OWN.filed_at.type), literal(request_id, _OWN.request_id.type))
        wanted = wanted.where(tuple_(_OWN.filed_at, _OWN.request_id) < last)
    rows = session.execute(wanted).all()
    more = cursors.write((rows[limit - 1].filed_at, rows[limit - 1].request_id)) if len(rows) > limit else None
    return Page(tuple(_view(row, sealer) for row in rows[:limit]), more)


def _view(row: Row[Any], sealer: Sealer) -> OwnRequest:
    kept = "refused" if row.kept_state == "refused" else ACCEPTED
    return OwnRequest(
        tracking_code=row.tracking_code,
        state=row.state.value if row.state else kept,
        title=sealer.open(row.title, TITLE),
        category=row.category,
        filed_at=row.filed_at,
        settle_due_at=row.settle_due_at,
        ended_at=row.ended_at,
    )
