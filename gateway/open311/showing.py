"""Requests and their updates as the standard shows them to everybody: what, where, until when, and no words of people.

Titles, descriptions, exact places, pictures and what people write to each other stay inside: citizens write names and
addresses into them. A request is `closed` when it has ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from gateway.areas import store as areas
from gateway.areas.store import Area
from gateway.citizens.words import STEPS
from gateway.errors import chinese
from gateway.open311.asking import MOST, Period, Slice
from gateway.open311.services import Names
from gateway.projections.tables import REQUEST_ROW, TIMELINE_ROW
from linli.areas import ancestors
from linli.clock import local, now
from linli.contracts.hotline.words import RequestState

_ROW, _TOLD = REQUEST_ROW.c, TIMELINE_ROW.c
STATUSES = ("open", "closed")
NOTES: Mapping[RequestState, tuple[str, str]] = {
    RequestState.RECORDED: ("已登记", "recorded"),
    RequestState.PENDING_DISPATCH: ("待派单", "a unit is being found"),
    RequestState.DISPATCHED: ("已派单", "passed to a unit"),
    RequestState.SIGNED: ("已签收", "taken up by the unit"),
    RequestState.IN_PROGRESS: ("办理中", "in progress"),
    RequestState.WAITING: ("等待补充材料或第三方", "waiting for the citizen or a third party"),
    RequestState.DISPUTED: ("正在确定承办单位", "a unit is being found"),
    RequestState.SETTLED: ("已办结，待审核", "reported done"),
    RequestState.CALL_BACK: ("已办结，待回访", "done, the citizen is to be asked"),
    RequestState.CLOSED: ("已结案", "closed"),
    RequestState.WITHDRAWN: ("已撤回", "withdrawn"),
    RequestState.MERGED: ("已合并办理", "dealt with together with another"),
    RequestState.REFERRED: ("已转应急热线", "handed to an emergency line"),
}
_CLOSING = frozenset({"closed", "withdrawn", "merged", "referred"})
_TYPES = tuple(f"linli.hotline.{name}.v1" for name in STEPS)


def w3c(moment: datetime | None) -> str | None:
    """A moment in the form of the standard, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def in_period(
    session: Session,
    district: str,
    period: Period,
    services: Sequence[str] | None,
    statuses: Sequence[str] | None,
    part: Slice,
) -> list[Row[Any]]:
    """The requests made in this time, newest first."""
    conditions = [_ROW.district == district, _ROW.opened_at >= period.first, _ROW.opened_at <= period.last]
    if services is not None:
        conditions.append(_ROW.category.in_(services))
    if statuses is not None and set(statuses) != set(STATUSES):
        conditions.append(_status_is(statuses))
    wanted = select(REQUEST_ROW).where(*conditions).order_by(_ROW.opened_at.desc(), _ROW.id.desc())
    return list(session.execute(wanted.offset(part.skipped).limit(part.size)))


def _status_is(statuses: Sequence[str]) -> ColumnElement[bool]:
    return _ROW.ended_at.is_not(None) if "closed" in statuses else _ROW.ended_at.is_(None)


def named(session: Session, district: str, ids: Sequence[UUID]) -> list[Row[Any]]:
    """The requests with these ids, in their order."""
    found = session.execute(select(REQUEST_ROW).where(_ROW.district == district, _ROW.id.in_(set(ids))))
    by_id = {row.id: row for row in found}
    return [by_id[one] for one in dict.fromkeys(ids) if one in by_id]


def requests(session: Session, district: Area, rows: Sequence[Row[Any]], names: Names) -> list[Any]:
    """Rows as the standard shows them."""
    moved, places = _last_moves(session, rows), _places(session, district)
    return [_request(row, moved.get(row.id, row.opened_at), places, names) for row in rows]


def _last_moves(session: Session, rows: Sequence[Row[Any]]) -> dict[UUID, datetime]:
    ids = [row.id for row in rows]
    wanted = select(_TOLD.request_id, func.max(_TOLD.occurred_at)).where(_TOLD.request_id.in_(ids))
    return {row[0]: row[1] for row in session.execute(wanted.group_by(_TOLD.request_id))} if ids else {}


def _places(session: Session, district: Area) -> dict[str, str]:
    found = areas.all_under(session, district.code, local(now()).date())
    return {one.code: one.name for one in found}


def _request(row: Row[Any], moved: datetime, places: Mapping[str, str], names: Names) -> dict[str, Any]:
    path = [*ancestors(row.area_code), row.area_code][:3]
    unit = [*ancestors(row.unit_area), row.unit_area][:3]
    department = names.departments.get(row.department, row.department)
    return {
        "service_request_id": str(row.id),
        "status": "open" if row.ended_at is None else "closed",
        "status_notes": NOTES[row.state][0 if chinese() else 1],
        "service_name": names.services.get(row.category, row.category),
        "service_code": row.category,
        "description": None,
        "agency_responsible": f"{places.get(unit[-1], unit[-1])} {department}",
        "service_notice": None,
        "requested_datetime": w3c(row.opened_at),
        "updated_datetime": w3c(row.ended_at or moved),
        "expected_datetime": w3c(row.settle_due_at),
        "address": ", ".join(places.get(code, code) for code in reversed(path)),
        "address_id": path[-1],
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def updates(
    session: Session, district: str, period: Period, ids: Sequence[UUID] | None, part: Slice
) -> list[dict[str, Any]]:
    """What happened to requests in this time, oldest first, in words."""
    conditions = [
        _TOLD.source == "hotline",
        _TOLD.occurred_at >= period.first,
        _TOLD.occurred_at <= period.last,
        _TOLD.type.in_(_TYPES),
        _ROW.district == district,
    ]
    if ids is not None:
        conditions.append(_TOLD.request_id.in_(set(ids[:MOST])))
    wanted = select(TIMELINE_ROW).join(REQUEST_ROW, _ROW.id == _TOLD.request_id).where(*conditions)
    ordered = wanted.order_by(_TOLD.occurred_at, _TOLD.request_id, _TOLD.sequence)
    return [_update(row) for row in session.execute(ordered.offset(part.skipped).limit(part.size))]


def _update(row: Row[Any]) -> dict[str, Any]:
    name = row.type.removeprefix("linli.hotline.").rpartition(".")[0]
    return {
        "update_id": str(row.event_id),
        "service_request_id": str(row.request_id),
        "status": "closed" if name.partition(".")[2] in _CLOSING else "open",
        "updated_datetime": w3c(row.occurred_at),
        "description": STEPS[name][0 if chinese() else 1],
        "media_url": None,
    }


def known_statuses(given: Iterable[str]) -> bool:
    """Whether these are words of the standard."""
    return set(given) <= set(STATUSES)
