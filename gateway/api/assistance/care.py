"""The routes of home care 居家养老服务."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields

from gateway.api.assistance.applications import PREPARERS, READERS
from gateway.api.conventions import answer, ask, changes, read
from gateway.api.queries import AreaRequired, PageQuery
from gateway.api.routes import Routes, body_of, change_of
from linli.contracts.assistance.care import (
    AssessSelfCare,
    CarePlanPage,
    CarePlanState,
    CarePlanView,
    EndCare,
    GetCarePlan,
    ListAssessments,
    ListCarePlans,
    NoteVisit,
    PlanCare,
    RecheckCare,
    SelfCareList,
    SelfCareView,
    VisitView,
)
from linli.contracts.base import schema_class

routes = Routes("care", "/api/assistance/care", "Home care 居家养老服务")
change = changes("assistance")

PLAN = schema_class(CarePlanView)
ONE = "/plans/<uuid:plan_id>"
PERSON = "/persons/<uuid:person_id>/assessments"


class CareQuery(AreaRequired, PageQuery):
    """Which plans are listed."""

    state = fields.Enum(CarePlanState, by_value=True, load_default=None)


@routes.post(PERSON, PREPARERS, schema_class(SelfCareView), body=body_of(AssessSelfCare, "person_id"), status=201)
def assess_self_care(said: dict[str, Any], person_id: UUID) -> Response:
    """Assess the six items of self-care, by two 自理能力评估"""
    return answer(ask("assistance", "assess_self_care", AssessSelfCare(person_id=person_id, **said)), 201)


@routes.get(PERSON, READERS, schema_class(SelfCareList))
def list_assessments(person_id: UUID) -> Response:
    """The assessments of a person 评估记录"""
    return read("assistance", "list_assessments", ListAssessments(id=person_id))


@routes.post("/plans", PREPARERS, PLAN, body=body_of(PlanCare), status=201)
def plan_care(said: dict[str, Any]) -> Response:
    """Plan the care of a person; visits are offered two weeks ahead 制定照护计划"""
    made = ask("assistance", "plan_care", PlanCare(**said))
    return answer(made, 201, version=made["version"], location=f"/api/assistance/care/plans/{made['id']}")


@routes.get("/plans", READERS, schema_class(CarePlanPage), query=CareQuery)
def list_care_plans(asked: dict[str, Any]) -> Response:
    """Plans of an area, also those whose re-check is due 照护计划列表"""
    return read("assistance", "list_care_plans", ListCarePlans(area_code=asked.pop("area"), **asked))


@routes.get(ONE, READERS, PLAN)
def get_care_plan(plan_id: UUID) -> Response:
    """One plan with its visits 照护计划详情"""
    return read("assistance", "get_care_plan", GetCarePlan(id=plan_id))


@routes.post(f"{ONE}/recheck", PREPARERS, PLAN, body=change_of(RecheckCare), versioned=True)
def recheck_care(said: dict[str, Any], plan_id: UUID) -> Response:
    """What a re-check after missed visits found 服务复核"""
    return change("recheck_care", RecheckCare, plan_id, said)


@routes.post(f"{ONE}/end", PREPARERS, PLAN, body=change_of(EndCare), versioned=True)
def end_care(said: dict[str, Any], plan_id: UUID) -> Response:
    """End a plan; visits that have not begun are given up 终止照护"""
    return change("end_care", EndCare, plan_id, said)


VISIT = schema_class(VisitView)


@routes.post("/visits/<uuid:visit_id>/note", PREPARERS, VISIT, body=change_of(NoteVisit), versioned=True)
def note_visit(said: dict[str, Any], visit_id: UUID) -> Response:
    """What became of a visit 服务记录"""
    return change("note_visit", NoteVisit, visit_id, said)
