"""The routes of aid cases 救助个案."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from gateway.access import SIGNED_IN, needs
from gateway.api import lists
from gateway.api.conventions import changes, read
from gateway.api.queries import TaskQuery
from gateway.api.routes import Routes, body_of, change_of, page_of
from gateway.projections.views import TaskRow
from linli.contracts.assistance.cases import AidCaseView, DecideCase, SurveyCase
from linli.contracts.base import schema_class
from linli.contracts.hotline.words import TaskService
from linli.contracts.task import CancelTask, ChangeTask, GetTask
from linli.identity import Role

SURVEYORS = needs(frozenset({Role.AID_SURVEYOR, Role.ADMINISTRATOR}))
APPROVERS = needs(frozenset({Role.AID_APPROVER, Role.ADMINISTRATOR}))
OFFICERS = needs(frozenset({Role.AID_SURVEYOR, Role.AID_APPROVER, Role.ADMINISTRATOR}))

routes = Routes("assistance", "/api/assistance", "Aid cases 救助个案")
change = changes("assistance")

VIEW = schema_class(AidCaseView)
MOVE = body_of(ChangeTask, "id", "version", name="AcceptCaseBody")
SURVEY = change_of(SurveyCase)
DECIDE = change_of(DecideCase)
CANCEL = body_of(CancelTask, "id", "version", name="CancelCaseBody")


@routes.get("/cases", SIGNED_IN, page_of(TaskRow), query=TaskQuery)
def list_cases(asked: dict[str, Any]) -> Response:
    """Aid cases of the caller's areas, newest first 个案列表"""
    return lists.tasks(TaskService.ASSISTANCE, asked)


@routes.get("/cases/<uuid:case_id>", SIGNED_IN, VIEW)
def get_case(case_id: UUID) -> Response:
    """One aid case 个案详情"""
    return read("assistance", "get_case", GetTask(id=case_id))


@routes.post("/cases/<uuid:case_id>/accept", SURVEYORS, VIEW, body=MOVE, versioned=True)
def accept_case(said: dict[str, Any], case_id: UUID) -> Response:
    """Accept a case whose papers are complete 受理"""
    return change("accept_case", ChangeTask, case_id, said)


@routes.post("/cases/<uuid:case_id>/survey", SURVEYORS, VIEW, body=SURVEY, versioned=True)
def survey_case(said: dict[str, Any], case_id: UUID) -> Response:
    """Record the survey of the household 入户调查"""
    return change("survey_case", SurveyCase, case_id, said)


@routes.post("/cases/<uuid:case_id>/decide", APPROVERS, VIEW, body=DECIDE, versioned=True)
def decide_case(said: dict[str, Any], case_id: UUID) -> Response:
    """Approve or refuse the aid 审核确认"""
    return change("decide_case", DecideCase, case_id, said)


@routes.post("/cases/<uuid:case_id>/cancel", OFFICERS, VIEW, body=CANCEL, versioned=True)
def cancel_case(said: dict[str, Any], case_id: UUID) -> Response:
    """Give a case up undecided 终止"""
    return change("cancel_case", CancelTask, case_id, said)
