"""The routes of referrals to departments 转办, and of the messages they cause."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields

from gateway.access import needs
from gateway.api.assistance.applications import ONE as APPLICATION
from gateway.api.assistance.applications import PREPARERS, VIEW, VISITORS
from gateway.api.assistance.applications import routes as applications
from gateway.api.conventions import answer, ask, changes, read
from gateway.api.hotline.messages import LogQuery, NoticeQuery
from gateway.api.queries import AreaRequired, PageQuery
from gateway.api.routes import Routes, body_of, change_of
from linli.contracts.assistance.applications import MoveApplication
from linli.contracts.assistance.programs import Station
from linli.contracts.assistance.referrals import (
    AidReferralPage,
    AidReferralState,
    AnswerAidReferral,
    Applicant,
    ListAidReferrals,
    ShowApplicant,
)
from linli.contracts.base import schema_class
from linli.contracts.messages import (
    DeliveryPage,
    DeliveryView,
    ListDeliveries,
    ListNotices,
    NoticePage,
    NoticeView,
    ReadNotice,
    RetryDelivery,
)
from linli.identity import Role

_DEPARTMENTS = frozenset({Role.HANDLER, Role.ADMINISTRATOR})
_STAFF = frozenset({Role.AID_SURVEYOR, Role.AID_APPROVER, Role.AID_PAYER, Role.AUDITOR})
DEPARTMENTS, READERS = needs(_DEPARTMENTS), needs(_DEPARTMENTS | _STAFF)
ANSWERERS = needs(_DEPARTMENTS | {Role.AID_SURVEYOR})

routes = Routes("aid-referrals", "/api/assistance", "Referrals to departments 转办")
change = changes("assistance")


class AidReferralQuery(AreaRequired, PageQuery):
    """Which referrals are listed."""

    department = fields.Enum(Station, by_value=True, load_default=None)
    state = fields.Enum(AidReferralState, by_value=True, load_default=None)


class AidDeliveryQuery(LogQuery):
    """Which messages the log shows; `subject_id` is a referral."""

    subject_id = fields.UUID(load_default=None)


@applications.post(f"{APPLICATION}/refer", PREPARERS, VIEW, body=change_of(MoveApplication), versioned=True)
def refer_application(said: dict[str, Any], application_id: UUID) -> Response:
    """Pass it on to the department that gives it 转办"""
    return change("refer_application", MoveApplication, application_id, said)


@applications.post(f"{APPLICATION}/answer", ANSWERERS, VIEW, body=change_of(AnswerAidReferral), versioned=True)
def answer_referral(said: dict[str, Any], application_id: UUID) -> Response:
    """What the department answers: taken up, refused with the reason, or the result 部门答复"""
    return change("answer_referral", AnswerAidReferral, application_id, said)


@routes.get("/referrals", READERS, schema_class(AidReferralPage), query=AidReferralQuery)
def list_referrals(asked: dict[str, Any]) -> Response:
    """Referrals of an area, also of one department 转办列表"""
    return read("assistance", "list_referrals", ListAidReferrals(area_code=asked.pop("area"), **asked))


@routes.post(
    "/referrals/<uuid:referral_id>/applicant", DEPARTMENTS, schema_class(Applicant), body=body_of(ShowApplicant, "id")
)
def show_applicant(said: dict[str, Any], referral_id: UUID) -> Response:
    """Who applied, in full, for a reason that is written down 查看申请人（留痕）"""
    return answer(ask("assistance", "show_applicant", ShowApplicant(id=referral_id, **said)))


@routes.get("/deliveries", VISITORS, schema_class(DeliveryPage), query=AidDeliveryQuery)
def list_deliveries(asked: dict[str, Any]) -> Response:
    """What was sent to whom, masked, and what became of it, newest first 发送日志"""
    return read("assistance", "list_deliveries", ListDeliveries(area_code=asked.pop("area"), **asked))


@routes.post("/deliveries/<uuid:message_id>/retry", VISITORS, schema_class(DeliveryView))
def retry_delivery(message_id: UUID) -> Response:
    """Send again what failed or had no channel 重新发送"""
    return answer(ask("assistance", "retry_delivery", RetryDelivery(id=message_id)))


@routes.get("/notices", DEPARTMENTS, schema_class(NoticePage), query=NoticeQuery)
def list_notices(asked: dict[str, Any]) -> Response:
    """What the departments are told, newest first 部门通知"""
    return read("assistance", "list_notices", ListNotices(area_code=asked.pop("area"), **asked))


@routes.post("/notices/<uuid:notice_id>/read", DEPARTMENTS, schema_class(NoticeView))
def read_notice(notice_id: UUID) -> Response:
    """Say that a notice was read, for the whole department 标记已读"""
    return answer(ask("assistance", "read_notice", ReadNotice(id=notice_id)))
