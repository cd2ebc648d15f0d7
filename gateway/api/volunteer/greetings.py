"""The routes of greeting calls 问候电话."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields

from gateway.access import needs
from gateway.api.conventions import answer, ask, changes, known_area, read
from gateway.api.queries import AreaRequired, PageQuery
from gateway.api.routes import Routes, body_of, change_of
from gateway.api.volunteer.hours import COORDINATORS
from linli.contracts.base import schema_class
from linli.contracts.volunteer.greetings import (
    ChangeGreeted,
    DialGreeting,
    EndGreeting,
    FindGreeted,
    GetGreeted,
    GetGreetingCall,
    GreetedPage,
    GreetedView,
    GreetingCallPage,
    GreetingCallView,
    GreetingNumber,
    GreetingState,
    ListGreeted,
    ListGreetingCalls,
    PauseGreeting,
    RecordGreeting,
    ResumeGreeting,
)
from linli.identity import Role

CALLERS = needs(frozenset({Role.COORDINATOR, Role.ADMINISTRATOR, Role.OPERATOR, Role.GRID_WORKER, Role.HANDLER}))
"""Who calls, or goes to look: also the account that a calling machine acts with."""

routes = Routes("greetings", "/api/volunteer/greetings", "Greeting calls 问候电话")
change = changes("volunteer")

VIEW = schema_class(GreetedView)
CALL = schema_class(GreetingCallView)
ONE = "/<uuid:greeted_id>"
ONE_CALL = "/calls/<uuid:call_id>"


class GreetedQuery(AreaRequired, PageQuery):
    """The list of an area."""


class GreetingCallQuery(AreaRequired, PageQuery):
    """Which calls are listed."""

    state = fields.Enum(GreetingState, by_value=True, load_default=None)
    greeted_id = fields.UUID(load_default=None)


@routes.post("", COORDINATORS, VIEW, body=body_of(ListGreeted), status=201)
def list_greeted(said: dict[str, Any]) -> Response:
    """Have somebody called at this time of these days 列入问候名单"""
    command = ListGreeted(**said)
    known_area(command.area_code)
    made = ask("volunteer", "list_greeted", command)
    return answer(made, 201, version=made["version"], location=f"/api/volunteer/greetings/{made['id']}")


@routes.get("", CALLERS, schema_class(GreetedPage), query=GreetedQuery)
def find_greeted(asked: dict[str, Any]) -> Response:
    """Those who are called in an area and below, the latest first 问候名单"""
    return read("volunteer", "find_greeted", FindGreeted(area_code=asked.pop("area"), **asked))


@routes.get(ONE, CALLERS, VIEW)
def get_greeted(greeted_id: UUID) -> Response:
    """One who is called 问候对象"""
    return read("volunteer", "get_greeted", GetGreeted(id=greeted_id))


@routes.post(f"{ONE}/change", COORDINATORS, VIEW, body=change_of(ChangeGreeted), versioned=True)
def change_greeted(said: dict[str, Any], greeted_id: UUID) -> Response:
    """Call at other times, or with another neighbour 修改安排"""
    return change("change_greeted", ChangeGreeted, greeted_id, said)


@routes.post(f"{ONE}/pause", CALLERS, VIEW, body=change_of(PauseGreeting), versioned=True)
def pause_greeting(said: dict[str, Any], greeted_id: UUID) -> Response:
    """Call no more for a while: in hospital, or away 暂停"""
    return change("pause_greeting", PauseGreeting, greeted_id, said)


@routes.post(f"{ONE}/resume", CALLERS, VIEW, body=change_of(ResumeGreeting), versioned=True)
def resume_greeting(said: dict[str, Any], greeted_id: UUID) -> Response:
    """Call again 恢复"""
    return change("resume_greeting", ResumeGreeting, greeted_id, said)


@routes.post(f"{ONE}/end", COORDINATORS, VIEW, body=change_of(EndGreeting), versioned=True)
def end_greeting(said: dict[str, Any], greeted_id: UUID) -> Response:
    """Take somebody off the list 移出名单"""
    return change("end_greeting", EndGreeting, greeted_id, said)


@routes.get("/calls", CALLERS, schema_class(GreetingCallPage), query=GreetingCallQuery)
def list_greeting_calls(asked: dict[str, Any]) -> Response:
    """Calls of an area and below, or of one person, the latest first 问候记录"""
    return read("volunteer", "list_greeting_calls", ListGreetingCalls(area_code=asked.pop("area"), **asked))


@routes.get(ONE_CALL, CALLERS, CALL)
def get_greeting_call(call_id: UUID) -> Response:
    """One call 问候详情"""
    return read("volunteer", "get_greeting_call", GetGreetingCall(id=call_id))


@routes.post(f"{ONE_CALL}/dial", CALLERS, schema_class(GreetingNumber))
def dial_greeting(call_id: UUID) -> Response:
    """Take name and number to call them; who took it stays with the call 取号拨打"""
    command = DialGreeting(id=call_id)
    return answer(ask("volunteer", "dial_greeting", command))


@routes.post(f"{ONE_CALL}/result", CALLERS, CALL, body=change_of(RecordGreeting), versioned=True)
def record_greeting(said: dict[str, Any], call_id: UUID) -> Response:
    """What came of it: the key pressed, what was said, what was found at the door 登记结果"""
    return change("record_greeting", RecordGreeting, call_id, said)
