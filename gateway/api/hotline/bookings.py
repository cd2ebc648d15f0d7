"""The routes of slots and appointments."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import Response
from marshmallow import fields, validate

from gateway.access import SIGNED_IN
from gateway.api.conventions import answer, ask, changes, known_area, read
from gateway.api.hotline.knowledge import ANSWERING, EDITORS
from gateway.api.queries import CATEGORY, AreaRequired, PageQuery
from gateway.api.routes import Routes, body_of, change_of
from linli.clock import now
from linli.contracts.base import schema_class
from linli.contracts.hotline.bookings import (
    AppointmentPage,
    AppointmentView,
    BookSlot,
    CancelAppointment,
    CloseSlot,
    FindSlots,
    GetAppointment,
    ListAppointments,
    MoveAppointment,
    OpenSlots,
    RecordAttendance,
    SlotList,
    SlotsOpened,
    SlotView,
)

routes = Routes("bookings", "/api/hotline", "Appointments 预约")
change = changes("hotline")

VIEW = schema_class(AppointmentView)
ONE = "/appointments/<uuid:appointment_id>"


class SlotQuery(AreaRequired):
    """Which slots are looked for."""

    service = fields.String(validate=CATEGORY, required=True)
    provider_id = fields.UUID(load_default=None)
    after = fields.AwareDateTime(load_default=None)
    limit = fields.Integer(validate=validate.Range(1, 100), load_default=20)


class AppointmentQuery(PageQuery):
    """From when on appointments are listed: from now on, unless said."""

    since = fields.AwareDateTime(load_default=None)


class NoBody(ma.Schema):
    """A body without fields."""


@routes.post(
    "/directory/providers/<uuid:provider_id>/slots",
    EDITORS,
    schema_class(SlotsOpened),
    body=body_of(OpenSlots, "provider_id"),
)
def open_slots(said: dict[str, Any], provider_id: UUID) -> Response:
    """Make slots within a provider's hours, evenings and weekends included 开放预约时段"""
    command = OpenSlots(provider_id=provider_id, **said)
    return answer(ask("hotline", "open_slots", command))


@routes.get(
    "/directory/providers/<uuid:provider_id>/appointments",
    ANSWERING,
    schema_class(AppointmentPage),
    query=AppointmentQuery,
)
def list_appointments(asked: dict[str, Any], provider_id: UUID) -> Response:
    """A provider's appointments, the earliest first 预约列表"""
    since = asked.pop("since") or now()
    return read("hotline", "list_appointments", ListAppointments(provider_id=provider_id, since=since, **asked))


@routes.get("/slots", SIGNED_IN, schema_class(SlotList), query=SlotQuery)
def find_slots(asked: dict[str, Any]) -> Response:
    """The next free slots of a service for an area 可约时段"""
    return read("hotline", "find_slots", FindSlots(area_code=asked.pop("area"), **asked))


@routes.post("/slots/<uuid:slot_id>/close", EDITORS, schema_class(SlotView), body=NoBody)
def close_slot(_said: dict[str, Any], slot_id: UUID) -> Response:
    """Let nobody book a slot any more 关闭时段"""
    command = CloseSlot(id=slot_id)
    return answer(ask("hotline", "close_slot", command))


@routes.post("/appointments", ANSWERING, VIEW, body=body_of(BookSlot), status=201)
def book_slot(said: dict[str, Any]) -> Response:
    """Book a place for a resident, at any hour 预约"""
    command = BookSlot(**said)
    known_area(command.area_code)
    made = ask("hotline", "book_slot", command)
    return answer(made, 201, version=made["version"], location=f"/api/hotline/appointments/{made['id']}")


@routes.get(ONE, ANSWERING, VIEW)
def get_appointment(appointment_id: UUID) -> Response:
    """One appointment 预约详情"""
    return read("hotline", "get_appointment", GetAppointment(id=appointment_id))


@routes.post(f"{ONE}/move", ANSWERING, VIEW, body=change_of(MoveAppointment), versioned=True)
def move_appointment(said: dict[str, Any], appointment_id: UUID) -> Response:
    """Take a place at another time instead 改期"""
    return change("move_appointment", MoveAppointment, appointment_id, said)


@routes.post(f"{ONE}/cancel", ANSWERING, VIEW, body=change_of(CancelAppointment), versioned=True)
def cancel_appointment(said: dict[str, Any], appointment_id: UUID) -> Response:
    """Give the place back 取消预约"""
    return change("cancel_appointment", CancelAppointment, appointment_id, said)


@routes.post(f"{ONE}/attendance", ANSWERING, VIEW, body=change_of(RecordAttendance), versioned=True)
def record_attendance(said: dict[str, Any], appointment_id: UUID) -> Response:
    """Whether the resident came 到场记录"""
    return change("record_attendance", RecordAttendance, appointment_id, said)
