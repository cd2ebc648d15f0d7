"""Every question about warehouses, needs and allocations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.orm import Session

from linli.contracts.assistance.goods import AllocationState, NeedState
from linli.db import get, insert_if_new
from linli.errors import existing
from linli.ledger import book
from services.assistance.domain.goods import MOST_NEEDS, Allocation, Need, Warehouse
from services.assistance.tables.goods import ALLOCATION, NEED, SHARE, WAREHOUSE


def open_warehouse(session: Session, made: Warehouse) -> bool:
    """Keep a new warehouse; False when the area has one of this code."""
    return insert_if_new(session, WAREHOUSE, {one.name: getattr(made, one.name) for one in WAREHOUSE.columns})


def warehouse_of(session: Session, warehouse_id: UUID) -> Warehouse:
    """The warehouse; raises `NotFound`."""
    return existing(session.get(Warehouse, warehouse_id), "warehouse", "仓库")


def warehouses_at(session: Session, area_code: str) -> list[Warehouse]:
    """The warehouses of an area and of those below."""
    wanted = select(Warehouse).where(WAREHOUSE.c.area_code.startswith(area_code))
    return list(session.scalars(wanted.order_by(WAREHOUSE.c.area_code, WAREHOUSE.c.code)))


def stock_of(session: Session, warehouse_id: UUID) -> dict[str, int]:
    """How many pieces of each item a warehouse has."""
    own = [one for one in book.accounts_of(session, warehouse_id) if one.kind == "stock"]
    held = book.balances(session, [one.id for one in own])
    return {one.unit: int(held[one.id]) for one in sorted(own, key=lambda one: one.unit)}


def need_of(session: Session, need_id: UUID, *, to_change: bool = False) -> Need:
    """The need; raises `NotFound`."""
    return existing(get(session, Need, need_id, to_change=to_change), "need", "需求")


def open_needs(session: Session, area_code: str, item: str, limit: int = MOST_NEEDS) -> list[Need]:
    """The open needs of an item at an area and below, the most urgent first, then the oldest."""
    columns = NEED.c
    wanted = select(Need).where(columns.item == item, columns.state == NeedState.OPEN)
    ordered = wanted.where(columns.area_code.startswith(area_code)).order_by(columns.priority, columns.stated_at)
    return list(session.scalars(ordered.order_by(columns.id).limit(limit)))


def promised(session: Session, needs: list[Need]) -> dict[UUID, int]:
    """How many pieces of these needs are on their way by other allocations."""
    wanted = (
        select(SHARE.c.need_id, func.sum(SHARE.c.pieces))
        .join(ALLOCATION, ALLOCATION.c.id == SHARE.c.allocation_id)
        .where(SHARE.c.need_id.in_([one.id for one in needs]), SHARE.c.arrived.is_(None))
        .where(ALLOCATION.c.state != AllocationState.CANCELLED)
    )
    return {need_id: int(pieces) for need_id, pieces in session.execute(wanted.group_by(SHARE.c.need_id))}


def allocation_of(session: Session, allocation_id: UUID, *, to_change: bool = False) -> Allocation:
    """The allocation; raises `NotFound`."""
    return existing(get(session, Allocation, allocation_id, to_change=to_change), "allocation", "分配方案")


def save(session: Session, made: Need | Allocation) -> None:
    """Keep a new need or allocation."""
    session.add(made)
    session.flush()


def keep_shares(session: Session, shares: list[dict[str, Any]]) -> None:
    """Keep what each need gets."""
    session.execute(insert(SHARE), shares)


def shares_of(session: Session, allocation_id: UUID) -> list[Row[Any]]:
    """What each need gets, the most urgent first."""
    wanted = select(SHARE, NEED.c.priority).join(NEED, NEED.c.id == SHARE.c.need_id)
    return list(
        session.execute(
            wanted.where(SHARE.c.allocation_id == allocation_id).order_by(NEED.c.priority, NEED.c.stated_at, NEED.c.id)
        )
    )


def share_of(session: Session, allocation_id: UUID, need_id: UUID) -> Row[Any]:
    """What one need gets; raises `NotFound`."""
    found = session.execute(select(SHARE).filter_by(allocation_id=allocation_id, need_id=need_id)).first()
    return existing(found, "share", "分配份额")


def note_arrival(session: Session, allocation_id: UUID, need_id: UUID, pieces: int) -> None:
    """So much of a share arrived."""
    own = update(SHARE).where(SHARE.c.allocation_id == allocation_id, SHARE.c.need_id == need_id)
    session.execute(own.values(arrived=pieces))
