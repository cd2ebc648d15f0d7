"""The routes of findings and grid cases 网格案件."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from gateway.access import SIGNED_IN, needs
from gateway.api import lists
from gateway.api.conventions import answer, ask, changes, known_area, read
from gateway.api.grid import posts
from gateway.api.queries import AreaRequired, TaskQuery
from gateway.api.routes import Routes, body_of, change_of, page_of
from gateway.projections.views import TaskRow
from linli.contracts.base import schema_class
from linli.contracts.grid.cases import (
    AssignCase,
    ConfirmCase,
    EvaluateCase,
    ExtendCase,
    GiveReason,
    GridCaseView,
    LocateCase,
    ReferCase,
    VerifyCase,
)
from linli.contracts.grid.findings import KindList, ListKinds, ReportFinding
from linli.contracts.hotline.words import TaskService
from linli.contracts.task import CancelTask, ChangeTask, GetTask
from linli.identity import Role

LEADERS, WORKERS = needs(posts.LEADERS), needs(posts.WORKERS)
VERIFIERS = needs(posts.WORKERS | {Role.SUPERVISOR})
JUDGES = needs(frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}))

routes = Routes("grid", "/api/grid", "Grid cases 网格案件")
change = changes("grid")

VIEW = schema_class(GridCaseView)
MOVE = body_of(ChangeTask, "id", "version", name="MoveCaseBody")
REASON = body_of(GiveReason, "id", "version", name="CaseReasonBody")
CANCEL = body_of(CancelTask, "id", "version", name="CancelGridCaseBody")
ONE = "/cases/<uuid:case_id>"


@routes.get("/kinds", needs(posts.SEERS), schema_class(KindList), query=AreaRequired)
def list_kinds(asked: dict[str, Any]) -> Response:
    """Every kind of case that is found in the field 案件类别"""
    return read("grid", "list_kinds", ListKinds(area_code=asked["area"]))


@routes.post("/findings", WORKERS, VIEW, body=body_of(ReportFinding), status=201)
def report_finding(said: dict[str, Any]) -> Response:
    """Report what was noticed, under an id of the reporter's own 上报问题"""
    command = ReportFinding(**said)
    known_area(command.area_code)
    made = ask("grid", "report_finding", command)
    return answer(made, 201, version=made["version"], location=f"/api/grid/cases/{made['id']}")


@routes.get("/cases", SIGNED_IN, page_of(TaskRow), query=TaskQuery)
def list_cases(asked: dict[str, Any]) -> Response:
    """Grid cases of the caller's areas, newest first 案件列表"""
    return lists.tasks(TaskService.GRID, asked)


@routes.get(ONE, SIGNED_IN, VIEW)
def get_case(case_id: UUID) -> Response:
    """One grid case 案件详情"""
    return read("grid", "get_case", GetTask(id=case_id))


@routes.post(f"{ONE}/file", LEADERS, VIEW, body=MOVE, versioned=True)
def file_case(said: dict[str, Any], case_id: UUID) -> Response:
    """File what was reported 立案"""
    return change("file_case", ChangeTask, case_id, said)


@routes.post(f"{ONE}/confirm", WORKERS, VIEW, body=change_of(ConfirmCase), versioned=True)
def confirm_case(said: dict[str, Any], case_id: UUID) -> Response:
    """Say whether what a camera or sensor reported is there 人工核实"""
    return change("confirm_case", ConfirmCase, case_id, said)


@routes.post(f"{ONE}/locate", WORKERS, VIEW, body=change_of(LocateCase), versioned=True)
def locate_case(said: dict[str, Any], case_id: UUID) -> Response:
    """Say where the matter is; the hotline's cases come without a place 案件定位"""
    return change("locate_case", LocateCase, case_id, said)


@routes.post(f"{ONE}/dismiss", LEADERS, VIEW, body=REASON, versioned=True)
def dismiss_case(said: dict[str, Any], case_id: UUID) -> Response:
    """Do not file what was reported 不予立案"""
    return change("dismiss_case", GiveReason, case_id, said)


@routes.post(f"{ONE}/assign", LEADERS, VIEW, body=change_of(AssignCase), versioned=True)
def assign_case(said: dict[str, Any], case_id: UUID) -> Response:
    """Send one grid worker 派遣"""
    return change("assign_case", AssignCase, case_id, said)


@routes.post(f"{ONE}/start", WORKERS, VIEW, body=MOVE, versioned=True)
def start_case(said: dict[str, Any], case_id: UUID) -> Response:
    """Say that the worker is at it 开始处置"""
    return change("start_case", ChangeTask, case_id, said)


@routes.post(f"{ONE}/handle", WORKERS, VIEW, body=MOVE, versioned=True)
def handle_case(said: dict[str, Any], case_id: UUID) -> Response:
    """Report a case handled 处置反馈"""
    return change("handle_case", ChangeTask, case_id, said)


@routes.post(f"{ONE}/verify", VERIFIERS, VIEW, body=change_of(VerifyCase), versioned=True)
def verify_case(said: dict[str, Any], case_id: UUID) -> Response:
    """Say what was seen on site, by someone who did not handle it 核查结案"""
    return change("verify_case", VerifyCase, case_id, said)


@routes.post(f"{ONE}/extend", LEADERS, VIEW, body=change_of(ExtendCase), versioned=True)
def extend_case(said: dict[str, Any], case_id: UUID) -> Response:
    """Give more time to handle it 延期"""
    return change("extend_case", ExtendCase, case_id, said)


@routes.post(f"{ONE}/shelve", LEADERS, VIEW, body=REASON, versioned=True)
def shelve_case(said: dict[str, Any], case_id: UUID) -> Response:
    """Let a case hang for which no unit is responsible 挂账"""
    return change("shelve_case", GiveReason, case_id, said)


@routes.post(f"{ONE}/take-up", LEADERS, VIEW, body=MOVE, versioned=True)
def take_up_case(said: dict[str, Any], case_id: UUID) -> Response:
    """Dispatch again what hung 销账"""
    return change("take_up_case", ChangeTask, case_id, said)


@routes.post(f"{ONE}/refer", LEADERS, VIEW, body=change_of(ReferCase), versioned=True)
def refer_case(said: dict[str, Any], case_id: UUID) -> Response:
    """Have the hotline open a request for it; what it settles is verified here 转热线"""
    return change("refer_case", ReferCase, case_id, said)


@routes.post(f"{ONE}/evaluate", JUDGES, VIEW, body=change_of(EvaluateCase), versioned=True)
def evaluate_case(said: dict[str, Any], case_id: UUID) -> Response:
    """Judge how a closed case was handled 综合评价"""
    return change("evaluate_case", EvaluateCase, case_id, said)


@routes.post(f"{ONE}/cancel", LEADERS, VIEW, body=CANCEL, versioned=True)
def cancel_case(said: dict[str, Any], case_id: UUID) -> Response:
    """Give a case up unhandled 撤销"""
    return change("cancel_case", CancelTask, case_id, said)
