"""The calls of the charity supermarket 慈善超市: goods priced in points, and the wishes it answers; and its events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, Hundredths, ShortText, text
from linli.contracts.envelope import Event, event


class GoodsOrderState(StrEnum):
    """Where what was set aside for somebody stands."""

    READY = "ready"
    COLLECTED = "collected"
    REFUSED = "refused"


class GoodsRefusal(StrEnum):
    """Why nothing was given for points."""

    UNKNOWN = "unknown"
    OUT_OF_STOCK = "out_of_stock"
    TOO_FEW_POINTS = "too_few_points"


@dataclass(frozen=True, kw_only=True)
class KeepGood:
    """Have a good in the supermarket of an area, at so many points a piece."""

    area_code: AreaCode
    zh: ShortText
    points: Annotated[Decimal, validate.Range(min=Decimal("0.01"), max=Decimal(100000)), Hundredths()]
    stock: Annotated[int, validate.Range(0, 1_000_000)]


@dataclass(frozen=True, kw_only=True)
class ChangeGood:
    """Another price, or `added` pieces more (or, below 0, fewer) in stock."""

    id: UUID
    points: Annotated[Decimal, validate.Range(min=Decimal("0.01"), max=Decimal(100000)), Hundredths()]
    added: Annotated[int, validate.Range(-1_000_000, 1_000_000)] = 0
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ListGoods:
    """Ask for the goods of a district, the latest first."""

    area_code: AreaCode
    cursor: Annotated[str, text(1, 200)] | None = None
    limit: Annotated[int, validate.Range(1, 200)] = 50


@dataclass(frozen=True, kw_only=True)
class GoodView:
    """A good."""

    id: UUID
    version: int
    area_code: AreaCode
    zh: str
    points: Decimal
    stock: int


@dataclass(frozen=True, kw_only=True)
class GoodPage:
    """A page of goods."""

    items: tuple[GoodView, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class GetGoodsOrder:
    """Ask for what is set aside for a wish."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class CollectGoods:
    """Note that the goods were handed over."""

    id: UUID
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class GoodsOrderView:
    """What is set aside for a wish; its id is the wish's."""

    id: UUID
    version: int
    area_code: AreaCode
    good_id: UUID
    quantity: int
    points: Decimal
    state: GoodsOrderState
    refusal: GoodsRefusal | None
    answered_at: datetime
    collected_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class GoodsSummary:
    """Where the answer to a wish stands: what it costs, or why it was refused."""

    state: GoodsOrderState
    points: Decimal
    refusal: GoodsRefusal | None = None


@dataclass(frozen=True, kw_only=True)
class GoodsEvent(Event):
    """An event of an order of goods; its `subject` is the id of the wish."""

    order: GoodsSummary


@event("assistance", "goods.granted")
@dataclass(frozen=True, kw_only=True)
class GoodsGranted(GoodsEvent):
    """Goods are set aside for points, to be collected 兑换成功."""


@event("assistance", "goods.refused")
@dataclass(frozen=True, kw_only=True)
class GoodsRefused(GoodsEvent):
    """Nothing is given for the points: unknown, out of stock, or too few points 兑换被拒."""


@event("assistance", "goods.collected")
@dataclass(frozen=True, kw_only=True)
class GoodsCollected(GoodsEvent):
    """The goods were handed over 已领取."""
