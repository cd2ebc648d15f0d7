"""The routes of volunteers themselves, signed in as citizens by the number of the register; and their calendars."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields

from gateway import auth
from gateway.access import CITIZENS, PUBLIC
from gateway.api.conventions import answer, ask, known_area, seen_version
from gateway.api.queries import PageQuery
from gateway.api.routes import Routes, body_of
from gateway.api.volunteer.certificates import DaysQuery, certificate_paper, statement_paper
from gateway.citizens.acting import act, act_for_account, first_district
from gateway.parts import parts
from linli.contracts.base import AreaCode, Note, ShortText, load, schema_class
from linli.contracts.volunteer.certificates import CertificatePage
from linli.contracts.volunteer.hours import HourLinePage, HoursView
from linli.contracts.volunteer.own import (
    AnswerOwnOffer,
    CheckOwn,
    CloseFeed,
    DisputeOwnHours,
    FeedOpened,
    GetOwnCertificate,
    GetOwnHours,
    GetOwnStatement,
    GetOwnVolunteer,
    ListOwnCertificates,
    ListOwnHourLines,
    ListOwnOffers,
    ListOwnSkills,
    MoveOwn,
    OpenFeed,
    OwnOffer,
    OwnOfferPage,
    OwnVolunteer,
    ReadFeed,
    ReadOwnCalendar,
    SetOwnAvailability,
    SetOwnWish,
)
from linli.contracts.volunteer.people import ApplicationTaken, ApplyAsVolunteer, Profile, SkillList

routes = Routes("volunteer-own", "/api", "Volunteers' own offers, hours and calendar 我的志愿服务")

OWN, ONE = "/citizen/volunteer", "/citizen/volunteer/offers/<uuid:engagement_id>"
VIEW, OFFER = schema_class(OwnVolunteer), schema_class(OwnOffer)
ANSWER = body_of(AnswerOwnOffer, "id", "phone", "version")
CHECK = body_of(CheckOwn, "id", "phone", "version")


@dataclass(frozen=True, kw_only=True)
class ApplyOneself:
    """Ask to be taken into the register of an area; somebody of the area decides."""

    area_code: AreaCode
    name: ShortText
    profile: Profile
    note: Note = ""


class OfferQuery(PageQuery):
    """Only what is not over, if wanted."""

    open = fields.Boolean(load_default=False)


def _phone() -> str:
    """The number that the caller has shown to be theirs; acts for them."""
    act_for_account(auth.citizen().citizen.id, first_district())
    return auth.citizen().citizen.phone


def read(service: str, method: str, command: Callable[..., Any], **said: Any) -> dict[str, Any]:
    """Ask a service for what is the caller's own."""
    asked = command(phone=_phone(), **said)
    return parts().backend.ask(service, method, asked, auth.principal())


def change(service: str, method: str, command: Callable[..., Any], said: dict[str, Any], **thing: UUID) -> Response:
    """Ask a service to move what is the caller's own on from the version they saw."""
    found = ask(service, method, command(phone=_phone(), version=seen_version(), **thing, **said))
    return answer(found, version=found["version"])


@routes.get(OWN, CITIZENS, VIEW)
def get_own_volunteer() -> Response:
    """What the register says of oneself 我的志愿者信息"""
    found = read("volunteer", "get_own_volunteer", GetOwnVolunteer)
    return answer(found, version=found["version"])


@routes.post(f"{OWN}/apply", CITIZENS, schema_class(ApplicationTaken), body=body_of(ApplyOneself), status=201)
def apply_oneself(said: dict[str, Any]) -> Response:
    """Ask to be a volunteer, with the number that one has shown to be one's own 本人申请成为志愿者"""
    command = ApplyAsVolunteer(phone=_phone(), **said)
    parts().limiter.filing(command.phone)
    known_area(command.area_code)
    return answer(ask("volunteer", "apply_as_volunteer", command), 201)


@routes.get(f"{OWN}/skills", CITIZENS, schema_class(SkillList))
def list_own_skills() -> Response:
    """The skills a volunteer may have 技能目录"""
    return answer(read("volunteer", "list_own_skills", ListOwnSkills))


@routes.post(f"{OWN}/state", CITIZENS, VIEW, body=body_of(MoveOwn, "phone", "version"), versioned=True)
def move_own(said: dict[str, Any]) -> Response:
    """Pause, be asked again, or leave 暂停、恢复或退出"""
    return change("volunteer", "move_own", MoveOwn, said)


@routes.post(
    f"{OWN}/availability", CITIZENS, VIEW, body=body_of(SetOwnAvailability, "phone", "version"), versioned=True
)
def set_own_availability(said: dict[str, Any]) -> Response:
    """Say when one may be asked 设置可服务时间"""
    return change("volunteer", "set_own_availability", SetOwnAvailability, said)


@routes.post(f"{OWN}/calendar", CITIZENS, VIEW, body=body_of(ReadOwnCalendar, "phone", "version"), versioned=True)
def read_own_calendar(said: dict[str, Any]) -> Response:
    """Say it by an iCalendar text 导入日历"""
    return change("volunteer", "read_own_calendar", ReadOwnCalendar, said)


