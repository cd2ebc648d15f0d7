"""The routes of aid cards 博爱卡 and of the merchants that take them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields

from gateway.access import SIGNED_IN, needs
from gateway.api.assistance.applications import APPROVERS, PAYERS, PREPARERS, READERS, VISITORS
from gateway.api.conventions import answer, ask, changes, known_area, read, seen_version
from gateway.api.queries import AreaRequired, PageQuery
from gateway.api.routes import Routes, body_of, change_of
from linli.contracts.assistance.cards import (
    BlockCard,
    CardKind,
    CardPage,
    CardState,
    CardView,
    CloseCard,
    GetCard,
    IssueCard,
    IssuedCard,
    ListCards,
    ListMerchants,
    LoadCard,
    MerchantList,
    MerchantView,
    RedeemCards,
    RedemptionResults,
    RegisteredMerchant,
    RegisterMerchant,
    SettlementView,
    SettleMerchant,
    UndoRedemption,
)
from linli.contracts.base import schema_class
from linli.identity import Role

routes = Routes("cards", "/api/assistance/cards", "Aid cards 博爱卡")
change = changes("assistance")

ADMINISTRATORS = needs(frozenset({Role.ADMINISTRATOR}))
VIEW = schema_class(CardView)
ONE = "/<uuid:card_id>"
MERCHANT = "/merchants/<uuid:merchant_id>"


class CardQuery(AreaRequired, PageQuery):
    """Which cards are listed."""

    state = fields.Enum(CardState, by_value=True, load_default=None)
    kind = fields.Enum(CardKind, by_value=True, load_default=None)
    batch_id = fields.UUID(data_key="batch", load_default=None)


class MerchantQuery(AreaRequired):
    """The merchants of an area."""


@routes.post("", PREPARERS, schema_class(IssuedCard), body=body_of(IssueCard), status=201)
def issue_card(said: dict[str, Any]) -> Response:
    """Make a card without a value; its code is told this once 制卡"""
    made = ask("assistance", "issue_card", IssueCard(**said))
    return answer(made, 201, location=f"/api/assistance/cards/{made['card']['id']}")


@routes.get("", READERS, schema_class(CardPage), query=CardQuery)
def list_cards(asked: dict[str, Any]) -> Response:
    """Cards and vouchers of an area 卡券列表"""
    return read("assistance", "list_cards", ListCards(area_code=asked.pop("area"), **asked))


@routes.get(ONE, READERS, VIEW)
def get_card(card_id: UUID) -> Response:
    """One card; its code is masked 卡详情"""
    return read("assistance", "get_card", GetCard(id=card_id))


@routes.post(f"{ONE}/load", APPROVERS, VIEW, body=change_of(LoadCard), versioned=True)
def load_card(said: dict[str, Any], card_id: UUID) -> Response:
    """Put value on a card, by another than who issued it 充值"""
    return change("load_card", LoadCard, card_id, said)


@routes.post(f"{ONE}/block", VISITORS, VIEW, body=change_of(BlockCard), versioned=True)
def block_card(said: dict[str, Any], card_id: UUID) -> Response:
    """Block a card 挂失停用"""
    return change("block_card", BlockCard, card_id, said)


@routes.post(f"{ONE}/close", APPROVERS, VIEW, body=change_of(CloseCard), versioned=True)
def close_card(said: dict[str, Any], card_id: UUID) -> Response:
    """Close a card; what is left goes back to its source 销卡退回"""
    return change("close_card", CloseCard, card_id, said)


@routes.post("/merchants", ADMINISTRATORS, schema_class(RegisteredMerchant), body=body_of(RegisterMerchant), status=201)
def register_merchant(said: dict[str, Any]) -> Response:
    """Let a shop take cards; the token of its till is told this once 商户登记"""
    command = RegisterMerchant(**said)
    known_area(command.area_code)
    return answer(ask("assistance", "register_merchant", command), 201)


@routes.get("/merchants", READERS, schema_class(MerchantList), query=MerchantQuery)
def list_merchants(asked: dict[str, Any]) -> Response:
    """Merchants of an area, and what they are owed 商户列表"""
    return read("assistance", "list_merchants", ListMerchants(area_code=asked["area"]))


REDEEMING = body_of(RedeemCards, "merchant_id")
UNDOING = body_of(UndoRedemption, "merchant_id", "redemption_id")


@routes.post(f"{MERCHANT}/redemptions", SIGNED_IN, schema_class(RedemptionResults), body=REDEEMING)
def redeem_cards(said: dict[str, Any], merchant_id: UUID) -> Response:
    """Purchases of a till, also those made offline; each is taken in once 刷卡消费"""
    return answer(ask("assistance", "redeem_cards", RedeemCards(merchant_id=merchant_id, **said)))


@routes.post(f"{MERCHANT}/redemptions/<uuid:redemption_id>/undo", PAYERS, schema_class(MerchantView), body=UNDOING)
def undo_redemption(said: dict[str, Any], merchant_id: UUID, redemption_id: UUID) -> Response:
    """A purchase was given back 消费冲正"""
    command = UndoRedemption(merchant_id=merchant_id, redemption_id=redemption_id, **said)
    return answer(ask("assistance", "undo_redemption", command))


@routes.post(f"{MERCHANT}/settle", PAYERS, schema_class(SettlementView), body=change_of(SettleMerchant), versioned=True)
def settle_merchant(said: dict[str, Any], merchant_id: UUID) -> Response:
    """Pay a merchant what it is owed, by control total 商户结算"""
    made = ask("assistance", "settle_merchant", SettleMerchant(id=merchant_id, version=seen_version(), **said))
    return answer(made, version=made["merchant"]["version"])
