"""Every question about return calls."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from linli.areas import path_of
from linli.contracts.hotline.return_calls import ListReturnCalls, ReturnCallState
from linli.contracts.hotline.telephone import CallOutcome
from linli.db import for_change, get_to_change, insert_if_new
from linli.errors import existing
from linli.paging import page_of
from services.hotline.domain.call import Call
from services.hotline.domain.return_call import ReturnCall
from services.hotline.tables.calls import CALL
from services.hotline.tables.telephone import RETURN_CALL


def return_call_to_change(session: Session, return_call_id: UUID) -> ReturnCall:
    """The return call, kept from others until the transaction ends; raises `NotFound`."""
    return existing(get_to_change(session, ReturnCall, return_call_id), "return call", "回拨任务")


def open_return_call(session: Session, area_code: str, number: str) -> ReturnCall | None:
    """The return call of this (sealed) number that is not done, kept from others until the transaction ends."""
    return session.scalars(for_change(_open(area_code, number))).one_or_none()


def waiting_return_call(session: Session, number: str, area_code: str) -> ReturnCall | None:
    """The same, only to be shown."""
    return session.scalars(_open(area_code, number)).one_or_none()


def _open(area_code: str, number: str) -> Select[ReturnCall]:
    columns = RETURN_CALL.c
    mine = columns.area_code == area_code, columns.number == number
    return select(ReturnCall).where(*mine, columns.state != ReturnCallState.DONE)


def ensure_return_call(session: Session, made: ReturnCall) -> ReturnCall:
    """The return call of this number that is not done; `made` becomes it when there is none."""
    found = open_return_call(session, made.area_code, made.number)
    if found is None:
        insert_if_new(session, RETURN_CALL, dataclasses.asdict(made))
        found = open_return_call(session, made.area_code, made.number)
    assert found is not None
    return found


def spoken_since(session: Session, area_code: str, number: str, moment: datetime) -> bool:
    """Whether anybody spoke with this (sealed) number on a call answered at the moment or later."""
    wanted = select(CALL.c.id).where(
        CALL.c.number == number, CALL.c.area_code == area_code, CALL.c.answered_at >= moment
    )
    return session.execute(wanted.limit(1)).first() is not None


def last_missed(session: Session, besides: Call) -> datetime | None:
    """When this number's last other call that nobody answered was over."""
    missed = (CALL.c.number == besides.number, CALL.c.area_code == besides.area_code, CALL.c.id != besides.id)
    unanswered = CALL.c.outcome.in_((CallOutcome.MISSED, CallOutcome.ABANDONED))
    found: datetime | None = session.scalar(select(func.max(CALL.c.ended_at)).where(*missed, unanswered))
    return found


def list_return_calls(session: Session, asked: ListReturnCalls) -> tuple[Sequence[ReturnCall], str | None]:
    """The return calls of a page, the first due first, and the cursor of the next."""
    columns = RETURN_CALL.c
    paths = [path_of(code) for code in asked.areas]
    wanted = select(ReturnCall).where(
        columns.district.in_(sorted({path.partition("/")[0] for path in paths})),
        or_(*(columns.path.startswith(path) for path in paths)),
        columns.state == asked.state if asked.state else columns.state != ReturnCallState.DONE,
    )
    return page_of(session, wanted, (columns.due_at, columns.id), asked.cursor, asked.limit, oldest_first=True)
