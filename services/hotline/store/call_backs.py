"""Every question about call-backs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, false, insert, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from linli import cursors
from linli.areas import tier_of
from linli.db import get, get_to_change
from linli.errors import existing
from services.hotline.domain.call_backs import CallBack
from services.hotline.tables.call_backs import CALL_BACK, CALL_BACK_TRY


def find_call_back(session: Session, call_back_id: UUID) -> CallBack | None:
    """The call-back, if there is one, kept from others until the transaction ends."""
    return get_to_change(session, CallBack, call_back_id)


def call_back_of(session: Session, call_back_id: UUID, *, to_change: bool = False) -> CallBack:
    """The call-back, as it is now and kept from others where it is to be changed; raises `NotFound`."""
    return existing(
        get(session, CallBack, call_back_id, to_change=to_change),
        "call-back",
        "回访任务",
    )


def open_call_backs_of(session: Session, request_id: UUID) -> Sequence[UUID]:
    """The ids of a request's call-backs that are not over."""
    mine = CALL_BACK.c.request_id == request_id, CALL_BACK.c.ending.is_(None)
    return session.scalars(select(CALL_BACK.c.id).where(*mine)).all()


def save(session: Session, call_back: CallBack) -> None:
    """Keep a new call-back."""
    session.add(call_back)
    session.flush()


def add_try(session: Session, call_back_id: UUID, **values: Any) -> None:
    """Keep what one try came to."""
    session.execute(insert(CALL_BACK_TRY).values(call_back_id=call_back_id, **values))


def tries_of(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[Row[Any]]]:
    """The tries of these call-backs, in their order."""
    wanted = select(CALL_BACK_TRY).where(CALL_BACK_TRY.c.call_back_id.in_(ids)).order_by(CALL_BACK_TRY.c.number)
    found: dict[UUID, list[Row[Any]]] = {one: [] for one in ids}
    for row in session.execute(wanted):
        found[row.call_back_id].append(row)
    return found


def due_call_backs(
    session: Session, scopes: Sequence[str], account: UUID, now: datetime, *, mine: bool, cursor: str | None, limit: int
) -> tuple[Sequence[CallBack], str | None]:
    """Those due at these areas and below that nobody else has in hand (or only one's own), and the next cursor."""
    columns = CALL_BACK.c
    own = columns.claimed_by == account
    free = own if mine else or_(columns.claimed_until.is_(None), columns.claimed_until <= now, own)
    wanted = select(CallBack).where(
        columns.ending.is_(None), columns.due_at <= now, free, or_(false(), *(_within(one) for one in scopes))
    )
    if mine:
        wanted = wanted.where(columns.claimed_until > now)
    if cursor is not None:
        due_at, call_back_id = cursors.read(cursor)
        last = tuple_(literal(due_at, columns.due_at.type), literal(call_back_id, columns.id.type))
        wanted = wanted.where(tuple_(columns.due_at, columns.id) > last)
    found = session.scalars(wanted.order_by(columns.due_at, columns.id).limit(limit + 1)).all()
    if len(found) <= limit:
        return found, None
    last_shown = found[limit - 1]
    assert last_shown.due_at is not None
    return found[:limit], cursors.write((last_shown.due_at, last_shown.id))


def _within(area_code: str) -> ColumnElement[bool]:
    """The rows at this area and below it; a cell has no column of its own."""
    same: ColumnElement[bool] = CALL_BACK.c.get(tier_of(area_code).value, CALL_BACK.c.area_code) == area_code
    return same
