"""Every question about requests that were merged or linked."""

from __future__ import annotations

import functools
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, bindparam, delete, func, select
from sqlalchemy.orm import Session

from linli.db import for_change, insert_if_new
from services.hotline.domain.request import Request
from services.hotline.tables.merging import REQUEST_LINK
from services.hotline.tables.request import REQUEST


def requests_to_change(session: Session, ids: Collection[UUID]) -> dict[UUID, Request]:
    """Those of these requests that there are, by id, kept from others until the transaction ends.

    They are locked in the order of their ids, so that two who want the same ones never wait for each other.
    """
    wanted = for_change(select(Request).where(REQUEST.c.id.in_(ids)).order_by(REQUEST.c.id))
    return {one.id: one for one in session.scalars(wanted)}


@functools.cache
def _merged_into() -> Select[Request]:
    """The requests merged into the one `of_request`, also by way of others. Made once: every message asks it."""
    direct = select(REQUEST.c.id).where(REQUEST.c.merged_into == bindparam("of_request"))
    part = direct.cte("part", recursive=True)
    part = part.union(select(REQUEST.c.id).where(REQUEST.c.merged_into == part.c.id))
    mine = select(Request).where(REQUEST.c.id.in_(select(part.c.id)))
    return mine.order_by(REQUEST.c.opened_at, REQUEST.c.id)


def merged_into(session: Session, request_id: UUID) -> Sequence[Request]:
    """All requests merged into this one, also by way of others, the first opened first."""
    return session.scalars(_merged_into(), {"of_request": request_id}).all()


def number_merged_into(session: Session, request_id: UUID) -> int:
    """How many requests were merged straight into this one."""
    mine = select(func.count()).select_from(REQUEST).where(REQUEST.c.merged_into == request_id)
    return session.scalar(mine) or 0


def link(session: Session, one: UUID, other: UUID, at: datetime, by: UUID | None, note: str) -> None:
    """Keep that the two are related; once, whichever is named first."""
    first, second = sorted((one, other))
    made = {"linked_at": at, "account_id": by, "note": note}
    insert_if_new(session, REQUEST_LINK, {"first_id": first, "second_id": second, **made})


def unlink(session: Session, one: UUID, other: UUID) -> None:
    """Forget that the two are related."""
    first, second = sorted((one, other))
    which = REQUEST_LINK.c.first_id == first, REQUEST_LINK.c.second_id == second
    session.execute(delete(REQUEST_LINK).where(*which))


def linked_with(session: Session, request_id: UUID) -> Sequence[Request]:
    """The requests linked with this one, the first opened first."""
    theirs = select(REQUEST_LINK.c.second_id).where(REQUEST_LINK.c.first_id == request_id)
    ours = select(REQUEST_LINK.c.first_id).where(REQUEST_LINK.c.second_id == request_id)
    linked = select(Request).where(REQUEST.c.id.in_(theirs.union(ours)))
    return session.scalars(linked.order_by(REQUEST.c.opened_at, REQUEST.c.id)).all()
