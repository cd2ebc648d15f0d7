"""The charity supermarket: goods kept, wishes for points answered once, goods handed over."""

from __future__ import annotations

from uuid import uuid4

from linli.areas import covers, path_of
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
from linli.ledger.entry import HUNDREDTH
from linli.work import Work
from services.assistance.domain.charity_shop import Good, GoodsOrder
from services.assistance.store import charity_shop as store


def keep(work: Work, said: KeepGood) -> GoodView:
    """Have a good in the supermarket."""
    work.authorise(said.area_code, "area", "区域")
    made = Good(
        uuid4(), said.area_code, path_of(said.area_code), said.zh, said.points.quantize(HUNDREDTH), said.stock, work.now
    )
    store.save(work.session, made)
    return _view(made)


def change(work: Work, said: ChangeGood) -> GoodView:
    """Another price or stock."""
    good = store.good_of(work.session, said.id, to_change=True)
    work.authorise(good.area_code, "good", "物资")
    work.expect(said.version, good.sequence)
    good.change(said.points.quantize(HUNDREDTH), said.added)
    return _view(good)


def list_goods(work: Work, said: ListGoods) -> GoodPage:
    """The goods of an area and below."""
    work.authorise(said.area_code, "area", "区域")
    found, cursor = store.goods_in(work.session, said)
    return GoodPage(items=tuple(_view(one) for one in found), next_cursor=cursor)


def answer(work: Work, event: RedemptionAsked) -> None:
    """Set goods aside for points, or say why not; once for each wish. Goods of another district are not known here."""
    if store.find_order(work.session, event.subject) is not None:
        return
    good = store.find_good(work.session, event.wish.good_id, to_change=True)
    district = path_of(event.area_code).partition("/")[0]
    order, told = GoodsOrder.answer(event, good if good and covers(district, good.area_code) else None, work.now)
    store.save(work.session, order)
    work.emit(told)


def collect(work: Work, said: CollectGoods) -> GoodsOrderView:
    """The goods are handed over."""
    order = store.order_of(work.session, said.id, to_change=True)
    work.authorise(order.area_code, "order of goods", "兑换单")
    work.expect(said.version, order.sequence)
    work.emit(order.collect(work.now))
    return _order_view(order)


def get_order(work: Work, said: GetGoodsOrder) -> GoodsOrderView:
    """What is set aside for a wish."""
    order = store.order_of(work.session, said.id)
    work.authorise(order.area_code, "order of goods", "兑换单")
    return _order_view(order)


def _view(good: Good) -> GoodView:
    return GoodView(
        id=good.id,
        version=good.sequence,
        area_code=good.area_code,
        zh=good.zh,
        points=good.points,
        stock=good.stock,
    )


def _order_view(order: GoodsOrder) -> GoodsOrderView:
    return GoodsOrderView(
        id=order.id,
        version=order.sequence,
        area_code=order.area_code,
        good_id=order.good_id,
        quantity=order.quantity,
        points=order.points,
        state=order.state,
        refusal=order.refusal,
        answered_at=order.answered_at,
        collected_at=order.collected_at,
    )
