"""Every question about messages that were written down: the delivery log and the notices of units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, false, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from linli import cursors
from linli.areas import tier_of
from linli.contracts.messages import ListDeliveries, MessageChannel
from linli.errors import existing
from linli.messages.tables import MESSAGE

Found = tuple[Sequence[Row[Any]], str | None]
"""Rows, newest first, and the cursor of those that follow."""


def message_to_change(session: Session, message_id: UUID) -> Row[Any]:
    """The message, kept from others until the transaction ends; raises `NotFound`."""
    return existing(
        session.execute(select(MESSAGE).where(MESSAGE.c.id == message_id).with_for_update()).first(), "message", "消息"
    )


def deliveries(session: Session, scopes: Sequence[str], asked: ListDeliveries) -> Found:
    """The log of these areas and all below them. Notices are not in it: they are delivered by being written."""
    wanted = select(MESSAGE).where(
        MESSAGE.c.channel != MessageChannel.IN_APP, or_(false(), *(_within(one) for one in scopes))
    )
    if asked.subject_id is not None:
        wanted = wanted.where(MESSAGE.c.subject_id == asked.subject_id)
    if asked.state is not None:
        wanted = wanted.where(MESSAGE.c.state == asked.state)
    if asked.channel is not None:
        wanted = wanted.where(MESSAGE.c.channel == asked.channel)
    return _page(session, wanted, asked.cursor, asked.limit)


def notices(session: Session, areas: Sequence[str], unread: bool, cursor: str | None, limit: int) -> Found:
    """The notices to the units of exactly these areas."""
    wanted = select(MESSAGE).where(MESSAGE.c.channel == MessageChannel.IN_APP, MESSAGE.c.area_code.in_(areas))
    if unread:
        wanted = wanted.where(MESSAGE.c.read_at.is_(None))
    return _page(session, wanted, cursor, limit)


def unread_notices(session: Session, areas: Sequence[str]) -> int:
    """How many notices to the units of exactly these areas nobody has read."""
    unread = MESSAGE.c.channel == MessageChannel.IN_APP, MESSAGE.c.read_at.is_(None), MESSAGE.c.area_code.in_(areas)
    return session.scalar(select(func.count()).where(*unread)) or 0


def _within(area_code: str) -> ColumnElement[bool]:
    """The rows at this area and below it; a cell has no column of its own."""
    tier = tier_of(area_code).value
    same: ColumnElement[bool] = MESSAGE.c.get(tier, MESSAGE.c.area_code) == area_code
    return same


def _page(session: Session, wanted: Select[Any], cursor: str | None, limit: int) -> Found:
    columns = MESSAGE.c
    if cursor is not None:
        made_at, message_id = cursors.read(cursor)
        last = tuple_(literal(made_at, columns.made_at.type), literal(message_id, columns.id.type))
        wanted = wanted.where(tuple_(columns.made_at, columns.id) < last)
    rows = session.execute(wanted.order_by(columns.made_at.desc(), columns.id.desc()).limit(limit + 1)).all()
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], cursors.write((rows[limit - 1].made_at, rows[limit - 1].id))
