"""Every question about marks on callers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from linli.areas import path_of
from linli.contracts.hotline.callers import ListMarks, MarkKind
from linli.db import get_to_change
from linli.errors import existing
from linli.paging import page_of
from services.hotline.domain.caller_mark import CallerMark
from services.hotline.tables.telephone import CALLER_MARK


def save(session: Session, mark: CallerMark) -> None:
    """Keep a new mark."""
    session.add(mark)
    session.flush()


def mark_to_change(session: Session, mark_id: UUID) -> CallerMark:
    """The mark, kept from others until the transaction ends; raises `NotFound`."""
    return existing(get_to_change(session, CallerMark, mark_id), "mark", "标记")


def marks_on(session: Session, number: str, area_code: str, at: datetime) -> list[CallerMark]:
    """The marks on this (sealed) number that count at the area at that moment."""
    above = path_of(area_code).split("/")
    wanted = select(CallerMark).where(CALLER_MARK.c.number == number, CALLER_MARK.c.area_code.in_(above))
    found = session.scalars(wanted.order_by(CALLER_MARK.c.marked_at))
    return [mark for mark in found if mark.counts(at)]


def rejecting(session: Session, number: str, area_code: str, at: datetime) -> CallerMark | None:
    """The mark for which a call from this number is rejected, if there is one."""
    return next((one for one in marks_on(session, number, area_code, at) if one.kind is MarkKind.REJECT), None)


def list_marks(session: Session, asked: ListMarks, at: datetime) -> tuple[Sequence[CallerMark], str | None]:
    """The latest marks of a page, and the cursor of the next."""
    columns = CALLER_MARK.c
    wanted = select(CallerMark).where(or_(*(columns.path.startswith(path_of(code)) for code in asked.areas)))
    if asked.kind is not None:
        wanted = wanted.where(columns.kind == asked.kind)
    over = func.coalesce(columns.lifted_at, columns.until)
    wanted = wanted.where(over <= at if asked.past else or_(over.is_(None), over > at))
    return page_of(session, wanted, (columns.marked_at, columns.id), asked.cursor, asked.limit)
