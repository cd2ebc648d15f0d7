"""Every question about cards, merchants and purchases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select
from sqlalchemy.orm import Session

from linli.contracts.assistance.cards import CardKind, ListCards
from linli.db import for_change, get
from linli.errors import existing
from linli.paging import below, page_of
from services.assistance.domain.cards import Card, Merchant
from services.assistance.tables.cards import CARD, MERCHANT, REDEMPTION


def save(session: Session, *things: object) -> None:
    """Keep what is new."""
    session.add_all(things)
    session.flush()


def card_of(session: Session, card_id: UUID, *, to_change: bool = False) -> Card:
    """The card; raises `NotFound`."""
    return existing(get(session, Card, card_id, to_change=to_change), "card", "博爱卡")


def cards_by_code(session: Session, sealed: Iterable[str]) -> dict[str, Card]:
    """The cards of these sealed codes, kept from others in one order."""
    wanted = for_change(select(Card).where(CARD.c.code.in_(list(sealed))).order_by(CARD.c.id))
    return {one.code: one for one in session.scalars(wanted)}


def page(session: Session, asked: ListCards) -> tuple[list[Card], str | None]:
    """A page of an area's cards, the latest first."""
    wanted = select(Card).where(below(CARD.c.path, asked.area_code))
    if asked.state is not None:
        wanted = wanted.where(CARD.c.state == asked.state)
    if asked.kind is not None:
        wanted = wanted.where(CARD.c.batch_id.is_(None) == (asked.kind is CardKind.CARD))
    if asked.batch_id is not None:
        wanted = wanted.where(CARD.c.batch_id == asked.batch_id)
    return page_of(session, wanted, (CARD.c.issued_at, CARD.c.id), asked.cursor, asked.limit)


def merchant_of(session: Session, merchant_id: UUID, *, to_change: bool = False) -> Merchant:
    """The merchant; raises `NotFound`."""
    return existing(get(session, Merchant, merchant_id, to_change=to_change), "merchant", "商户")


def merchants_at(session: Session, area_code: str) -> Sequence[Merchant]:
    """The merchants of an area and below."""
    wanted = select(Merchant).where(MERCHANT.c.area_code.startswith(area_code))
    return session.scalars(wanted.order_by(MERCHANT.c.registered_at, MERCHANT.c.id)).all()


def reported(session: Session, merchant_id: UUID, ids: Iterable[UUID]) -> dict[UUID, Row[Any]]:
    """Those of these purchases that the merchant reported before."""
    wanted = select(REDEMPTION).where(REDEMPTION.c.merchant_id == merchant_id, REDEMPTION.c.id.in_(list(ids)))
    return {row.id: row for row in session.execute(wanted)}


def note(session: Session, values: Mapping[str, Any]) -> None:
    """Keep a purchase as it was reported."""
    session.execute(insert(REDEMPTION), values)


def purchase_of(session: Session, merchant_id: UUID, redemption_id: UUID) -> Row[Any]:
    """A purchase that was paid, by the till's id; raises `NotFound`."""
    found = reported(session, merchant_id, [redemption_id]).get(redemption_id)
    return existing(found if found is None or found.refusal is None else None, "purchase", "消费记录")
