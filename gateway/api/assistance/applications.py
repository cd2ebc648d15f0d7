"""The routes of applications: the steps of the national procedure."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields, validate

from gateway.access import needs
from gateway.api.assistance.cases import routes
from gateway.api.conventions import answer, ask, changes, read
from gateway.api.queries import AreaRequired, PageQuery
from gateway.api.routes import body_of, change_of
from linli.contracts.assistance.applications import (
    ApplicationPage,
    ApplicationState,
    ApplicationView,
    DecideApplication,
    FileApplications,
    FiledApplications,
    GetApplication,
    HandInPapers,
    HearObjection,
    ListApplications,
    ListPostings,
    MoveApplication,
    NamePayee,
    PostingList,
    ProposeChange,
    ReasonApplication,
    RecordSurvey,
)
from linli.contracts.base import schema_class
from linli.identity import Role

__all__ = ["routes"]

_PREPARERS = frozenset({Role.AID_SURVEYOR, Role.ADMINISTRATOR})
_APPROVERS = frozenset({Role.AID_APPROVER, Role.ADMINISTRATOR})
_PAYERS = frozenset({Role.AID_PAYER, Role.ADMINISTRATOR})
PREPARERS, APPROVERS, PAYERS = needs(_PREPARERS), needs(_APPROVERS), needs(_PAYERS)
VISITORS = needs(_PREPARERS | _APPROVERS)
READERS = needs(_PREPARERS | _APPROVERS | _PAYERS | {Role.AUDITOR})
VIEW = schema_class(ApplicationView)
ONE = "/applications/<uuid:application_id>"
change = changes("assistance")


class ApplicationQuery(AreaRequired, PageQuery):
    """Which applications are listed."""

    state = fields.Enum(ApplicationState, by_value=True, load_default=None)
    staff_relative = fields.Boolean(load_default=None)
    visit_needed = fields.Boolean(load_default=False)
    recheck_due = fields.Boolean(load_default=False)


@routes.post("/applications", PREPARERS, schema_class(FiledApplications), body=body_of(FileApplications), status=201)
def file_applications(said: dict[str, Any]) -> Response:
    """Apply for several programs at once 申请"""
    return answer(ask("assistance", "file_applications", FileApplications(**said)), 201)


@routes.get("/applications", READERS, schema_class(ApplicationPage), query=ApplicationQuery)
def list_applications(asked: dict[str, Any]) -> Response:
    """Applications of an area: of a state, of staff's relatives, or whose re-check is due 申请列表"""
    return read("assistance", "list_applications", ListApplications(area_code=asked.pop("area"), **asked))


class PostingQuery(AreaRequired):
    """What is published of an area."""

    paid = fields.Boolean(load_default=False)
    limit = fields.Integer(validate=validate.Range(1, 500), load_default=200)


@routes.get("/applications/postings", READERS, schema_class(PostingList), query=PostingQuery)
def list_postings(asked: dict[str, Any]) -> Response:
    """What is published of households, on paper or a screen: name, size and amount only 公示名单"""
    return read("assistance", "list_postings", ListPostings(area_code=asked.pop("area"), **asked))


@routes.get("/applications/<uuid:application_id>", READERS, VIEW)
def get_application(application_id: UUID) -> Response:
    """One application, its clocks, its reckoning and every step 申请详情"""
    return read("assistance", "get_application", GetApplication(id=application_id))


@routes.post(f"{ONE}/papers/ask", PREPARERS, VIEW, body=change_of(MoveApplication), versioned=True)
def ask_papers(said: dict[str, Any], application_id: UUID) -> Response:
    """Tell all missing papers at once 一次性告知"""
    return change("ask_papers", MoveApplication, application_id, said)


@routes.post(f"{ONE}/papers", PREPARERS, VIEW, body=change_of(HandInPapers), versioned=True)
def hand_in_papers(said: dict[str, Any], application_id: UUID) -> Response:
    """Papers were handed in 补正材料"""
    return change("hand_in_papers", HandInPapers, application_id, said)


@routes.post(f"{ONE}/payee", PREPARERS, VIEW, body=change_of(NamePayee), versioned=True)
def name_payee(said: dict[str, Any], application_id: UUID) -> Response:
    """Which bank account the money goes to 登记收款账户"""
    return change("name_payee", NamePayee, application_id, said)


@routes.post(f"{ONE}/accept", PREPARERS, VIEW, body=change_of(MoveApplication), versioned=True)
def accept_application(said: dict[str, Any], application_id: UUID) -> Response:
    """The papers are complete 受理"""
    return change("accept_application", MoveApplication, application_id, said)


@routes.post(f"{ONE}/survey", PREPARERS, VIEW, body=change_of(RecordSurvey), versioned=True)
def survey_application(said: dict[str, Any], application_id: UUID) -> Response:
    """Surveyed by two who signed 入户调查"""
    return change("survey_application", RecordSurvey, application_id, said)


