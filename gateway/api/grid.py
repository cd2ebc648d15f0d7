"""The grid service's routes: grid cases 网格案件."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from gateway.access import SIGNED_IN, needs
from gateway.api import lists
from gateway.api.conventions import changes, read
from gateway.api.queries import TaskQuery
from gateway.api.routes import Routes, body_of, page_of
from gateway.projections.views import TaskRow
from linli.contracts.base import schema_class
from linli.contracts.grid import AssignCase, GridCaseView, VerifyCase
from linli.contracts.hotline import TaskService
from linli.contracts.task import CancelTask, ChangeTask, GetTask
from linli.identity import Role

LEADERS = needs(frozenset({Role.PATROL_LEADER, Role.ADMINISTRATOR}))
WORKERS = needs(frozenset({Role.PATROL_LEADER, Role.ADMINISTRATOR, Role.GRID_WORKER}))
VERIFIERS = needs(frozenset({Role.PATROL_LEADER, Role.ADMINISTRATOR, Role.SUPERVISOR}))

routes = Routes("grid", "/api/grid", "Grid cases 网格案件")
change = changes("grid")

VIEW = schema_class(GridCaseView)
ASSIGN = body_of(AssignCase, "id", "version")
MOVE = body_of(ChangeTask, "id", "version", name="HandleCaseBody")
VERIFY = body_of(VerifyCase, "id", "version")
CANCEL = body_of(CancelTask, "id", "version", name="CancelGridCaseBody")


@routes.get("/cases", SIGNED_IN, page_of(TaskRow), query=TaskQuery)
def list_cases(asked: dict[str, Any]) -> Response:
    """Grid cases of the caller's areas, newest first 案件列表"""
    return lists.tasks(TaskService.GRID, asked)


@routes.get("/cases/<uuid:case_id>", SIGNED_IN, VIEW)
def get_case(case_id: UUID) -> Response:
    """One grid case 案件详情"""
    return read("grid", "get_case", GetTask(id=case_id))


@routes.post("/cases/<uuid:case_id>/assign", LEADERS, VIEW, body=ASSIGN, versioned=True)
def assign_case(said: dict[str, Any], case_id: UUID) -> Response:
    """Send one grid worker 派遣"""
    return change("assign_case", AssignCase, case_id, said)


@routes.post("/cases/<uuid:case_id>/handle", WORKERS, VIEW, body=MOVE, versioned=True)
def handle_case(said: dict[str, Any], case_id: UUID) -> Response:
    """Report a case handled 处置"""
    return change("handle_case", ChangeTask, case_id, said)


@routes.post("/cases/<uuid:case_id>/verify", VERIFIERS, VIEW, body=VERIFY, versioned=True)
def verify_case(said: dict[str, Any], case_id: UUID) -> Response:
    """Say what was seen on site 核查"""
    return change("verify_case", VerifyCase, case_id, said)


@routes.post("/cases/<uuid:case_id>/cancel", LEADERS, VIEW, body=CANCEL, versioned=True)
def cancel_case(said: dict[str, Any], case_id: UUID) -> Response:
    """Give a case up unhandled 撤销"""
    return change("cancel_case", CancelTask, case_id, said)
