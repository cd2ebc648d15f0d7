"""Every question about batches of vouchers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from linli.contracts.assistance.cards import CardState
from linli.contracts.assistance.vouchers import ListVouchers
from linli.db import for_change, get
from linli.errors import existing
from linli.ledger.entry import NOTHING
from linli.ledger.tables import ENTRY, POSTING
from linli.paging import below, page_of
from services.assistance.domain.cards import Card
from services.assistance.domain.vouchers import VoucherBatch
from services.assistance.tables.cards import CARD
from services.assistance.tables.vouchers import VOUCHER_BATCH

RELEASE = "voucher_release"
"""The kind of the entry that puts their value on vouchers."""
_PAYING = ("card_pay", "reversal")


@dataclass(frozen=True)
class Sums:
    """What the books say of a batch, in yuan, and how many of its vouchers are spent."""

    spent: int = 0
    released: Decimal = NOTHING
    paid: Decimal = NOTHING
    left: Decimal = NOTHING


def find_batch(session: Session, batch_id: UUID, *, to_change: bool = False) -> VoucherBatch | None:
    """The batch, if there is one."""
    return get(session, VoucherBatch, batch_id, to_change=to_change)


def batch_of(session: Session, batch_id: UUID, *, to_change: bool = False) -> VoucherBatch:
    """The batch; raises `NotFound`."""
    return existing(find_batch(session, batch_id, to_change=to_change), "voucher batch", "救助券批次")


def vouchers_of(session: Session, batch_id: UUID) -> Sequence[Card]:
    """The vouchers of a batch, kept from others, in the order in which tills keep them."""
    return session.scalars(for_change(select(Card).where(CARD.c.batch_id == batch_id).order_by(CARD.c.id))).all()


def page(session: Session, asked: ListVouchers) -> tuple[list[VoucherBatch], str | None]:
    """A page of an area's batches, the latest first."""
    columns = VOUCHER_BATCH.c
    wanted = select(VoucherBatch).where(below(columns.path, asked.area_code))
    if asked.state is not None:
        wanted = wanted.where(columns.state == asked.state)
    return page_of(session, wanted, (columns.issued_at, columns.id), asked.cursor, asked.limit)


def sums(session: Session, batches: Collection[UUID]) -> dict[UUID, Sums]:
    """What the books say of these batches."""
    spent = (
        select(CARD.c.batch_id, func.count())
        .where(CARD.c.batch_id.in_(batches), CARD.c.state == CardState.SPENT)
        .group_by(CARD.c.batch_id)
    )
    counted = {row[0]: row[1] for row in session.execute(spent)}
    released = func.sum(POSTING.c.amount).filter(ENTRY.c.kind == RELEASE)
    paid = func.sum(POSTING.c.amount).filter(ENTRY.c.kind.in_(_PAYING))
    booked = (
        select(CARD.c.batch_id, released, paid, func.sum(POSTING.c.amount))
        .join(POSTING, POSTING.c.account_id == CARD.c.id)
        .join(ENTRY, ENTRY.c.id == POSTING.c.entry_id)
        .where(CARD.c.batch_id.in_(batches))
        .group_by(CARD.c.batch_id)
    )
    found = {one: Sums(spent=counted.get(one, 0)) for one in batches}
    for batch_id, given, gone, left in session.execute(booked):
        found[batch_id] = Sums(counted.get(batch_id, 0), given or NOTHING, NOTHING - (gone or NOTHING), left)
    return found
