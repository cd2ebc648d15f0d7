"""Every question about what the hotline was told of households."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, or_, select, update
from sqlalchemy.orm import Session

from services.assistance.tables.entitlements import ENTITLEMENT
from services.assistance.tables.household_flags import TOLD_FLAGS


def told(session: Session, person_id: UUID) -> Row[Any] | None:
    """What was last told of this person; None before anything was."""
    return session.execute(select(TOLD_FLAGS).where(TOLD_FLAGS.c.person_id == person_id)).first()


def keep(session: Session, values: Mapping[str, Any], *, anew: bool) -> None:
    """Keep what is told now."""
    if anew:
        session.execute(insert(TOLD_FLAGS), values)
    else:
        session.execute(update(TOLD_FLAGS).where(TOLD_FLAGS.c.person_id == values["person_id"]), values)


def programs_running(session: Session, beneficiaries: Sequence[UUID], month: date) -> Sequence[str]:
    """The programs by which these persons and households are paid for this month."""
    known = ENTITLEMENT.c
    wanted = select(known.program).where(known.beneficiary_id.in_(beneficiaries), known.first_month <= month)
    return session.scalars(wanted.where(or_(known.last_month.is_(None), known.last_month >= month))).all()
