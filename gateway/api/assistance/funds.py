"""The routes of funds 资金."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields

from gateway.access import needs
from gateway.api.assistance.entitlements import LOOKERS
from gateway.api.conventions import answer, ask, known_area, read
from gateway.api.queries import AreaRequired, PageQuery
from gateway.api.routes import Routes, body_of
from linli.contracts.assistance.funds import (
    FundLines,
    FundList,
    FundSource,
    FundStatement,
    FundView,
    GetFund,
    ListFunds,
    OpenFund,
    ReceiveMoney,
    ReverseReceipt,
)
from linli.contracts.base import schema_class
from linli.identity import Role

PAYERS = needs(frozenset({Role.AID_PAYER, Role.ADMINISTRATOR}))
OPENERS = needs(frozenset({Role.ADMINISTRATOR}))

routes = Routes("funds", "/api/assistance/funds", "Funds 资金")

VIEW = schema_class(FundView)
ONE = "/<uuid:fund_id>"


class StatementQuery(PageQuery):
    """Of which source the postings are shown."""

    source = fields.Enum(FundSource, by_value=True, required=True)


@routes.post("", OPENERS, VIEW, body=body_of(OpenFund), status=201)
def open_fund(said: dict[str, Any]) -> Response:
    """Open a fund of an area, with the bank account it pays from 设立资金"""
    command = OpenFund(**said)
    known_area(command.area_code)
    made = ask("assistance", "open_fund", command)
    return answer(made, 201, location=f"/api/assistance/funds/{made['id']}")


@routes.get("", LOOKERS, schema_class(FundList), query=AreaRequired)
def list_funds(asked: dict[str, Any]) -> Response:
    """The funds of an area and of those below, with what they hold by source 资金列表"""
    return read("assistance", "list_funds", ListFunds(area_code=asked["area"]))


@routes.get(ONE, LOOKERS, VIEW)
def get_fund(fund_id: UUID) -> Response:
    """One fund with what it holds by source 资金详情"""
    return read("assistance", "get_fund", GetFund(id=fund_id))


@routes.get(f"{ONE}/statement", LOOKERS, schema_class(FundLines), query=StatementQuery)
def fund_statement(asked: dict[str, Any], fund_id: UUID) -> Response:
    """The postings of one source, the latest first 收支明细"""
    return read("assistance", "fund_statement", FundStatement(fund_id=fund_id, **asked))


@routes.post(f"{ONE}/receipts", PAYERS, VIEW, body=body_of(ReceiveMoney, "fund_id"))
def receive_money(said: dict[str, Any], fund_id: UUID) -> Response:
    """Note money that came in, under the number of its voucher 资金入账"""
    command = ReceiveMoney(fund_id=fund_id, **said)
    return answer(ask("assistance", "receive_money", command))


@routes.post(f"{ONE}/receipts/reverse", PAYERS, VIEW, body=body_of(ReverseReceipt, "fund_id"))
def reverse_receipt(said: dict[str, Any], fund_id: UUID) -> Response:
    """Undo a receipt that was noted wrongly by its opposite 冲正"""
    command = ReverseReceipt(fund_id=fund_id, **said)
    return answer(ask("assistance", "reverse_receipt", command))
