"""The routes of aid vouchers 救助券: batches issued, released, withdrawn; the vouchers are listed among the cards."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields

from gateway.api.assistance.applications import APPROVERS, PREPARERS, READERS, VISITORS
from gateway.api.conventions import answer, ask, changes, known_area, read
from gateway.api.queries import AreaRequired, PageQuery
from gateway.api.routes import Routes, body_of, change_of
from linli.contracts.assistance.vouchers import (
    GetVouchers,
    IssuedVouchers,
    IssueVouchers,
    ListVouchers,
    ReleaseVouchers,
    VoucherBatchPage,
    VoucherBatchState,
    VoucherBatchView,
    WithdrawVouchers,
)
from linli.contracts.base import schema_class

routes = Routes("vouchers", "/api/assistance/vouchers", "Aid vouchers 救助券")
change = changes("assistance")

VIEW = schema_class(VoucherBatchView)
ONE = "/<uuid:batch_id>"


class VoucherQuery(AreaRequired, PageQuery):
    """Which batches are listed."""

    state = fields.Enum(VoucherBatchState, by_value=True, load_default=None)


@routes.post("", PREPARERS, schema_class(IssuedVouchers), body=body_of(IssueVouchers), status=201)
def issue_vouchers(said: dict[str, Any]) -> Response:
    """Make a batch of vouchers, worth nothing until released; their codes are told this once 制券"""
    command = IssueVouchers(**said)
    known_area(command.area_code)
    made = ask("assistance", "issue_vouchers", command)
    return answer(made, 201, location=f"/api/assistance/vouchers/{made['batch']['id']}")


@routes.get("", READERS, schema_class(VoucherBatchPage), query=VoucherQuery)
def list_vouchers(asked: dict[str, Any]) -> Response:
    """Batches of an area 批次列表"""
    return read("assistance", "list_vouchers", ListVouchers(area_code=asked.pop("area"), **asked))


@routes.get(ONE, READERS, VIEW)
def get_vouchers(batch_id: UUID) -> Response:
    """One batch, with what was paid, what is left and what went back 批次详情"""
    return read("assistance", "get_vouchers", GetVouchers(id=batch_id))


@routes.post(f"{ONE}/release", APPROVERS, VIEW, body=change_of(ReleaseVouchers), versioned=True)
def release_vouchers(said: dict[str, Any], batch_id: UUID) -> Response:
    """Have them be worth their value, by another than who issued them, with control totals 放行"""
    return change("release_vouchers", ReleaseVouchers, batch_id, said)


@routes.post(f"{ONE}/withdraw", VISITORS, VIEW, body=change_of(WithdrawVouchers), versioned=True)
def withdraw_vouchers(said: dict[str, Any], batch_id: UUID) -> Response:
    """Give up a batch that was not released 作废"""
    return change("withdraw_vouchers", WithdrawVouchers, batch_id, said)
