"""Every question about funds; what they hold, the books answer."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from linli.db import insert_if_new
from linli.errors import existing
from linli.ledger.tables import ENTRY, POSTING
from services.assistance.domain.funds import Fund
from services.assistance.tables.funds import FUND


def fund_of(session: Session, fund_id: UUID) -> Fund:
    """The fund; raises `NotFound`."""
    return existing(session.get(Fund, fund_id), "fund", "资金")


def funds_at(session: Session, area_code: str) -> list[Fund]:
    """The funds of an area and of those below."""
    wanted = select(Fund).where(FUND.c.area_code.startswith(area_code))
    return list(session.scalars(wanted.order_by(FUND.c.area_code, FUND.c.code)))


def open_fund(session: Session, fund: Fund) -> bool:
    """Keep a new fund; False when the area has one of this code."""
    return insert_if_new(session, FUND, {one.name: getattr(fund, one.name) for one in FUND.columns})


def balance_before(session: Session, account_id: UUID, moment: datetime) -> Decimal:
    """What an account held at a moment: the balance after the last posting that was recorded before it."""
    wanted = (
        select(POSTING.c.balance)
        .join(ENTRY, ENTRY.c.id == POSTING.c.entry_id)
        .where(POSTING.c.account_id == account_id, ENTRY.c.recorded_at < moment)
        .order_by(POSTING.c.number.desc())
        .limit(1)
    )
    return session.scalar(wanted) or Decimal("0.00")
