"""The routes around calls: marks on callers, return calls of missed calls, agents."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields

from gateway.access import needs
from gateway.accounts import store as accounts
from gateway.api.conventions import answer, ask, changes, read, scopes
from gateway.api.hotline.calls import ANSWERING, DESK
from gateway.api.queries import AreaQuery, PageQuery
from gateway.api.routes import Routes, body_of, change_of
from gateway.parts import parts
from linli.contracts.base import schema_class
from linli.contracts.hotline.agents import AgentList, AgentView, ChooseState, ListAgents, SetUpAgent
from linli.contracts.hotline.call_figures import CallFigures, GetCallFigures
from linli.contracts.hotline.callers import LiftMark, ListMarks, MarkCaller, MarkKind, MarkPage, MarkView
from linli.contracts.hotline.return_calls import (
    ClaimReturnCall,
    CloseReturnCall,
    ListReturnCalls,
    ReleaseReturnCall,
    ReturnCallPage,
    ReturnCallState,
    ReturnCallView,
)
from linli.errors import Invalid
from linli.identity import Role

READING = ANSWERING | {Role.AUDITOR}
READERS = needs(READING)
SUPERVISORS = needs(frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}))

routes = Routes("telephone", "/api/hotline", "Callers, return calls, agents 来电人、回拨、坐席")
change = changes("hotline")


class MarkQuery(AreaQuery, PageQuery):
    """Which marks a list shows."""

    kind = fields.Enum(MarkKind, by_value=True, load_default=None)
    past = fields.Boolean(load_default=False)


class ReturnCallQuery(AreaQuery, PageQuery):
    """Which return calls a list shows."""

    state = fields.Enum(ReturnCallState, by_value=True, load_default=None)


class AgentQuery(AreaQuery):
    """Which agents a list shows."""

    queue = fields.String(load_default=None)
    skill = fields.String(load_default=None)
    free = fields.Boolean(load_default=False)


class FigureQuery(AreaQuery):
    """Of which area, or line of it, and as of when."""

    at = fields.AwareDateTime(load_default=None)
    line_id = fields.UUID(load_default=None)


@routes.post("/callers/marks", SUPERVISORS, schema_class(MarkView), body=body_of(MarkCaller), status=201)
def mark_caller(said: dict[str, Any]) -> Response:
    """Reject a number, or have attention paid to it 标记号码"""
    found = ask("hotline", "mark_caller", MarkCaller(**said))
    return answer(found, 201, version=found["version"])


@routes.get("/callers/marks", DESK, schema_class(MarkPage), query=MarkQuery)
def list_marks(asked: dict[str, Any]) -> Response:
    """Rejected and marked numbers, the latest first 号码标记列表"""
    return read("hotline", "list_marks", ListMarks(areas=scopes(asked.pop("area"), ANSWERING), **asked))


@routes.post("/callers/marks/<uuid:mark_id>/lift", SUPERVISORS, schema_class(MarkView), versioned=True)
def lift_mark(mark_id: UUID) -> Response:
    """Take a mark away 取消标记"""
    return change("lift_mark", LiftMark, mark_id, {})


@routes.get("/return-calls", DESK, schema_class(ReturnCallPage), query=ReturnCallQuery)
def list_return_calls(asked: dict[str, Any]) -> Response:
    """Who is to be called back, the first due first 回拨任务列表"""
    return read("hotline", "list_return_calls", ListReturnCalls(areas=scopes(asked.pop("area"), ANSWERING), **asked))


@routes.post("/return-calls/<uuid:return_call_id>/claim", DESK, schema_class(ReturnCallView), versioned=True)
def claim_return_call(return_call_id: UUID) -> Response:
    """Say that one is about to call back; the answer has the whole number 领取回拨任务"""
    return change("claim_return_call", ClaimReturnCall, return_call_id, {})


@routes.post("/return-calls/<uuid:return_call_id>/release", DESK, schema_class(ReturnCallView), versioned=True)
def release_return_call(return_call_id: UUID) -> Response:
    """Leave a return call to others 放弃回拨任务"""
    return change("release_return_call", ReleaseReturnCall, return_call_id, {})


CLOSE = change_of(CloseReturnCall)


@routes.post(
    "/return-calls/<uuid:return_call_id>/close", DESK, schema_class(ReturnCallView), body=CLOSE, versioned=True
)
def close_return_call(said: dict[str, Any], return_call_id: UUID) -> Response:
    """End a return call with what came of it 完成回拨任务"""
    return change("close_return_call", CloseReturnCall, return_call_id, said)


@routes.post("/agents/<uuid:account_id>", SUPERVISORS, schema_class(AgentView), body=body_of(SetUpAgent, "id"))
def set_up_agent(said: dict[str, Any], account_id: UUID) -> Response:
    """Make an account an agent, or change how they work 设置坐席"""
    with parts().database.reading() as session:
        account = accounts.find_account(session, account_id)
    if account is None or not account.active:
        text, zh = "There is no such account.", "没有该账号。"
        raise Invalid("unknown_account", text, zh, {"account_id": [f"{text} {zh}"]})
    command = SetUpAgent(id=account_id, **said)
    found = ask("hotline", "set_up_agent", command)
    return answer(found, version=found["version"])


@routes.post("/agents/me/state", DESK, schema_class(AgentView), body=body_of(ChooseState))
def choose_state(said: dict[str, Any]) -> Response:
    """Say what one is doing oneself: ready, on a break, away 坐席状态"""
    found = ask("hotline", "choose_state", ChooseState(**said))
    return answer(found, version=found["version"])


@routes.get("/agents", DESK, schema_class(AgentList), query=AgentQuery)
def list_agents(asked: dict[str, Any]) -> Response:
    """The agents of the caller's areas and what they are doing 坐席列表"""
    return read("hotline", "list_agents", ListAgents(areas=scopes(asked.pop("area"), ANSWERING), **asked))


@routes.get("/telephone/figures", READERS, schema_class(CallFigures), query=FigureQuery)
def get_call_figures(asked: dict[str, Any]) -> Response:
    """How many calls of the last 24 hours were answered, and how soon 话务统计"""
    areas = scopes(asked.pop("area"), READING)
    if len(areas) != 1:
        text, zh = "Say which of your areas.", "请指定区域。"
        raise Invalid("which_area", text, zh, {"area": [f"{text} {zh}"]})
    return read("hotline", "get_call_figures", GetCallFigures(area_code=areas[0], **asked))
