"""The routes of tips 举报."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields

from gateway.api.assistance.applications import READERS, VISITORS
from gateway.api.conventions import answer, ask, changes, read
from gateway.api.queries import AreaRequired, PageQuery
from gateway.api.routes import Routes, body_of, change_of
from linli.contracts.assistance.tips import (
    AnswerTip,
    CheckTip,
    GetTip,
    Informant,
    ListTips,
    ShowInformant,
    TakeTip,
    TipPage,
    TipState,
    TipView,
)
from linli.contracts.base import schema_class

routes = Routes("tips", "/api/assistance/tips", "Tips about aid 举报")
change = changes("assistance")

VIEW = schema_class(TipView)
ONE = "/<uuid:tip_id>"
HANDLERS = VISITORS


class TipQuery(AreaRequired, PageQuery):
    """Which tips are listed."""

    state = fields.Enum(TipState, by_value=True, load_default=None)
    to_answer = fields.Boolean(load_default=False)


@routes.post("", HANDLERS, VIEW, body=body_of(TakeTip), status=201)
def take_tip(said: dict[str, Any]) -> Response:
    """Take down a tip, with a name or without 登记举报"""
    made = ask("assistance", "take_tip", TakeTip(**said))
    return answer(made, 201, version=made["version"], location=f"/api/assistance/tips/{made['id']}")


@routes.get("", READERS, schema_class(TipPage), query=TipQuery)
def list_tips(asked: dict[str, Any]) -> Response:
    """Tips of an area, also only those to be answered 举报列表"""
    return read("assistance", "list_tips", ListTips(area_code=asked.pop("area"), **asked))


@routes.get(ONE, READERS, VIEW)
def get_tip(tip_id: UUID) -> Response:
    """One tip, its informant masked 举报详情"""
    return read("assistance", "get_tip", GetTip(id=tip_id))


@routes.post(f"{ONE}/check", HANDLERS, VIEW, body=change_of(CheckTip), versioned=True)
def check_tip(said: dict[str, Any], tip_id: UUID) -> Response:
    """What two found who checked it 核查结果"""
    return change("check_tip", CheckTip, tip_id, said)


@routes.post(f"{ONE}/answer", HANDLERS, VIEW, body=change_of(AnswerTip), versioned=True)
def answer_tip(said: dict[str, Any], tip_id: UUID) -> Response:
    """Who gave a name was told what became of it 反馈举报人"""
    return change("answer_tip", AnswerTip, tip_id, said)


@routes.post(f"{ONE}/informant", HANDLERS, schema_class(Informant), body=body_of(ShowInformant, "id"))
def show_informant(said: dict[str, Any], tip_id: UUID) -> Response:
    """Who gave a tip, in full, for a reason that is written down 查看举报人（留痕）"""
    return answer(ask("assistance", "show_informant", ShowInformant(id=tip_id, **said)))
