"""The routes of planning 巡逻规划: incidents, hot cells, rounds and routes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields, validate

from gateway.api.conventions import answer, ask, known_area, read
from gateway.api.grid.cases import LEADERS, routes
from gateway.api.grid.cells import COMPUTATION
from gateway.api.queries import AreaRequired
from gateway.api.routes import body_of
from linli.contracts.base import schema_class
from linli.contracts.grid.planning import (
    AssignedRounds,
    AssignPlan,
    CancelPlannedRounds,
    GetHeat,
    HeatList,
    IncidentsRecorded,
    PlanRounds,
    PlanRoutes,
    RecordIncidents,
)

ASSIGNED = schema_class(AssignedRounds)


class HeatQuery(AreaRequired):
    """Of which area, at which hour of the week."""

    hour = fields.Integer(validate=validate.Range(0, 167), load_default=None)
    limit = fields.Integer(validate=validate.Range(1, 200), load_default=20)


@routes.post("/incidents", LEADERS, schema_class(IncidentsRecorded), body=body_of(RecordIncidents))
def record_incidents(said: dict[str, Any]) -> Response:
    """Record where and when incidents were, for planning 导入案事件"""
    command = RecordIncidents(**said)
    known_area(command.area_code)
    return answer(ask("grid", "record_incidents", command))


@routes.get("/heat", LEADERS, schema_class(HeatList), query=HeatQuery)
def get_heat(asked: dict[str, Any]) -> Response:
    """The hottest cells of an area, at an hour of the week or in all 热点网格"""
    return read("grid", "get_heat", GetHeat(area_code=asked.pop("area"), **asked))


@routes.post("/plans/rounds", LEADERS, COMPUTATION, body=body_of(PlanRounds), status=202)
def plan_rounds(said: dict[str, Any]) -> Response:
    """Have rounds drawn that nobody foresees; follow the computation 规划随机巡逻"""
    command = PlanRounds(**said)
    made = ask("grid", "plan_rounds", command)
    return answer(made, 202, location=f"/api/grid/computations/{made['id']}")


@routes.post("/plans/rounds/<uuid:plan_id>/assign", LEADERS, ASSIGNED, body=body_of(AssignPlan, "id"), status=201)
def assign_plan(said: dict[str, Any], plan_id: UUID) -> Response:
    """Make the rounds of a plan for the officers on duty 派发巡查计划"""
    return answer(ask("grid", "assign_plan", AssignPlan(id=plan_id, **said)), 201)


@routes.post("/plans/rounds/<uuid:plan_id>/cancel", LEADERS, ASSIGNED, body=body_of(CancelPlannedRounds, "id"))
def cancel_planned_rounds(said: dict[str, Any], plan_id: UUID) -> Response:
    """Let the rounds of a plan that have not begun not take place 取消计划任务"""
    return answer(ask("grid", "cancel_planned_rounds", CancelPlannedRounds(id=plan_id, **said)))


@routes.post("/plans/routes", LEADERS, COMPUTATION, body=body_of(PlanRoutes), status=202)
def plan_routes(said: dict[str, Any]) -> Response:
    """Have the shortest routes with time windows sought; follow the computation 规划路线"""
    command = PlanRoutes(**said)
    made = ask("grid", "plan_routes", command)
    return answer(made, 202, location=f"/api/grid/computations/{made['id']}")
