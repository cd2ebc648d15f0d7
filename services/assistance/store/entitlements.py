"""Every question about entitlements."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from linli.contracts.assistance.entitlements import ListEntitlements
from linli.db import get
from linli.errors import existing
from linli.paging import page_of
from services.assistance.domain.entitlements import Entitlement
from services.assistance.tables.entitlements import ENTITLEMENT


def entitlement_of(session: Session, entitlement_id: UUID, *, to_change: bool = False) -> Entitlement:
    """The entitlement, kept from others if it is to be changed; raises `NotFound`."""
    return existing(get(session, Entitlement, entitlement_id, to_change=to_change), "entitlement", "待遇")


def of_case(session: Session, case_id: UUID) -> Entitlement | None:
    """What a case led to at first, if it led to anything."""
    columns = ENTITLEMENT.c
    return session.scalar(select(Entitlement).where(columns.case_id == case_id, columns.replaces.is_(None)))


def of_application(session: Session, application_id: UUID, *, to_change: bool = False) -> Entitlement | None:
    """The last of what an application led to, which nothing replaces."""
    columns = ENTITLEMENT.c
    next_one = ENTITLEMENT.alias("next_one")
    last = ~select(next_one.c.id).where(next_one.c.replaces == columns.id).exists()
    wanted = select(Entitlement).where(columns.application_id == application_id, last)
    return session.scalar(wanted.with_for_update() if to_change else wanted)


def of_beneficiaries(session: Session, ids: Sequence[UUID]) -> Sequence[Entitlement]:
    """What these are entitled to, the first granted first."""
    wanted = select(Entitlement).where(ENTITLEMENT.c.beneficiary_id.in_(ids))
    return session.scalars(wanted.order_by(ENTITLEMENT.c.granted_at, ENTITLEMENT.c.id).with_for_update()).all()


def page(session: Session, asked: ListEntitlements) -> tuple[list[Entitlement], str | None]:
    """A page of an area's entitlements, those granted last first."""
    columns = ENTITLEMENT.c
    wanted = select(Entitlement).where(columns.area_code.startswith(asked.area_code))
    if asked.program is not None:
        wanted = wanted.where(columns.program == asked.program)
    if asked.beneficiary_id is not None:
        wanted = wanted.where(columns.beneficiary_id == asked.beneficiary_id)
    if asked.month is not None:
        open_in = or_(columns.last_month.is_(None), columns.last_month >= asked.month)
        wanted = wanted.where(columns.first_month <= asked.month, open_in)
    return page_of(session, wanted, (columns.granted_at, columns.id), asked.cursor, asked.limit)


def save(session: Session, made: Entitlement) -> None:
    """Keep a new entitlement."""
    session.add(made)
    session.flush()
