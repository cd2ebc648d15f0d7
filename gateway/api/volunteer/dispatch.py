"""The routes of planned tasks, their series, offers and matches."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import Response
from marshmallow import fields, validate

from gateway.access import SIGNED_IN
from gateway.api.conventions import answer, ask, changes, known_area, read
from gateway.api.queries import CATEGORY
from gateway.api.routes import Routes, body_of, change_of
from gateway.api.volunteer.people import READERS
from gateway.api.volunteer.tasks import ANSWERERS, COORDINATORS
from linli.contracts.base import schema_class
from linli.contracts.volunteer.engagements import (
    AnswerOffer,
    Dispatched,
    DispatchTask,
    EndSeries,
    EngagementList,
    EngagementView,
    ExplainTask,
    ExplanationsView,
    GetSeries,
    ListEngagements,
    MoveTask,
    OfferPlace,
    OpenPlannedTask,
    OpenSeries,
    PlanTask,
    SeriesView,
    WithdrawOffer,
)
from linli.contracts.volunteer.tasks import VolunteerTaskView

routes = Routes("volunteer-dispatch", "/api/volunteer", "Volunteers found for planned tasks 志愿服务派单")
change = changes("volunteer")

TASK, ENGAGEMENT = schema_class(VolunteerTaskView), schema_class(EngagementView)
SERIES = schema_class(SeriesView)
ONE, OFFER = "/tasks/<uuid:task_id>", "/engagements/<uuid:engagement_id>"
ANSWER = change_of(AnswerOffer)


class ExplainQuery(ma.Schema):
    """Whom to explain: one volunteer, or those near."""

    volunteer_id = fields.UUID(load_default=None)
    role = fields.String(validate=CATEGORY, load_default=None)
    limit = fields.Integer(validate=validate.Range(1, 100), load_default=20)


@routes.post("/tasks", COORDINATORS, TASK, body=body_of(OpenPlannedTask), status=201)
def open_planned_task(said: dict[str, Any]) -> Response:
    """Open a task by hand, with when, where, how many people and what they must be able to do 新建任务"""
    command = OpenPlannedTask(**said)
    known_area(command.area_code)
    made = ask("volunteer", "open_planned_task", command)
    return answer(made, 201, version=made["version"], location=f"/api/volunteer/tasks/{made['id']}")


@routes.post(f"{ONE}/plan", COORDINATORS, TASK, body=change_of(PlanTask), versioned=True)
def plan_task(said: dict[str, Any], task_id: UUID) -> Response:
    """Say when, where and by whom an open task is done 安排任务"""
    return change("plan_task", PlanTask, task_id, said)


@routes.post(f"{ONE}/move", COORDINATORS, TASK, body=change_of(MoveTask), versioned=True)
def move_task(said: dict[str, Any], task_id: UUID) -> Response:
    """Do a planned task at another time; who took a place is asked anew 改期"""
    return change("move_task", MoveTask, task_id, said)


@routes.post("/series", COORDINATORS, SERIES, body=body_of(OpenSeries), status=201)
def open_series(said: dict[str, Any]) -> Response:
    """Open the same task again and again by a rule of RFC 5545 新建周期任务"""
    command = OpenSeries(**said)
    known_area(command.area_code)
    made = ask("volunteer", "open_series", command)
    return answer(made, 201, version=made["version"], location=f"/api/volunteer/series/{made['id']}")


@routes.get("/series/<uuid:series_id>", SIGNED_IN, SERIES)
def get_series(series_id: UUID) -> Response:
    """One series and its next moments 周期任务详情"""
    return read("volunteer", "get_series", GetSeries(id=series_id))


@routes.post("/series/<uuid:series_id>/end", COORDINATORS, SERIES, body=change_of(EndSeries), versioned=True)
def end_series(said: dict[str, Any], series_id: UUID) -> Response:
    """End a series; what has not begun is given up 结束周期任务"""
    return change("end_series", EndSeries, series_id, said)


@routes.post(f"{ONE}/dispatch", COORDINATORS, schema_class(Dispatched), body=body_of(DispatchTask, "id"))
def dispatch_task(_said: dict[str, Any], task_id: UUID) -> Response:
    """Find volunteers for one task now 立即派单"""
    command = DispatchTask(id=task_id)
    return answer(ask("volunteer", "dispatch_task", command))


@routes.get(f"{ONE}/matches", READERS, schema_class(ExplanationsView), query=ExplainQuery)
def explain_task(asked: dict[str, Any], task_id: UUID) -> Response:
    """Why volunteers near are offered the task or not, in words 匹配说明"""
    return read("volunteer", "explain_task", ExplainTask(id=task_id, **asked))


@routes.get(f"{ONE}/engagements", SIGNED_IN, schema_class(EngagementList))
def list_engagements(task_id: UUID) -> Response:
    """Who is and was engaged in a task 参与情况"""
    return read("volunteer", "list_engagements", ListEngagements(id=task_id))


@routes.post(f"{ONE}/places", COORDINATORS, ENGAGEMENT, body=change_of(OfferPlace), versioned=True)
def offer_place(said: dict[str, Any], task_id: UUID) -> Response:
    """Offer a place by hand; where a rule stands against it, with the reason 人工邀约"""
    return change("offer_place", OfferPlace, task_id, said)


@routes.post(f"{OFFER}/accept", ANSWERERS, ENGAGEMENT, body=ANSWER, versioned=True)
def accept_offer(said: dict[str, Any], engagement_id: UUID) -> Response:
    """Take an offered place 接受邀约"""
    return change("accept_offer", AnswerOffer, engagement_id, said)


@routes.post(f"{OFFER}/decline", ANSWERERS, ENGAGEMENT, body=ANSWER, versioned=True)
def decline_offer(said: dict[str, Any], engagement_id: UUID) -> Response:
    """Decline an offered place, or say that one cannot come 谢绝邀约"""
    return change("decline_offer", AnswerOffer, engagement_id, said)


@routes.post(f"{OFFER}/withdraw", COORDINATORS, ENGAGEMENT, body=change_of(WithdrawOffer), versioned=True)
def withdraw_offer(said: dict[str, Any], engagement_id: UUID) -> Response:
    """Take an offer or an engagement back 撤回邀约"""
    return change("withdraw_offer", WithdrawOffer, engagement_id, said)
