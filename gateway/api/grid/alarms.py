"""The routes of alarms."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields

from gateway.access import needs
from gateway.api.conventions import answer, ask, changes, known_area, read
from gateway.api.grid.posts import LEADERS, WATCHERS, WORKERS
from gateway.api.queries import AreaRequired, PageQuery
from gateway.api.routes import Routes, body_of, change_of
from linli.contracts.base import schema_class
from linli.contracts.grid.alarms import (
    AcknowledgeAlarm,
    AlarmPage,
    AlarmState,
    AlarmView,
    ListAlarms,
    RaisePanic,
)
from linli.identity import Role

routes = Routes("grid-alarms", "/api/grid", "Alarms 告警")
change = changes("grid")

ALARM = schema_class(AlarmView)
TAKERS = LEADERS | {Role.SUPERVISOR}


class AlarmQuery(AreaRequired, PageQuery):
    """Which alarms a list shows."""

    state = fields.Enum(AlarmState, by_value=True, load_default=None)


@routes.post("/panic", needs(WORKERS), ALARM, body=body_of(RaisePanic), status=201)
def raise_panic(said: dict[str, Any]) -> Response:
    """Call for help, under an id of the phone's own 紧急求助"""
    command = RaisePanic(**said)
    known_area(command.area_code)
    made = ask("grid", "raise_panic", command)
    return answer(made, 201, version=made["version"])


@routes.get("/alarms", needs(WATCHERS), schema_class(AlarmPage), query=AlarmQuery)
def list_alarms(asked: dict[str, Any]) -> Response:
    """An area's alarms, the latest first 告警列表"""
    return read("grid", "list_alarms", ListAlarms(area_code=asked.pop("area"), **asked))


@routes.post(
    "/alarms/<uuid:alarm_id>/acknowledge", needs(TAKERS), ALARM, body=change_of(AcknowledgeAlarm), versioned=True
)
def acknowledge_alarm(said: dict[str, Any], alarm_id: UUID) -> Response:
    """Take an alarm on, so that it climbs no higher 处理告警"""
    return change("acknowledge_alarm", AcknowledgeAlarm, alarm_id, said)
