"""Every question about certificates."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from linli.db import get, insert_if_new
from linli.errors import NotFound, existing
from linli.paging import page_of
from services.volunteer.domain.certificates import Certificate
from services.volunteer.tables.certificates import CERTIFICATE, STATEMENT


def certificate_of(session: Session, certificate_id: UUID, *, to_change: bool = False) -> Certificate:
    """The certificate; raises `NotFound`."""
    return existing(get(session, Certificate, certificate_id, to_change=to_change), "certificate", "证明")


def certificate_with(session: Session, code: str) -> Certificate | None:
    """The certificate with this code, if there is one."""
    return session.scalars(select(Certificate).where(CERTIFICATE.c.code == code)).first()


def statement_with(session: Session, code: str) -> Row[Any]:
    """What a printed statement with this code said; raises `NotFound`."""
    found = session.execute(select(STATEMENT).where(STATEMENT.c.code == code)).first()
    if found is None:
        raise NotFound("unknown_certificate", "No paper has this code.", "没有该编号的证明或对账单。")
    return found


def keep_statement(session: Session, **values: Any) -> None:
    """Keep what a statement says under its code, once."""
    insert_if_new(session, STATEMENT, values)


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
