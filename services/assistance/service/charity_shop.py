"""The calls of the charity supermarket, and the wishes it hears of."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.assistance.charity_shop import (
    ChangeGood,
    CollectGoods,
    GetGoodsOrder,
    GoodPage,
    GoodsOrderView,
    GoodView,
    KeepGood,
    ListGoods,
)
from linli.contracts.volunteer.deeds import RedemptionAsked
from linli.events import on
from linli.identity import Role
from linli.work import Work
from services.assistance.usecases import charity_shop as usecases

KEEPERS = frozenset({Role.AID_PAYER, Role.ADMINISTRATOR})
"""Who runs the supermarket."""


class CharityShopCalls:
    """Goods priced in points, and what is set aside for wishes."""

    @call(KeepGood, GoodView, roles=KEEPERS)
    def keep_good(self, said: KeepGood, work: Work) -> GoodView:
        """Have a good in the supermarket 上架物资."""
        return usecases.keep(work, said)

    @call(ChangeGood, GoodView, roles=KEEPERS)
    def change_good(self, said: ChangeGood, work: Work) -> GoodView:
        """Another price or stock 调整价格与库存."""
        return usecases.change(work, said)

    @call(ListGoods, GoodPage, changes=False)
    def list_goods(self, said: ListGoods, work: Work) -> GoodPage:
        """The goods of an area 物资列表."""
        return usecases.list_goods(work, said)

    @call(GetGoodsOrder, GoodsOrderView, roles=KEEPERS, changes=False)
    def get_goods_order(self, said: GetGoodsOrder, work: Work) -> GoodsOrderView:
        """What is set aside for a wish 兑换单."""
        return usecases.get_order(work, said)

    @call(CollectGoods, GoodsOrderView, roles=KEEPERS)
    def collect_goods(self, said: CollectGoods, work: Work) -> GoodsOrderView:
        """The goods are handed over 领取."""
        return usecases.collect(work, said)

    @on(RedemptionAsked)
    def answer_wish(self, event: RedemptionAsked, work: Work) -> None:
        """Somebody asks for goods for points."""
        usecases.answer(work, event)