@routes.post(f"{OWN}/wish", CITIZENS, VIEW, body=body_of(SetOwnWish, "phone", "version"), versioned=True)
def set_own_wish(said: dict[str, Any]) -> Response:
    """Say how one wants to be told 设置通知方式"""
    return change("volunteer", "set_own_wish", SetOwnWish, said)


@routes.get(f"{OWN}/offers", CITIZENS, schema_class(OwnOfferPage), query=OfferQuery)
def list_own_offers(asked: dict[str, Any]) -> Response:
    """One's offers and engagements, each with why one is asked and what one may do 我的邀请与参与"""
    return answer(read("volunteer", "list_own_offers", ListOwnOffers, **asked))


@routes.post(f"{ONE}/accept", CITIZENS, OFFER, body=ANSWER, versioned=True)
def accept_own_offer(said: dict[str, Any], engagement_id: UUID) -> Response:
    """Take an offered place 接受邀请"""
    return change("volunteer", "accept_own_offer", AnswerOwnOffer, said, id=engagement_id)


@routes.post(f"{ONE}/decline", CITIZENS, OFFER, body=ANSWER, versioned=True)
def decline_own_offer(said: dict[str, Any], engagement_id: UUID) -> Response:
    """Decline it, or say that one cannot come; nothing comes of it 谢绝或告知不能到场"""
    return change("volunteer", "decline_own_offer", AnswerOwnOffer, said, id=engagement_id)


@routes.post(f"{ONE}/check-in", CITIZENS, OFFER, body=CHECK, versioned=True)
def check_in_own(said: dict[str, Any], engagement_id: UUID) -> Response:
    """Say that one is there, by code, QR code or place 签到"""
    return change("volunteer", "check_in_own", CheckOwn, said, id=engagement_id)


@routes.post(f"{ONE}/check-out", CITIZENS, OFFER, body=CHECK, versioned=True)
def check_out_own(said: dict[str, Any], engagement_id: UUID) -> Response:
    """Say that one is leaving; the hours are credited 签退"""
    return change("volunteer", "check_out_own", CheckOwn, said, id=engagement_id)


@routes.post(f"{ONE}/dispute", CITIZENS, OFFER, body=body_of(DisputeOwnHours, "id", "phone", "version"), versioned=True)
def dispute_own_hours(said: dict[str, Any], engagement_id: UUID) -> Response:
    """Say that the recorded hours are not right; somebody else decides 时长异议"""
    return change("volunteer", "dispute_own_hours", DisputeOwnHours, said, id=engagement_id)


@routes.get(f"{OWN}/hours", CITIZENS, schema_class(HoursView))
def get_own_hours() -> Response:
    """What one holds 我的时长"""
    return answer(read("volunteer", "get_own_hours", GetOwnHours))


@routes.get(f"{OWN}/hours/lines", CITIZENS, schema_class(HourLinePage), query=PageQuery)
def list_own_hour_lines(asked: dict[str, Any]) -> Response:
    """One's own statement, the latest first 我的时长明细"""
    return answer(read("volunteer", "list_own_hour_lines", ListOwnHourLines, **asked))


@routes.get(f"{OWN}/hours/statement", CITIZENS, None, query=DaysQuery)
def get_own_statement(asked: dict[str, Any]) -> Response:
    """One's own statement of up to a year as a PDF 我的时长对账单"""
    command = GetOwnStatement(phone=_phone(), **asked)
    return statement_paper(ask("volunteer", "get_own_statement", command))


@routes.get(f"{OWN}/certificates", CITIZENS, schema_class(CertificatePage), query=PageQuery)
def list_own_certificates(asked: dict[str, Any]) -> Response:
    """One's own certificates, the latest first 我的证明"""
    return answer(read("volunteer", "list_own_certificates", ListOwnCertificates, **asked))


@routes.get(f"{OWN}/certificates/<uuid:certificate_id>/pdf", CITIZENS, None)
def print_own_certificate(certificate_id: UUID) -> Response:
    """One of one's own certificates as a PDF 打印我的证明"""
    return certificate_paper(read("volunteer", "print_own_certificate", GetOwnCertificate, id=certificate_id))


@routes.post(f"{OWN}/feed", CITIZENS, schema_class(FeedOpened), status=201)
def open_feed() -> Response:
    """Have one's calendar read at a new address, /api/calendars/TOKEN; the one before is good no more 订阅日历"""
    command = OpenFeed(phone=_phone())
    return answer(ask("volunteer", "open_feed", command), 201)


@routes.post(f"{OWN}/feed/close", CITIZENS, VIEW)
def close_feed() -> Response:
    """Have one's calendar read at no address 停用日历地址"""
    command = CloseFeed(phone=_phone())
    return answer(ask("volunteer", "close_feed", command))


@routes.get("/calendars/<string:token>", PUBLIC, None)
def read_feed(token: str) -> Response:
    """A volunteer's calendar (RFC 5545), for calendar programs that have its address 日历订阅"""
    parts().limiter.tracking()
    wanted = load(ReadFeed, {"token": token.removesuffix(".ics")})
    act("calendar", first_district())
    command = ReadFeed(token=wanted.token)
    found = parts().backend.ask("volunteer", "read_feed", command, auth.principal())
    response = Response(found["calendar"], content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-store"
    return response
