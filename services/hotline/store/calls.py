"""Every question about calls."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from linli.areas import path_of
from linli.contracts.hotline.calls import ListCalls
from linli.contracts.hotline.telephone import CallDirection, CallOutcome
from linli.db import get_to_change, insert_if_new
from linli.errors import existing
from linli.paging import page_of
from services.hotline.domain.call import Call, CallFact
from services.hotline.domain.request import Request
from services.hotline.tables.calls import CALL, CALL_FACT, CALL_REQUEST
from services.hotline.tables.request import REQUEST


def call_of(session: Session, call_id: UUID) -> Call:
    """The call; raises `NotFound`."""
    return existing(session.get(Call, call_id), "call", "来电")


def find_call(session: Session, call_id: UUID) -> Call | None:
    """The call, if it was reported already."""
    return session.get(Call, call_id)


def call_told_of(session: Session, first: Call) -> Call:
    """The call that was reported, kept from others until the transaction ends; `first` becomes it if it is new."""
    found = get_to_change(session, Call, first.id)
    if found is None:
        insert_if_new(session, CALL, dataclasses.asdict(first))
        found = get_to_change(session, Call, first.id)
    assert found is not None
    return found


def keep_fact(session: Session, fact: CallFact) -> None:
    """Keep what was reported; once for each sign."""
    session.add(fact)
    session.flush()


def facts_of(session: Session, call_id: UUID) -> Sequence[CallFact]:
    """Everything that was reported of a call."""
    return session.scalars(select(CallFact).where(CALL_FACT.c.call_id == call_id)).all()


def within(areas: Sequence[str]) -> ColumnElement[bool]:
    """Calls of these areas and below; the district comes first, for the indexes begin with it."""
    paths = [path_of(code) for code in areas]
    districts = sorted({path.partition("/")[0] for path in paths})
    return and_(CALL.c.district.in_(districts), or_(*(CALL.c.path.startswith(path) for path in paths)))


def list_calls(session: Session, asked: ListCalls) -> tuple[list[Call], str | None]:
    """The latest calls of a page, and the cursor of the next."""
    wanted = select(Call).where(within(asked.areas))
    for name in ("direction", "state", "outcome", "queue", "agent_id"):
        value = getattr(asked, name)
        if value is not None:
            wanted = wanted.where(CALL.c[name] == value)
    return page_of(session, wanted, (CALL.c.rang_at, CALL.c.id), asked.cursor, asked.limit)


def bind(session: Session, call_id: UUID, request_id: UUID, at: datetime) -> None:
    """Keep that the request was made on the call; once."""
    insert_if_new(session, CALL_REQUEST, {"call_id": call_id, "request_id": request_id, "bound_at": at})


def requests_on(session: Session, calls: Sequence[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """The requests made on each of these calls."""
    found: dict[UUID, tuple[UUID, ...]] = dict.fromkeys(calls, ())
    wanted = select(CALL_REQUEST).where(CALL_REQUEST.c.call_id.in_(calls)).order_by(CALL_REQUEST.c.bound_at)
    for row in session.execute(wanted):
        found[row.call_id] += (row.request_id,)
    return found


def requests_from(session: Session, number: str, area_code: str, most: int) -> Sequence[Request]:
    """The newest requests of the caller with this (sealed) number in the area."""
    return session.scalars(_requests(number, area_code).order_by(REQUEST.c.opened_at.desc()).limit(most)).all()


def open_requests_from(session: Session, number: str, area_code: str, most: int) -> Sequence[Request]:
    """Their requests that have not ended, the oldest first."""
    wanted = _requests(number, area_code).where(REQUEST.c.ended_at.is_(None))
    return session.scalars(wanted.order_by(REQUEST.c.opened_at).limit(most)).all()


def _requests(number: str, area_code: str) -> Select[Request]:
    return select(Request).where(REQUEST.c.contact_phone == number, REQUEST.c.path.startswith(path_of(area_code)))


@dataclass(frozen=True)
class Frequency:
    """How often somebody called in some time."""

    calls: int
    missed: int


def calls_with(session: Session, number: str, area_code: str, before: datetime, most: int) -> Sequence[Call]:
    """The newest calls from or to this (sealed) number before the moment."""
    wanted = select(Call).where(CALL.c.number == number, CALL.c.rang_at < before, within([area_code]))
    return session.scalars(wanted.order_by(CALL.c.rang_at.desc()).limit(most)).all()


def frequency(session: Session, number: str, area_code: str, since: datetime, before: datetime) -> Frequency:
    """How often this (sealed) number called in between the moments, and how often nobody answered."""
    missed = CALL.c.outcome.in_([CallOutcome.MISSED, CallOutcome.ABANDONED])
    row = session.execute(
        select(func.count(), func.sum(case((missed, 1), else_=0))).where(
            CALL.c.number == number,
            CALL.c.direction == CallDirection.IN,
            CALL.c.rang_at >= since,
            CALL.c.rang_at < before,
            within([area_code]),
        )
    ).one()
    return Frequency(int(row[0]), int(row[1] or 0))
