"""Every question about assessments, plans of care and visits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from linli.contracts.assistance.care import CarePlanState, ListCarePlans, VisitState
from linli.db import get
from linli.errors import existing
from linli.paging import below, page_of
from services.assistance.domain.care import Assessment, Plan, Visit
from services.assistance.tables.care import ASSESSMENT, PLAN, VISIT


def save(session: Session, *things: object) -> None:
    """Keep what is new."""
    session.add_all(things)
    session.flush()


def assessments_of(session: Session, person_id: UUID) -> Sequence[Assessment]:
    """The assessments of a person, the latest first."""
    wanted = select(Assessment).where(ASSESSMENT.c.person_id == person_id)
    return session.scalars(wanted.order_by(ASSESSMENT.c.assessed_at.desc(), ASSESSMENT.c.id)).all()


def plan_of(session: Session, plan_id: UUID, *, to_change: bool = False) -> Plan:
    """The plan; raises `NotFound`."""
    return existing(get(session, Plan, plan_id, to_change=to_change), "care plan", "照护计划")


def open_plan(session: Session, person_id: UUID) -> Plan | None:
    """The plan of a person that has not ended."""
    wanted = select(Plan).where(PLAN.c.person_id == person_id, PLAN.c.state != CarePlanState.ENDED)
    return session.scalars(wanted.limit(1)).one_or_none()


def page(session: Session, asked: ListCarePlans) -> tuple[list[Plan], str | None]:
    """A page of an area's plans, the latest first."""
    wanted = select(Plan).where(below(PLAN.c.path, asked.area_code))
    if asked.state is not None:
        wanted = wanted.where(PLAN.c.state == asked.state)
    return page_of(session, wanted, (PLAN.c.planned_at, PLAN.c.id), asked.cursor, asked.limit)


def visit_of(session: Session, visit_id: UUID) -> Visit:
    """The visit, kept from others; raises `NotFound`."""
    return existing(find_visit(session, visit_id), "visit", "服务")


def find_visit(session: Session, visit_id: UUID) -> Visit | None:
    """The visit, kept from others, if there is one."""
    return get(session, Visit, visit_id, to_change=True)


def visits_between(session: Session, plan_id: UUID, since: datetime, until: datetime) -> Sequence[Visit]:
    """The visits of a plan that begin between two moments."""
    wanted = select(Visit).where(VISIT.c.plan_id == plan_id, VISIT.c.starts_at >= since, VISIT.c.starts_at < until)
    return session.scalars(wanted.order_by(VISIT.c.starts_at, VISIT.c.id)).all()


def visits_to_cancel(session: Session, plan_id: UUID, now: datetime) -> Sequence[Visit]:
    """The visits of a plan that have not begun, kept from others."""
    open_ones = VISIT.c.state.in_([VisitState.PLANNED, VisitState.TAKEN])
    wanted = select(Visit).where(VISIT.c.plan_id == plan_id, VISIT.c.starts_at > now, open_ones)
    return session.scalars(wanted.order_by(VISIT.c.id).with_for_update()).all()
