"""Every question about alarms."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from linli.contracts.grid.alarms import AlarmKind, AlarmState, ListAlarms
from linli.db import for_change, get_to_change
from linli.errors import existing
from linli.paging import below, page_of
from services.grid.domain.alarm import Alarm
from services.grid.tables.alarms import ALARM


def find_alarm(session: Session, alarm_id: UUID) -> Alarm | None:
    """The alarm, kept from others until the transaction ends, if there is one."""
    return get_to_change(session, Alarm, alarm_id)


def alarm_of(session: Session, alarm_id: UUID) -> Alarm:
    """As `find_alarm`; raises `NotFound`."""
    return existing(find_alarm(session, alarm_id), "alarm", "告警")


def open_of_round(session: Session, round_id: UUID, kind: AlarmKind) -> list[Alarm]:
    """The open alarms of this kind of a round, kept from others."""
    columns = ALARM.c
    wanted = select(Alarm).where(columns.round_id == round_id, columns.kind == kind, columns.state == AlarmState.OPEN)
    return list(session.scalars(for_change(wanted)))


def open_about(session: Session, about: UUID, kind: AlarmKind) -> list[Alarm]:
    """The open alarms of this kind about something that is no round, kept from others."""
    columns = ALARM.c
    wanted = select(Alarm).where(columns.about == about, columns.kind == kind, columns.state == AlarmState.OPEN)
    return list(session.scalars(for_change(wanted)))


def open_among(session: Session, about: Collection[UUID], kind: AlarmKind) -> set[UUID]:
    """About which of these an alarm of this kind is open."""
    columns = ALARM.c
    of_kind = (columns.about.in_(list(about)), columns.kind == kind, columns.state == AlarmState.OPEN)
    return set(session.scalars(select(columns.about).where(*of_kind)))


def alarm_page(session: Session, asked: ListAlarms) -> tuple[list[Alarm], str | None]:
    """A page of an area's alarms, the latest first."""
    columns = ALARM.c
    wanted = select(Alarm).where(below(columns.path, asked.area_code))
    if asked.state is not None:
        wanted = wanted.where(columns.state == asked.state)
    return page_of(session, wanted, (columns.raised_at, columns.id), asked.cursor, asked.limit)


def known_alarms(session: Session, ids: Collection[UUID]) -> set[UUID]:
    """Those of these alarms that there are."""
    return set(session.scalars(select(ALARM.c.id).where(ALARM.c.id.in_(list(ids)))))


def save(session: Session, *made: Alarm) -> None:
    """Keep new alarms."""
    session.add_all(made)
    session.flush()
