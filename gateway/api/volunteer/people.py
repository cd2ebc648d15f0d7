"""The routes of the register of volunteers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields

from gateway.access import PUBLIC, SIGNED_IN, needs
from gateway.api.conventions import answer, ask, changes, known_area, read
from gateway.api.queries import CATEGORY, AreaRequired, PageQuery
from gateway.api.routes import Routes, body_of, change_of
from gateway.api.volunteer.tasks import COORDINATORS
from gateway.citizens.acting import act_for_filer
from gateway.parts import parts
from linli.contracts.base import schema_class
from linli.contracts.volunteer.people import (
    AddDocument,
    ApplicationTaken,
    ApplyAsVolunteer,
    CalendarText,
    ContactView,
    GetCalendar,
    GetVolunteer,
    ListSkills,
    ListVolunteers,
    MoveVolunteer,
    ReadCalendar,
    RegisterVolunteer,
    RevealContact,
    ReviewApplication,
    ReviseProfile,
    RevokeDocument,
    SetAvailability,
    SetContactWish,
    SkillList,
    VolunteerPage,
    VolunteerView,
)
from linli.contracts.volunteer.words import VolunteerState
from linli.identity import Role

READERS = needs(frozenset({Role.COORDINATOR, Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR, Role.DISPATCHER}))

routes = Routes("volunteer-people", "/api/volunteer", "The register of volunteers 志愿者登记")
change = changes("volunteer")

VIEW = schema_class(VolunteerView)
ALL, ONE = "/volunteers", "/volunteers/<uuid:volunteer_id>"


class VolunteerQuery(AreaRequired, PageQuery):
    """Which volunteers are listed."""

    state = fields.Enum(VolunteerState, by_value=True, load_default=None)
    skill = fields.String(validate=CATEGORY, load_default=None)


@routes.post("/applications", PUBLIC, schema_class(ApplicationTaken), body=body_of(ApplyAsVolunteer), status=201)
def apply_as_volunteer(said: dict[str, Any]) -> Response:
    """Ask to be a volunteer 申请成为志愿者"""
    command = ApplyAsVolunteer(**said)
    parts().limiter.filing(command.phone)
    known_area(command.area_code)
    act_for_filer(command.area_code, command.phone)
    return answer(ask("volunteer", "apply_as_volunteer", command), 201)


@routes.get(ALL, READERS, schema_class(VolunteerPage), query=VolunteerQuery)
def list_volunteers(asked: dict[str, Any]) -> Response:
    """The volunteers of an area and below, the newest first; with state=applied the applications 志愿者列表"""
    return read("volunteer", "list_volunteers", ListVolunteers(area_code=asked.pop("area"), **asked))


@routes.post(ALL, COORDINATORS, VIEW, body=body_of(RegisterVolunteer), status=201)
def register_volunteer(said: dict[str, Any]) -> Response:
    """Take somebody into the register at once 登记志愿者"""
    command = RegisterVolunteer(**said)
    known_area(command.area_code)
    made = ask("volunteer", "register_volunteer", command)
    return answer(made, 201, version=made["version"], location=f"/api/volunteer/volunteers/{made['id']}")


@routes.get(ONE, READERS, VIEW)
def get_volunteer(volunteer_id: UUID) -> Response:
    """One volunteer, name and number masked 志愿者详情"""
    return read("volunteer", "get_volunteer", GetVolunteer(id=volunteer_id))


@routes.post(f"{ONE}/contact", COORDINATORS, schema_class(ContactView), body=body_of(RevealContact, "id"))
def reveal_contact(said: dict[str, Any], volunteer_id: UUID) -> Response:
    """See name and number; who saw them and why is written down 查看联系方式"""
    command = RevealContact(id=volunteer_id, **said)
    return answer(ask("volunteer", "reveal_contact", command))


@routes.post(f"{ONE}/review", COORDINATORS, VIEW, body=change_of(ReviewApplication), versioned=True)
def review_application(said: dict[str, Any], volunteer_id: UUID) -> Response:
    """Decide on an application 审核申请"""
    return change("review_application", ReviewApplication, volunteer_id, said)


@routes.post(f"{ONE}/move", COORDINATORS, VIEW, body=change_of(MoveVolunteer), versioned=True)
def move_volunteer(said: dict[str, Any], volunteer_id: UUID) -> Response:
    """Pause a volunteer, have them back, let them go 暂停、恢复、退出"""
    return change("move_volunteer", MoveVolunteer, volunteer_id, said)


@routes.post(f"{ONE}/profile", COORDINATORS, VIEW, body=change_of(ReviseProfile), versioned=True)
def revise_profile(said: dict[str, Any], volunteer_id: UUID) -> Response:
    """Change what a volunteer is matched by 修改资料"""
    return change("revise_profile", ReviseProfile, volunteer_id, said)


@routes.post(f"{ONE}/wish", COORDINATORS, VIEW, body=change_of(SetContactWish), versioned=True)
def set_contact_wish(said: dict[str, Any], volunteer_id: UUID) -> Response:
    """Say how a volunteer wants to be told, who cannot sign in to say so 设置通知方式"""
    return change("set_contact_wish", SetContactWish, volunteer_id, said)


@routes.post(f"{ONE}/availability", COORDINATORS, VIEW, body=change_of(SetAvailability), versioned=True)
def set_availability(said: dict[str, Any], volunteer_id: UUID) -> Response:
    """Say when a volunteer may be asked 设置可用时间"""
    return change("set_availability", SetAvailability, volunteer_id, said)


@routes.post(f"{ONE}/calendar", COORDINATORS, VIEW, body=change_of(ReadCalendar), versioned=True)
def read_calendar(said: dict[str, Any], volunteer_id: UUID) -> Response:
    """Say it by an iCalendar text 导入日历"""
    return change("read_calendar", ReadCalendar, volunteer_id, said)


@routes.get(f"{ONE}/calendar", READERS, schema_class(CalendarText))
def get_calendar(volunteer_id: UUID) -> Response:
    """A volunteer's availability as iCalendar 导出日历"""
    return read("volunteer", "get_calendar", GetCalendar(id=volunteer_id))


@routes.post(f"{ONE}/documents", COORDINATORS, VIEW, body=change_of(AddDocument), versioned=True)
def add_document(said: dict[str, Any], volunteer_id: UUID) -> Response:
    """Put a certificate, a check or an insurance on the record 添加证明材料"""
    return change("add_document", AddDocument, volunteer_id, said)


@routes.post(f"{ONE}/documents/revoke", COORDINATORS, VIEW, body=change_of(RevokeDocument), versioned=True)
def revoke_document(said: dict[str, Any], volunteer_id: UUID) -> Response:
    """Take a document off the record 撤销证明材料"""
    return change("revoke_document", RevokeDocument, volunteer_id, said)


@routes.get("/skills", SIGNED_IN, schema_class(SkillList))
def list_skills() -> Response:
    """The skills there are, and the certificates they need 技能目录"""
    return read("volunteer", "list_skills", ListSkills())
