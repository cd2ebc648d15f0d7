"""What is asked of disclosures."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.hotline.domain.disclosure import Disclosure
from services.hotline.tables.disclosure import DISCLOSURE


def add(session: Session, disclosure: Disclosure) -> None:
    """Keep that a contact was shown."""
    session.add(disclosure)
    session.flush()


def disclosures_of(session: Session, request_id: UUID) -> list[Disclosure]:
    """Every disclosure of a request's contact, the latest first."""
    wanted = select(Disclosure).where(DISCLOSURE.c.request_id == request_id)
    return list(session.scalars(wanted.order_by(DISCLOSURE.c.at.desc(), DISCLOSURE.c.id)))
