"""The routes of telephone calls: the list, the screen-pop, the requests made on them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields

from gateway.access import needs
from gateway.api.conventions import answer, ask, read, scopes
from gateway.api.queries import AreaQuery, PageQuery
from gateway.api.routes import Routes, body_of
from linli.contracts.base import schema_class
from linli.contracts.hotline.calls import (
    BindCall,
    CallPage,
    CallView,
    GetCall,
    ListCalls,
    LookUpCaller,
    PopUp,
    ScreenPop,
)
from linli.contracts.hotline.telephone import CallDirection, CallOutcome, CallState
from linli.identity import Role

ANSWERING = frozenset({Role.OPERATOR, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR})
DESK = needs(ANSWERING)

routes = Routes("calls", "/api/hotline", "Telephone calls 来电")


class CallQuery(AreaQuery, PageQuery):
    """Which calls a list shows."""

    direction = fields.Enum(CallDirection, by_value=True, load_default=None)
    state = fields.Enum(CallState, by_value=True, load_default=None)
    outcome = fields.Enum(CallOutcome, by_value=True, load_default=None)
    queue = fields.String(load_default=None)
    agent_id = fields.UUID(load_default=None)


@routes.get("/calls", DESK, schema_class(CallPage), query=CallQuery)
def list_calls(asked: dict[str, Any]) -> Response:
    """Calls of the caller's areas, the latest first 来电列表"""
    return read("hotline", "list_calls", ListCalls(areas=scopes(asked.pop("area"), ANSWERING), **asked))


@routes.get("/calls/<uuid:call_id>", DESK, schema_class(CallView))
def get_call(call_id: UUID) -> Response:
    """One call 来电详情"""
    return read("hotline", "get_call", GetCall(id=call_id))


@routes.get("/calls/<uuid:call_id>/screen-pop", DESK, schema_class(ScreenPop))
def screen_pop(call_id: UUID) -> Response:
    """Who calls, what they asked for before, what is still open 来电弹屏"""
    return read("hotline", "screen_pop", PopUp(id=call_id))


@routes.post("/calls/<uuid:call_id>/bind", DESK, schema_class(CallView), body=body_of(BindCall, "id"))
def bind_call(said: dict[str, Any], call_id: UUID) -> Response:
    """Say which request was made on the call 关联诉求"""
    command = BindCall(id=call_id, **said)
    found = ask("hotline", "bind_call", command)
    return answer(found, version=found["version"])


@routes.post("/callers/look-up", DESK, schema_class(ScreenPop), body=body_of(LookUpCaller))
def look_up_caller(said: dict[str, Any]) -> Response:
    """The same as the screen-pop for a number, which no log shall see in an address 号码查询"""
    return read("hotline", "look_up_caller", LookUpCaller(**said))
