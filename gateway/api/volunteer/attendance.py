"""The routes of attendance: check in and out, the exception report, disputes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields

from gateway.api.conventions import changes, read
from gateway.api.queries import AreaRequired, PageQuery
from gateway.api.routes import Routes, change_of
from gateway.api.volunteer.people import READERS
from gateway.api.volunteer.tasks import ANSWERERS, COORDINATORS
from linli.clock import local, now
from linli.contracts.base import schema_class
from linli.contracts.volunteer.attendance import (
    AttendanceCode,
    AttendanceView,
    CheckIn,
    DecideHours,
    DisputeHours,
    ExceptionPage,
    GetAttendanceCode,
    ListExceptions,
)

routes = Routes("volunteer-attendance", "/api/volunteer", "Attendance of volunteers 志愿服务考勤")
change = changes("volunteer")

VIEW = schema_class(AttendanceView)
ONE = "/engagements/<uuid:engagement_id>"
CHECK = change_of(CheckIn)


class ExceptionQuery(AreaRequired, PageQuery):
    """Of which day; today unless given."""

    day = fields.Date(load_default=None)


@routes.get("/tasks/<uuid:task_id>/attendance-code", COORDINATORS, schema_class(AttendanceCode))
def get_attendance_code(task_id: UUID) -> Response:
    """The code that a task's volunteers check in with, to be said or shown as a QR code 签到码"""
    return read("volunteer", "get_attendance_code", GetAttendanceCode(id=task_id))


@routes.post(f"{ONE}/check-in", ANSWERERS, VIEW, body=CHECK, versioned=True)
def check_in(said: dict[str, Any], engagement_id: UUID) -> Response:
    """Check in by code, QR code, place, or as a coordinator 签到"""
    return change("check_in", CheckIn, engagement_id, said)


@routes.post(f"{ONE}/check-out", ANSWERERS, VIEW, body=CHECK, versioned=True)
def check_out(said: dict[str, Any], engagement_id: UUID) -> Response:
    """Check out; the hours within the plan are credited 签退"""
    return change("check_out", CheckIn, engagement_id, said)


@routes.post(f"{ONE}/dispute", ANSWERERS, VIEW, body=change_of(DisputeHours), versioned=True)
def dispute_hours(said: dict[str, Any], engagement_id: UUID) -> Response:
    """Say that the recorded hours are not right 时长异议"""
    return change("dispute_hours", DisputeHours, engagement_id, said)


@routes.post(f"{ONE}/decide", COORDINATORS, VIEW, body=change_of(DecideHours), versioned=True)
def decide_hours(said: dict[str, Any], engagement_id: UUID) -> Response:
    """Decide a dispute; nobody decides their own 异议裁定"""
    return change("decide_hours", DecideHours, engagement_id, said)


@routes.get("/exceptions", READERS, schema_class(ExceptionPage), query=ExceptionQuery)
def list_exceptions(asked: dict[str, Any]) -> Response:
    """Forgotten check-outs, no-shows, late arrivals and disputes of a day 出勤异常"""
    day = asked.pop("day") or local(now()).date()
    return read("volunteer", "list_exceptions", ListExceptions(area_code=asked.pop("area"), day=day, **asked))
