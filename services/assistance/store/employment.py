"""Every question about seekers and the work they were offered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from linli.contracts.assistance.employment import ListSeekers
from linli.db import get
from linli.errors import existing
from linli.paging import below, page_of
from services.assistance.domain.employment import THRICE, Measure, Seeker, WorkOffer
from services.assistance.tables.employment import MEASURE, SEEKER, WORK_OFFER


def save(session: Session, *things: object) -> None:
    """Keep what is new."""
    session.add_all(things)
    session.flush()


def seeker_of(session: Session, seeker_id: UUID, *, to_change: bool = False) -> Seeker:
    """The seeker; raises `NotFound`."""
    return existing(get(session, Seeker, seeker_id, to_change=to_change), "seeker", "求职者")


def offer_of(session: Session, offer_id: UUID) -> WorkOffer:
    """The offer, kept from others; raises `NotFound`."""
    return existing(get(session, WorkOffer, offer_id, to_change=True), "offer", "岗位推荐")


def seekers_among(session: Session, persons: Iterable[UUID]) -> Sequence[Seeker]:
    """Those of these persons who are seekers."""
    return session.scalars(select(Seeker).where(SEEKER.c.person_id.in_(list(persons))).order_by(SEEKER.c.id)).all()


def offers_of(session: Session, seeker_id: UUID) -> Sequence[WorkOffer]:
    """What a seeker was offered, the first first."""
    wanted = select(WorkOffer).where(WORK_OFFER.c.seeker_id == seeker_id)
    return session.scalars(wanted.order_by(WORK_OFFER.c.offered_at, WORK_OFFER.c.id)).all()


def measures_of(session: Session, seeker_id: UUID) -> Sequence[Measure]:
    """How a seeker was helped, the first first."""
    wanted = select(Measure).where(MEASURE.c.seeker_id == seeker_id)
    return session.scalars(wanted.order_by(MEASURE.c.given_at, MEASURE.c.id)).all()


def page(session: Session, asked: ListSeekers) -> tuple[list[Seeker], str | None]:
    """A page of an area's seekers, the latest first."""
    wanted = select(Seeker).where(below(SEEKER.c.path, asked.area_code))
    if asked.state is not None:
        wanted = wanted.where(SEEKER.c.state == asked.state)
    if asked.refused_thrice:
        wanted = wanted.where(SEEKER.c.refusals >= THRICE)
    return page_of(session, wanted, (SEEKER.c.registered_at, SEEKER.c.id), asked.cursor, asked.limit)
