"""The routes of urgent aid that is paid before the survey 先行救助."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from gateway.api.assistance.applications import APPROVERS, ONE, PAYERS, VIEW, routes
from gateway.api.conventions import changes
from gateway.api.routes import change_of
from linli.contracts.assistance.advances import RecordRecovery
from linli.contracts.assistance.applications import MoveApplication, ReasonApplication

__all__ = ["routes"]

change = changes("assistance")


@routes.post(f"{ONE}/advance", APPROVERS, VIEW, body=change_of(ReasonApplication), versioned=True)
def advance_aid(said: dict[str, Any], application_id: UUID) -> Response:
    """Grant what may be paid before the survey; the reason says why it is urgent 先行救助审批"""
    return change("advance_aid", ReasonApplication, application_id, said)


@routes.post(f"{ONE}/advance/pay", PAYERS, VIEW, body=change_of(MoveApplication), versioned=True)
def pay_advance(said: dict[str, Any], application_id: UUID) -> Response:
    """Let it be paid; survey and papers follow 先行救助发放"""
    return change("pay_advance", MoveApplication, application_id, said)


@routes.post(f"{ONE}/advance/recover", PAYERS, VIEW, body=change_of(RecordRecovery), versioned=True)
def record_recovery(said: dict[str, Any], application_id: UUID) -> Response:
    """Money came back that was not due 登记退回款"""
    return change("record_recovery", RecordRecovery, application_id, said)
