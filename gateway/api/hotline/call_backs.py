"""The routes of call-backs 回访."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields, validate

from gateway.access import needs
from gateway.api.conventions import changes, read
from gateway.api.queries import AreaQuery, PageQuery
from gateway.api.routes import Routes, change_of
from linli.contracts.base import schema_class
from linli.contracts.hotline.call_backs import (
    CallBackPage,
    CallBackView,
    ClaimCallBack,
    GetCallBack,
    ListCallBacks,
    RecordCall,
    ReleaseCallBack,
)
from linli.identity import Role

DESK = needs(frozenset({Role.OPERATOR, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR}))

routes = Routes("call_backs", "/api/hotline/call-backs", "Call-backs 回访")
change = changes("hotline")

VIEW = schema_class(CallBackView)
CLAIM = change_of(ClaimCallBack)
RELEASE = change_of(ReleaseCallBack)
RECORD = change_of(RecordCall)


class CallBackQuery(AreaQuery, PageQuery):
    """Which call-backs the list shows."""

    cursor = fields.String(validate=validate.Length(min=1, max=200), load_default=None)
    mine = fields.Boolean(load_default=False)


@routes.get("", DESK, schema_class(CallBackPage), query=CallBackQuery)
def list_call_backs(asked: dict[str, Any]) -> Response:
    """What is to be called now, the longest due first; or what the caller has in hand 回访列表"""
    return read("hotline", "list_call_backs", ListCallBacks(area_code=asked.pop("area"), **asked))


@routes.get("/<uuid:call_back_id>", DESK, VIEW)
def get_call_back(call_back_id: UUID) -> Response:
    """One call-back; whoever has it in hand is told the number 回访详情"""
    return read("hotline", "get_call_back", GetCallBack(id=call_back_id))


@routes.post("/<uuid:call_back_id>/claim", DESK, VIEW, body=CLAIM, versioned=True)
def claim_call_back(said: dict[str, Any], call_back_id: UUID) -> Response:
    """Take a call-back in hand for a quarter of an hour 领取回访"""
    return change("claim_call_back", ClaimCallBack, call_back_id, said)


@routes.post("/<uuid:call_back_id>/release", DESK, VIEW, body=RELEASE, versioned=True)
def release_call_back(said: dict[str, Any], call_back_id: UUID) -> Response:
    """Give a call-back back untried 放回回访"""
    return change("release_call_back", ReleaseCallBack, call_back_id, said)


@routes.post("/<uuid:call_back_id>/calls", DESK, VIEW, body=RECORD, versioned=True)
def record_call(said: dict[str, Any], call_back_id: UUID) -> Response:
    """Record what a try came to, and the rating on five levels 登记回访结果"""
    return change("record_call", RecordCall, call_back_id, said)
