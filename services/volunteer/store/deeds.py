"""Every question about deeds and wishes for goods."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from linli.areas import path_of
from linli.contracts.volunteer.deeds import DeedState, ListDeeds
from linli.db import get, get_to_change
from linli.errors import existing
from linli.paging import page_of
from services.volunteer.domain.deeds import Deed, Redemption
from services.volunteer.tables.deeds import DEED


def deed_of(session: Session, deed_id: UUID, *, to_change: bool = False) -> Deed:
    """The deed; raises `NotFound`."""
    return existing(get(session, Deed, deed_id, to_change=to_change), "deed", "善行")


def deeds_in(session: Session, asked: ListDeeds) -> tuple[list[Deed], str | None]:
    """A page of the deeds of an area and below, the latest first."""
    own = path_of(asked.area_code)
    wanted = select(Deed).where(or_(DEED.c.path == own, DEED.c.path.startswith(f"{own}/", autoescape=True)))
    if asked.state is not None:
        wanted = wanted.where(DEED.c.state == asked.state)
    return page_of(session, wanted, (DEED.c.reported_at, DEED.c.id), asked.cursor, asked.limit)


def counted(session: Session, doer_id: UUID, code: str, year: int) -> int:
    """How many deeds of a kind somebody did in a year that were not refused."""
    wanted = select(func.count()).where(
        DEED.c.doer_id == doer_id,
        DEED.c.code == code,
        DEED.c.done_on.between(date(year, 1, 1), date(year, 12, 31)),
        DEED.c.state != DeedState.REFUSED,
    )
    return session.scalar(wanted) or 0


def find_redemption(session: Session, redemption_id: UUID) -> Redemption | None:
    """The wish, kept from others, if there is one."""
    return get_to_change(session, Redemption, redemption_id)


def redemption_of(session: Session, redemption_id: UUID) -> Redemption:
    """The wish; raises `NotFound`."""
    return existing(session.get(Redemption, redemption_id), "wish for goods", "兑换申请")


def save(session: Session, made: Deed | Redemption) -> None:
    """Keep a new deed, or a new wish."""
    session.add(made)
    session.flush()
