"""Every question about tips."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from linli.contracts.assistance.tips import ListTips, TipState
from linli.db import get
from linli.errors import existing
from linli.paging import below, page_of
from services.assistance.domain.tips import Tip, TipStep
from services.assistance.tables.tips import TIP, TIP_STEP


def save(session: Session, *things: object) -> None:
    """Keep what is new or changed."""
    session.add_all(things)
    session.flush()


def tip_of(session: Session, tip_id: UUID, *, to_change: bool = False) -> Tip:
    """The tip; raises `NotFound`."""
    return existing(get(session, Tip, tip_id, to_change=to_change), "tip", "举报")


def steps_of(session: Session, tip_id: UUID) -> Sequence[TipStep]:
    """What was done about a tip, in its order."""
    wanted = select(TipStep).where(TIP_STEP.c.tip_id == tip_id)
    return session.scalars(wanted.order_by(TIP_STEP.c.number)).all()


def page(session: Session, asked: ListTips) -> tuple[list[Tip], str | None]:
    """A page of an area's tips, the latest first."""
    wanted = select(Tip).where(below(TIP.c.path, asked.area_code))
    if asked.state is not None:
        wanted = wanted.where(TIP.c.state == asked.state)
    if asked.to_answer:
        open_ones = or_(TIP.c.state == TipState.RECEIVED, TIP.c.state == TipState.CHECKED)
        wanted = wanted.where(TIP.c.informant_name.is_not(None), open_ones)
    return page_of(session, wanted, (TIP.c.received_at, TIP.c.id), asked.cursor, asked.limit)
