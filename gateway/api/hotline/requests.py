"""The routes of requests: open one, list and show them, move them on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from gateway import intaking
from gateway.access import SIGNED_IN, needs
from gateway.api import lists
from gateway.api.conventions import answer, changes, read
from gateway.api.queries import RequestQuery
from gateway.api.routes import Routes, body_of, change_of, page_of
from gateway.intake.tables import KeptState
from gateway.projections.views import RequestRow
from linli.contracts.base import schema_class
from linli.contracts.hotline.history import ListSteps, StepsView
from linli.contracts.hotline.requests import ChangeRequest, GetRequest, OpenRequest, RequestView, SettleRequest
from linli.errors import NotFound, Unavailable
from linli.identity import Role

INTAKE = needs(frozenset({Role.OPERATOR, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR}))
UNIT = needs(frozenset({Role.HANDLER, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR}))
DESK = INTAKE
HISTORY = needs(frozenset({Role.HANDLER, Role.AUDITOR}) | (INTAKE.roles or frozenset()))

routes = Routes("hotline", "/api/hotline", "Citizens' requests 市民诉求")
change = changes("hotline")

VIEW = schema_class(RequestView)
MOVE = change_of(ChangeRequest)
OPEN = body_of(OpenRequest, "id", "tracking_code")
SETTLE = change_of(SettleRequest)


@routes.post("/requests", INTAKE, VIEW, body=OPEN, status=201)
def open_request(said: dict[str, Any]) -> Response:
    """Record and dispatch a request, or hold or answer it; 202 with the tracking code while the hotline is away 登记"""
    found = intaking.open_request(said)
    location = f"/api/hotline/requests/{found.resource['id']}"
    return answer(found.resource, found.status, version=found.resource.get("version"), location=location)


@routes.get("/requests", SIGNED_IN, page_of(RequestRow), query=RequestQuery)
def list_requests(asked: dict[str, Any]) -> Response:
    """Requests of the caller's areas, newest first 诉求列表"""
    return lists.requests(asked)


@routes.get("/requests/<uuid:request_id>", SIGNED_IN, VIEW)
def get_request(request_id: UUID) -> Response:
    """One request; only its id, tracking code and the state accepted while it waits for the hotline 诉求详情"""
    wanted = GetRequest(id=request_id)
    try:
        return read("hotline", "get_request", wanted)
    except (NotFound, Unavailable) as error:
        kept = intaking.kept_request(request_id)
        waiting = intaking.waiting_view(kept)
        if waiting is not None:
            return answer(waiting)
        delivered = kept is not None and kept.state is KeptState.DELIVERED
        if not (delivered and isinstance(error, NotFound)):
            raise
    return read("hotline", "get_request", wanted)  # it came there between the two questions


@routes.post("/requests/<uuid:request_id>/sign", UNIT, VIEW, body=MOVE, versioned=True)
def sign_request(said: dict[str, Any], request_id: UUID) -> Response:
    """Sign for a request 签收"""
    return change("sign_request", ChangeRequest, request_id, said)


@routes.post("/requests/<uuid:request_id>/settle", UNIT, VIEW, body=SETTLE, versioned=True)
def settle_request(said: dict[str, Any], request_id: UUID) -> Response:
    """Report a request done 办结"""
    return change("settle_request", SettleRequest, request_id, said)


@routes.post("/requests/<uuid:request_id>/close", DESK, VIEW, body=MOVE, versioned=True)
def close_request(said: dict[str, Any], request_id: UUID) -> Response:
    """Close a settled request 结案"""
    return change("close_request", ChangeRequest, request_id, said)


@routes.post("/requests/<uuid:request_id>/withdraw", DESK, VIEW, body=MOVE, versioned=True)
def withdraw_request(said: dict[str, Any], request_id: UUID) -> Response:
    """Withdraw a request that is not settled yet 销单"""
    return change("withdraw_request", ChangeRequest, request_id, said)


@routes.get("/requests/<uuid:request_id>/history", HISTORY, schema_class(StepsView))
def list_steps(request_id: UUID) -> Response:
    """Every step of a request: who did what, when and why 办理过程"""
    return read("hotline", "list_steps", ListSteps(id=request_id))
