"""Every question about referrals."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from linli.db import get
from linli.errors import existing
from services.hotline.domain.referral import Attempt, Referral
from services.hotline.tables.referral import ATTEMPT, REFERRAL


def find_referral(session: Session, referral_id: UUID, *, to_change: bool = False) -> Referral | None:
    """The referral, if there is one, kept from others until the transaction ends if it is to be changed."""
    return get(session, Referral, referral_id, to_change=to_change)


def referral_of(session: Session, referral_id: UUID, *, to_change: bool = False) -> Referral:
    """As `find_referral`; raises `NotFound`."""
    return existing(find_referral(session, referral_id, to_change=to_change), "referral", "转介")


def referrals_of(session: Session, request_id: UUID) -> list[Referral]:
    """The referrals of a request, oldest first."""
    wanted = select(Referral).where(REFERRAL.c.request_id == request_id)
    return list(session.scalars(wanted.order_by(REFERRAL.c.started_at, REFERRAL.c.id)))


def attempts_of(session: Session, referral: Referral) -> list[Attempt]:
    """The providers asked, the first one first."""
    wanted = select(Attempt).where(ATTEMPT.c.referral_id == referral.id)
    return list(session.scalars(wanted.order_by(ATTEMPT.c.position)))


def present_attempt(session: Session, referral: Referral) -> Attempt:
    """The provider asked last."""
    return session.get_one(Attempt, (referral.id, referral.position))


def save(session: Session, *made: Referral | Attempt) -> None:
    """Keep what is new, a referral before its attempts."""
    for one in made:
        session.add(one)
        session.flush()
