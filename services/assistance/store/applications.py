"""Every question about applications."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from linli.contracts.assistance.applications import (
    ApplicationAction,
    ApplicationState,
    ClockName,
    ListApplications,
    ListPostings,
)
from linli.db import get
from linli.errors import existing
from linli.paging import below, page_of
from services.assistance.domain.application import Application, Step
from services.assistance.domain.procedure import UNDECIDED
from services.assistance.tables.application import APPLICATION, STEP

OVER = (ApplicationState.REFUSED, ApplicationState.STOPPED, ApplicationState.ENDED, ApplicationState.SETTLED)
IN_PROCEDURE = (
    ApplicationState.ACCEPTED,
    ApplicationState.SURVEYED,
    ApplicationState.POSTED,
    ApplicationState.OBJECTED,
    ApplicationState.FORWARDED,
    ApplicationState.REFUSED,
    ApplicationState.REFERRED,
)
"""The states in which a clock counts working days."""


def save(session: Session, *things: object) -> None:
    """Keep what is new or changed."""
    session.add_all(things)
    session.flush()


def application_of(session: Session, application_id: UUID, *, to_change: bool = False) -> Application:
    """The application; raises `NotFound`."""
    return existing(get(session, Application, application_id, to_change=to_change), "application", "申请")


def steps_of(session: Session, application_id: UUID) -> Sequence[Step]:
    """The steps that were taken, in their order."""
    wanted = select(Step).where(STEP.c.application_id == application_id)
    return session.scalars(wanted.order_by(STEP.c.number)).all()


def open_for(session: Session, household_id: UUID, program: str, *, once: bool = False) -> Application | None:
    """The application of a household for a program that is not over; what is given `once` is, as soon as it is paid."""
    over = (*OVER, ApplicationState.PAYING) if once else OVER
    wanted = select(Application).where(
        APPLICATION.c.household_id == household_id,
        APPLICATION.c.program == program,
        APPLICATION.c.state.not_in(over),
    )
    return session.scalars(wanted.limit(1)).one_or_none()


def in_procedure_after(session: Session, after: UUID | None, limit: int) -> Sequence[UUID]:
    """Applications whose statutory clocks may run, by id, those after the id `after`."""
    wanted = select(APPLICATION.c.id).where(APPLICATION.c.state.in_(IN_PROCEDURE))
    if after is not None:
        wanted = wanted.where(APPLICATION.c.id > after)
    return session.scalars(wanted.order_by(APPLICATION.c.id).limit(limit)).all()


def count_in_procedure(session: Session) -> int:
    """How many applications `in_procedure_after` knows."""
    return (
        session.scalar(select(func.count()).select_from(APPLICATION).where(APPLICATION.c.state.in_(IN_PROCEDURE))) or 0
    )


def drawn_of(session: Session, program: str, district: str) -> tuple[int, int]:
    """How many applications for a program came to a district, and how many of them were drawn by lot."""
    wanted = select(APPLICATION.c.drawn, func.count()).where(
        APPLICATION.c.program == program, APPLICATION.c.area_code.startswith(district), APPLICATION.c.drawn.is_not(None)
    )
    found = {bool(drawn): count for drawn, count in session.execute(wanted.group_by(APPLICATION.c.drawn))}
    return sum(found.values()), found.get(True, 0)


def under_way(session: Session, household_id: UUID) -> Sequence[Application]:
    """The applications of a household that are not decided yet, kept from others."""
    undecided = APPLICATION.c.state.in_([ApplicationState.FILED, *UNDECIDED])
    wanted = select(Application).where(APPLICATION.c.household_id == household_id, undecided)
    return session.scalars(wanted.order_by(APPLICATION.c.id).with_for_update()).all()


def steps_about(session: Session, household_id: UUID, actions: Iterable[ApplicationAction]) -> Sequence[Step]:
    """The steps of these kinds that were ever taken about a household's applications."""
    wanted = select(Step).join(Application, APPLICATION.c.id == STEP.c.application_id)
    return session.scalars(
        wanted.where(APPLICATION.c.household_id == household_id, STEP.c.action.in_(list(actions)))
    ).all()


def of_case(session: Session, case_id: UUID) -> bool:
    """Whether an application belongs to the case."""
    return session.scalar(select(APPLICATION.c.id).where(APPLICATION.c.case_id == case_id).limit(1)) is not None


def of_applicants(session: Session, persons: Sequence[UUID]) -> Sequence[Application]:
    """The applications of these persons, kept from others."""
    wanted = select(Application).where(APPLICATION.c.applicant_id.in_(persons)).order_by(APPLICATION.c.id)
    return session.scalars(wanted.with_for_update()).all()


def published(session: Session, asked: ListPostings, now: datetime) -> Sequence[Application]:
    """The applications of an area whose opinion hangs out, or that are paid; the latest first."""
    state = ApplicationState.PAYING if asked.paid else ApplicationState.POSTED
    wanted = select(Application).where(below(APPLICATION.c.path, asked.area_code), APPLICATION.c.state == state)
    found = session.scalars(wanted.order_by(APPLICATION.c.moved_at.desc(), APPLICATION.c.id).limit(asked.limit)).all()
    return [one for one in found if asked.paid or (one.due(ClockName.POSTING) or now) > now]


def page(session: Session, asked: ListApplications, now: datetime) -> tuple[list[Application], str | None]:
    """A page of an area's applications, newest first."""
    wanted = select(Application).where(below(APPLICATION.c.path, asked.area_code))
    if asked.state is not None:
        wanted = wanted.where(APPLICATION.c.state == asked.state)
    if asked.staff_relative is not None:
        wanted = wanted.where(APPLICATION.c.staff_relative == asked.staff_relative)
    if asked.visit_needed:
        drawn = or_(APPLICATION.c.staff_relative, APPLICATION.c.drawn, APPLICATION.c.tipped)
        wanted = wanted.where(APPLICATION.c.state == ApplicationState.FORWARDED, drawn, ~APPLICATION.c.visited)
    if asked.recheck_due:
        wanted = wanted.where(APPLICATION.c.recheck_at <= now)
    return page_of(session, wanted, (APPLICATION.c.filed_at, APPLICATION.c.id), asked.cursor, asked.limit)
