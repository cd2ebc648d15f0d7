"""The routes of the charity supermarket 慈善超市."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from gateway.access import SIGNED_IN, needs
from gateway.api.conventions import answer, ask, changes, known_area, read
from gateway.api.queries import AreaRequired, PageQuery
from gateway.api.routes import Routes, body_of, change_of
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
from linli.contracts.base import schema_class
from linli.identity import Role

KEEPERS = needs(frozenset({Role.AID_PAYER, Role.ADMINISTRATOR}))

routes = Routes("charity_shop", "/api/assistance/charity-shop", "Charity supermarket 慈善超市")
change = changes("assistance")

VIEW = schema_class(GoodView)
ORDER = schema_class(GoodsOrderView)
ONE_ORDER = "/orders/<uuid:order_id>"


class GoodsQuery(AreaRequired, PageQuery):
    """The goods of an area."""


@routes.post("", KEEPERS, VIEW, body=body_of(KeepGood), status=201)
def keep_good(said: dict[str, Any]) -> Response:
    """Have a good in the supermarket, at so many points a piece 上架物资"""
    command = KeepGood(**said)
    known_area(command.area_code)
    made = ask("assistance", "keep_good", command)
    return answer(made, 201, version=made["version"])


@routes.get("", SIGNED_IN, schema_class(GoodPage), query=GoodsQuery)
def list_goods(asked: dict[str, Any]) -> Response:
    """The goods of an area and below, the latest first 物资列表"""
    return read("assistance", "list_goods", ListGoods(area_code=asked.pop("area"), **asked))


@routes.post("/<uuid:good_id>/change", KEEPERS, VIEW, body=change_of(ChangeGood), versioned=True)
def change_good(said: dict[str, Any], good_id: UUID) -> Response:
    """Another price, or more or fewer in stock 调整价格与库存"""
    return change("change_good", ChangeGood, good_id, said)


@routes.get(ONE_ORDER, KEEPERS, ORDER)
def get_goods_order(order_id: UUID) -> Response:
    """What is set aside for a wish 兑换单"""
    return read("assistance", "get_goods_order", GetGoodsOrder(id=order_id))


@routes.post(f"{ONE_ORDER}/collect", KEEPERS, ORDER, body=change_of(CollectGoods), versioned=True)
def collect_goods(said: dict[str, Any], order_id: UUID) -> Response:
    """The goods were handed over 领取"""
    return change("collect_goods", CollectGoods, order_id, said)
