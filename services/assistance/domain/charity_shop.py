"""The charity supermarket 慈善超市: a stock of goods priced in points, never given away twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from linli.contracts.assistance.charity_shop import (
    GoodsCollected,
    GoodsEvent,
    GoodsGranted,
    GoodsOrderState,
    GoodsRefusal,
    GoodsRefused,
    GoodsSummary,
)
from linli.contracts.volunteer.deeds import RedemptionAsked
from linli.errors import Conflict, Invalid


@dataclass(eq=False)
class Good:
    """A good of an area's supermarket. `sequence` is the version."""

    id: UUID
    area_code: str
    path: str
    zh: str
    points: Decimal
    stock: int
    kept_at: datetime
    sequence: int = 1

    def change(self, points: Decimal, added: int) -> None:
        """Another price or stock; raises `Invalid` for fewer than nothing."""
        if self.stock + added < 0:
            text, zh = f"There are {self.stock}; take no more away.", f"库存仅 {self.stock} 件。"
            raise Invalid("stock_below_nothing", text, zh, {"added": [f"{text} {zh}"]})
        self.points, self.stock = points, self.stock + added
        self.sequence += 1

    def take(self, quantity: int) -> None:
        """Set so many aside."""
        self.stock -= quantity
        self.sequence += 1


@dataclass(eq=False)
class GoodsOrder:
    """The answer to a wish, under the wish's id; `points` is what it costs. `sequence` counts its events."""

    id: UUID
    area_code: str
    good_id: UUID
    quantity: int
    points: Decimal
    state: GoodsOrderState
    answered_at: datetime
    refusal: GoodsRefusal | None = None
    collected_at: datetime | None = None
    sequence: int = 0

    @classmethod
    def answer(cls, event: RedemptionAsked, good: Good | None, at: datetime) -> tuple[GoodsOrder, GoodsEvent]:
        """Set the goods aside where there are enough, and the points suffice; else say why not."""
        wish = event.wish
        price = good.points * wish.quantity if good else Decimal(0)
        refusal = _refusal(event, good, price)
        state = GoodsOrderState.REFUSED if refusal else GoodsOrderState.READY
        made = cls(event.subject, event.area_code, wish.good_id, wish.quantity, price, state, at, refusal)
        if good is not None and refusal is None:
            good.take(wish.quantity)
        return made, made._caused(GoodsRefused if refusal else GoodsGranted, at)

    def collect(self, at: datetime) -> GoodsEvent:
        """The goods are handed over; raises `Conflict` where none are ready."""
        if self.state is not GoodsOrderState.READY:
            raise Conflict("not_ready", f"The order is {self.state}.", "该兑换单不可领取。")
        self.state, self.collected_at = GoodsOrderState.COLLECTED, at
        return self._caused(GoodsCollected, at)

    def _caused(self, kind: type[GoodsEvent], at: datetime) -> GoodsEvent:
        self.sequence += 1
        order = GoodsSummary(state=self.state, points=self.points, refusal=self.refusal)
        return kind(subject=self.id, area_code=self.area_code, sequence=self.sequence, occurred_at=at, order=order)


def _refusal(event: RedemptionAsked, good: Good | None, price: Decimal) -> GoodsRefusal | None:
    if good is None:
        return GoodsRefusal.UNKNOWN
    if good.stock < event.wish.quantity:
        return GoodsRefusal.OUT_OF_STOCK
    return GoodsRefusal.TOO_FEW_POINTS if price > event.wish.points else None
