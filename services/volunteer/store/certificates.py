"""Every question about certificates."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from linli.db import get
from linli.errors import NotFound, existing
from linli.paging import page_of
from services.volunteer.domain.certificates import Certificate
from services.volunteer.tables.certificates import CERTIFICATE


def certificate_of(session: Session, certificate_id: UUID, *, to_change: bool = False) -> Certificate:
    """The certificate; raises `NotFound`."""
    return existing(get(session, Certificate, certificate_id, to_change=to_change), "certificate", "证明")


def certificate_with(session: Session, code: str) -> Certificate:
    """The certificate with this code; raises `NotFound` saying so."""
    found = session.scalars(select(Certificate).where(CERTIFICATE.c.code == code)).first()
    if found is None:
        raise NotFound("unknown_certificate", "No certificate has this code.", "没有该编号的证明。")
    return found


def certificates(
    session: Session, volunteer_id: UUID, cursor: str | None, limit: int
) -> tuple[list[Certificate], str | None]:
    """A page of a volunteer's certificates, the latest first."""
    wanted = select(Certificate).where(CERTIFICATE.c.volunteer_id == volunteer_id)
    return page_of(session, wanted, (CERTIFICATE.c.issued_at, CERTIFICATE.c.id), cursor, limit)


def save(session: Session, certificate: Certificate) -> None:
    """Keep a new certificate."""
    session.add(certificate)
    session.flush()
