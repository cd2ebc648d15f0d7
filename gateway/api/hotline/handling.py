"""The routes by which a request goes from unit to unit and through its handling to its end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from gateway.access import needs
from gateway.api.conventions import changes
from gateway.api.hotline.requests import INTAKE, UNIT, VIEW, routes
from gateway.api.routes import change_of
from linli.contracts.hotline.handling import (
    AnswerRequest,
    AskExtension,
    DecideDispute,
    DecideExtension,
    DispatchRequest,
    MoveRequest,
    ReasonedMove,
    RecordCallBack,
    ReferRequest,
    SuperviseRequest,
    VerifyRequest,
    WaitRequest,
)
from linli.contracts.hotline.requests import ReturnRequest
from linli.identity import Role

DISPATCHERS = needs(frozenset({Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR}))
SUPERVISORS = needs(frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}))

change = changes("hotline")


@routes.post("/requests/<uuid:request_id>/dispatch", DISPATCHERS, VIEW, body=change_of(DispatchRequest), versioned=True)
def dispatch_request(said: dict[str, Any], request_id: UUID) -> Response:
    """Make a unit responsible, or another one 派单、改派"""
    return change("dispatch_request", DispatchRequest, request_id, said)


@routes.post("/requests/<uuid:request_id>/answer", INTAKE, VIEW, body=change_of(AnswerRequest), versioned=True)
def answer_request(said: dict[str, Any], request_id: UUID) -> Response:
    """Answer a question on the phone and close it 即时答复"""
    return change("answer_request", AnswerRequest, request_id, said)


@routes.post("/requests/<uuid:request_id>/start", UNIT, VIEW, body=change_of(MoveRequest), versioned=True)
def start_request(said: dict[str, Any], request_id: UUID) -> Response:
    """Begin to work on a request 办理"""
    return change("start_request", MoveRequest, request_id, said)


@routes.post("/requests/<uuid:request_id>/reply", UNIT, VIEW, body=change_of(AnswerRequest), versioned=True)
def reply_to_request(said: dict[str, Any], request_id: UUID) -> Response:
    """Give the citizen an answer while the matter goes on 首次答复"""
    return change("reply_to_request", AnswerRequest, request_id, said)


@routes.post("/requests/<uuid:request_id>/wait", UNIT, VIEW, body=change_of(WaitRequest), versioned=True)
def wait_request(said: dict[str, Any], request_id: UUID) -> Response:
    """Stop the clock while the unit waits for someone 挂起"""
    return change("wait_request", WaitRequest, request_id, said)


@routes.post("/requests/<uuid:request_id>/resume", UNIT, VIEW, body=change_of(MoveRequest), versioned=True)
def resume_request(said: dict[str, Any], request_id: UUID) -> Response:
    """Go on after a wait 恢复办理"""
    return change("resume_request", MoveRequest, request_id, said)


@routes.post("/requests/<uuid:request_id>/return", UNIT, VIEW, body=change_of(ReturnRequest), versioned=True)
def return_request(said: dict[str, Any], request_id: UUID) -> Response:
    """Send a request back to the unit one tier up; the same unit's second return is a dispute 退单"""
    return change("return_request", ReturnRequest, request_id, said)


@routes.post("/requests/<uuid:request_id>/dispute", UNIT, VIEW, body=change_of(ReasonedMove), versioned=True)
def dispute_request(said: dict[str, Any], request_id: UUID) -> Response:
    """Dispute that a request is the unit's own 争议"""
    return change("dispute_request", ReasonedMove, request_id, said)


@routes.post(
    "/requests/<uuid:request_id>/dispute/decide", DISPATCHERS, VIEW, body=change_of(DecideDispute), versioned=True
)
def decide_dispute(said: dict[str, Any], request_id: UUID) -> Response:
    """Say finally, at the tier above, which unit is responsible 争议裁定"""
    return change("decide_dispute", DecideDispute, request_id, said)


@routes.post("/requests/<uuid:request_id>/extension", UNIT, VIEW, body=change_of(AskExtension), versioned=True)
def ask_extension(said: dict[str, Any], request_id: UUID) -> Response:
    """Apply for more time to settle 延期申请"""
    return change("ask_extension", AskExtension, request_id, said)


@routes.post(
    "/requests/<uuid:request_id>/extension/decide", DISPATCHERS, VIEW, body=change_of(DecideExtension), versioned=True
)
def decide_extension(said: dict[str, Any], request_id: UUID) -> Response:
    """Grant or refuse more time, at the tier above 延期审批"""
    return change("decide_extension", DecideExtension, request_id, said)


@routes.post(
    "/requests/<uuid:request_id>/supervise", SUPERVISORS, VIEW, body=change_of(SuperviseRequest), versioned=True
)
def supervise_request(said: dict[str, Any], request_id: UUID) -> Response:
    """Press for a request 督办"""
    return change("supervise_request", SuperviseRequest, request_id, said)


@routes.post("/requests/<uuid:request_id>/exclude", SUPERVISORS, VIEW, body=change_of(ReasonedMove), versioned=True)
def exclude_request(said: dict[str, Any], request_id: UUID) -> Response:
    """Mark a request as out of scope: it counts against no unit 剔除考核"""
    return change("exclude_request", ReasonedMove, request_id, said)


@routes.post("/requests/<uuid:request_id>/refer", INTAKE, VIEW, body=change_of(ReferRequest), versioned=True)
def refer_request(said: dict[str, Any], request_id: UUID) -> Response:
    """Refer a request to 110, 119 or 120 转接"""
    return change("refer_request", ReferRequest, request_id, said)


@routes.post("/requests/<uuid:request_id>/take-back", INTAKE, VIEW, body=change_of(ReasonedMove), versioned=True)
def take_back_request(said: dict[str, Any], request_id: UUID) -> Response:
    """Take a referred request back from the line 退回受理"""
    return change("take_back_request", ReasonedMove, request_id, said)


@routes.post("/requests/<uuid:request_id>/verify", DISPATCHERS, VIEW, body=change_of(VerifyRequest), versioned=True)
def verify_request(said: dict[str, Any], request_id: UUID) -> Response:
    """Accept what was reported done, or send it back to the unit 审核"""
    return change("verify_request", VerifyRequest, request_id, said)


@routes.post("/requests/<uuid:request_id>/call-back", INTAKE, VIEW, body=change_of(RecordCallBack), versioned=True)
def record_call_back(said: dict[str, Any], request_id: UUID) -> Response:
    """Record what a call-back found 回访"""
    return change("record_call_back", RecordCallBack, request_id, said)


@routes.post("/requests/<uuid:request_id>/reopen", INTAKE, VIEW, body=change_of(ReasonedMove), versioned=True)
def reopen_request(said: dict[str, Any], request_id: UUID) -> Response:
    """Begin a closed request again 重新办理"""
    return change("reopen_request", ReasonedMove, request_id, said)
