"""Every question about goods and orders of them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from linli.areas import path_of
from linli.contracts.assistance.charity_shop import ListGoods
from linli.db import get
from linli.errors import existing
from linli.paging import page_of
from services.assistance.domain.charity_shop import Good, GoodsOrder
from services.assistance.tables.charity_shop import GOOD


def find_good(session: Session, good_id: UUID, *, to_change: bool = False) -> Good | None:
    """The good, if there is one."""
    return get(session, Good, good_id, to_change=to_change)


def good_of(session: Session, good_id: UUID, *, to_change: bool = False) -> Good:
    """As `find_good`; raises `NotFound`."""
    return existing(find_good(session, good_id, to_change=to_change), "good", "物资")


def goods_in(session: Session, asked: ListGoods) -> tuple[list[Good], str | None]:
    """A page of the goods of an area and below, the latest first."""
    own = path_of(asked.area_code)
    wanted = select(Good).where(or_(GOOD.c.path == own, GOOD.c.path.startswith(f"{own}/", autoescape=True)))
    return page_of(session, wanted, (GOOD.c.kept_at, GOOD.c.id), asked.cursor, asked.limit)


def find_order(session: Session, order_id: UUID, *, to_change: bool = False) -> GoodsOrder | None:
    """The order for this wish, if it was answered."""
    return get(session, GoodsOrder, order_id, to_change=to_change)


def order_of(session: Session, order_id: UUID, *, to_change: bool = False) -> GoodsOrder:
    """As `find_order`; raises `NotFound`."""
    return existing(find_order(session, order_id, to_change=to_change), "order of goods", "兑换单")


def save(session: Session, made: Good | GoodsOrder) -> None:
    """Keep a new good, or a new order."""
    session.add(made)
    session.flush()