@routes.post(f"{ONE}/inquiry", PREPARERS, VIEW, body=change_of(ReasonApplication), versioned=True)
def record_inquiry(said: dict[str, Any], application_id: UUID) -> Response:
    """The information check is back 信息核对"""
    return change("record_inquiry", ReasonApplication, application_id, said)


@routes.post(f"{ONE}/opinion", PREPARERS, VIEW, body=change_of(ReasonApplication), versioned=True)
def give_opinion(said: dict[str, Any], application_id: UUID) -> Response:
    """The first opinion, which is posted 初审公示"""
    return change("give_opinion", ReasonApplication, application_id, said)


@routes.post(f"{ONE}/object", PREPARERS, VIEW, body=change_of(ReasonApplication), versioned=True)
def object_to_posting(said: dict[str, Any], application_id: UUID) -> Response:
    """Somebody objects 公示异议"""
    return change("object_to_posting", ReasonApplication, application_id, said)


@routes.post(f"{ONE}/hear", PREPARERS, VIEW, body=change_of(HearObjection), versioned=True)
def hear_objection(said: dict[str, Any], application_id: UUID) -> Response:
    """A new survey or democratic review 重新调查或民主评议"""
    return change("hear_objection", HearObjection, application_id, said)


@routes.post(f"{ONE}/forward", PREPARERS, VIEW, body=change_of(MoveApplication), versioned=True)
def forward_application(said: dict[str, Any], application_id: UUID) -> Response:
    """To the district 报区级确认"""
    return change("forward_application", MoveApplication, application_id, said)


@routes.post(f"{ONE}/visit", VISITORS, VIEW, body=change_of(ReasonApplication), versioned=True)
def visit_household(said: dict[str, Any], application_id: UUID) -> Response:
    """The district has visited 区级入户"""
    return change("visit_household", ReasonApplication, application_id, said)


@routes.post(f"{ONE}/extend", PREPARERS, VIEW, body=change_of(ReasonApplication), versioned=True)
def extend_application(said: dict[str, Any], application_id: UUID) -> Response:
    """More time, once 延期"""
    return change("extend_application", ReasonApplication, application_id, said)


@routes.post(f"{ONE}/end", PREPARERS, VIEW, body=change_of(ReasonApplication), versioned=True)
def end_application(said: dict[str, Any], application_id: UUID) -> Response:
    """Withdrawn, or nobody cooperates 终止"""
    return change("end_application", ReasonApplication, application_id, said)


@routes.post(f"{ONE}/decide", APPROVERS, VIEW, body=change_of(DecideApplication), versioned=True)
def decide_application(said: dict[str, Any], application_id: UUID) -> Response:
    """Grant or refuse 审核确认"""
    return change("decide_application", DecideApplication, application_id, said)


@routes.post(f"{ONE}/pay", PAYERS, VIEW, body=change_of(MoveApplication), versioned=True)
def pay_application(said: dict[str, Any], application_id: UUID) -> Response:
    """Let the aid be paid 发放"""
    return change("pay_application", MoveApplication, application_id, said)


@routes.post(f"{ONE}/recheck", PREPARERS, VIEW, body=change_of(ReasonApplication), versioned=True)
def recheck_application(said: dict[str, Any], application_id: UUID) -> Response:
    """Checked again, nothing changes 复核"""
    return change("recheck_application", ReasonApplication, application_id, said)


@routes.post(f"{ONE}/changes", PREPARERS, VIEW, body=change_of(ProposeChange), versioned=True)
def propose_change(said: dict[str, Any], application_id: UUID) -> Response:
    """Propose a change, the step-down or an end 动态调整"""
    return change("propose_change", ProposeChange, application_id, said)


@routes.post(f"{ONE}/changes/decide", APPROVERS, VIEW, body=change_of(DecideApplication), versioned=True)
def decide_change(said: dict[str, Any], application_id: UUID) -> Response:
    """Decide what was proposed 调整审批"""
    return change("decide_change", DecideApplication, application_id, said)


@routes.post(f"{ONE}/deliver", PREPARERS, VIEW, body=change_of(ReasonApplication), versioned=True)
def deliver_refusal(said: dict[str, Any], application_id: UUID) -> Response:
    """The household has the refusal in writing; the reason says how it was delivered 送达不予确认告知书"""
    return change("deliver_refusal", ReasonApplication, application_id, said)


@routes.post(f"{ONE}/appeal", PREPARERS, VIEW, body=change_of(ReasonApplication), versioned=True)
def appeal_application(said: dict[str, Any], application_id: UUID) -> Response:
    """The household appeals 复议申诉"""
    return change("appeal_application", ReasonApplication, application_id, said)


@routes.post(f"{ONE}/appeal/decide", APPROVERS, VIEW, body=change_of(DecideApplication), versioned=True)
def decide_appeal(said: dict[str, Any], application_id: UUID) -> Response:
    """Decide the appeal 申诉处理"""
    return change("decide_appeal", DecideApplication, application_id, said)
