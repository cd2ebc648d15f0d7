"""Every question about referrals."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from linli.contracts.assistance.referrals import ListAidReferrals
from linli.db import get
from linli.errors import existing
from linli.paging import below, page_of
from services.assistance.domain.referrals import OPEN, Referral
from services.assistance.tables.referrals import REFERRAL


def save(session: Session, *things: object) -> None:
    """Keep what is new or changed."""
    session.add_all(things)
    session.flush()


def referral_of(session: Session, referral_id: UUID) -> Referral:
    """The referral; raises `NotFound`."""
    return existing(get(session, Referral, referral_id, to_change=False), "referral", "转办")


def open_of(session: Session, application_id: UUID) -> Referral:
    """The referral of an application that is open, kept from others; raises `NotFound`."""
    wanted = select(Referral).where(REFERRAL.c.application_id == application_id, REFERRAL.c.state.in_(OPEN))
    return existing(session.scalar(wanted.with_for_update()), "referral", "转办")


def page(session: Session, asked: ListAidReferrals) -> tuple[list[Referral], str | None]:
    """A page of an area's referrals."""
    wanted = select(Referral).where(below(REFERRAL.c.path, asked.area_code))
    if asked.department is not None:
        wanted = wanted.where(REFERRAL.c.department == asked.department)
    if asked.state is not None:
        wanted = wanted.where(REFERRAL.c.state == asked.state)
    return page_of(session, wanted, (REFERRAL.c.sent_at, REFERRAL.c.id), asked.cursor, asked.limit)
