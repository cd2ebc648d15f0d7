"""The routes of mediations 调解 and commitments 承诺书."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields

from gateway.access import needs
from gateway.api.conventions import answer, ask, changes, known_area, read
from gateway.api.grid.posts import SEERS, WATCHERS, WORKERS
from gateway.api.queries import AreaRequired, PageQuery
from gateway.api.routes import Routes, body_of, change_of
from linli.contracts.base import schema_class
from linli.contracts.grid.commitments import (
    CheckCommitment,
    CommitmentKind,
    CommitmentPage,
    CommitmentState,
    CommitmentView,
    EndCommitment,
    GetCommitment,
    ListCommitments,
    MakeCommitment,
    RenewCommitment,
)
from linli.contracts.grid.mediation import (
    AgreeMediation,
    FailMediation,
    FollowUpMediation,
    GetMediation,
    HoldSession,
    MediationView,
    OpenMediation,
)
from linli.contracts.grid.parties import ListPartyLooks, PartiesSeen, PartyLookList, SeeParties

routes = Routes("grid-parties", "/api/grid", "Mediations and commitments 调解与承诺")
change = changes("grid")

MEDIATION, COMMITMENT = schema_class(MediationView), schema_class(CommitmentView)
OF_CASE, ONE = "/cases/<uuid:case_id>/mediation", "/commitments/<uuid:commitment_id>"


class CommitmentQuery(AreaRequired, PageQuery):
    """Which commitments a list shows."""

    kind = fields.Enum(CommitmentKind, by_value=True, load_default=None)
    state = fields.Enum(CommitmentState, by_value=True, load_default=None)
    due = fields.Boolean(load_default=False)


@routes.post(OF_CASE, needs(WORKERS), MEDIATION, body=body_of(OpenMediation, "id"), status=201)
def open_mediation(said: dict[str, Any], case_id: UUID) -> Response:
    """Begin to mediate the dispute of a case 启动调解"""
    made = ask("grid", "open_mediation", OpenMediation(id=case_id, **said))
    return answer(made, 201, version=made["version"])


@routes.get(OF_CASE, needs(SEERS), MEDIATION)
def get_mediation(case_id: UUID) -> Response:
    """The mediation of a case, its parties masked 调解详情"""
    return read("grid", "get_mediation", GetMediation(id=case_id))


@routes.post(f"{OF_CASE}/sessions", needs(WORKERS), MEDIATION, body=change_of(HoldSession), versioned=True)
def hold_session(said: dict[str, Any], case_id: UUID) -> Response:
    """Write a session down 调解记录"""
    return change("hold_session", HoldSession, case_id, said)


@routes.post(f"{OF_CASE}/agreement", needs(WORKERS), MEDIATION, body=change_of(AgreeMediation), versioned=True)
def agree_mediation(said: dict[str, Any], case_id: UUID) -> Response:
    """Write the agreement down 达成协议"""
    return change("agree_mediation", AgreeMediation, case_id, said)


@routes.post(f"{OF_CASE}/failure", needs(WORKERS), MEDIATION, body=change_of(FailMediation), versioned=True)
def fail_mediation(said: dict[str, Any], case_id: UUID) -> Response:
    """End the mediation without an agreement 调解不成"""
    return change("fail_mediation", FailMediation, case_id, said)


@routes.post(f"{OF_CASE}/follow-up", needs(WORKERS), MEDIATION, body=change_of(FollowUpMediation), versioned=True)
def follow_up_mediation(said: dict[str, Any], case_id: UUID) -> Response:
    """Say whether the agreement is kept 履约回访"""
    return change("follow_up_mediation", FollowUpMediation, case_id, said)


@routes.post("/commitments", needs(WORKERS), COMMITMENT, body=body_of(MakeCommitment), status=201)
def make_commitment(said: dict[str, Any]) -> Response:
    """Write down a commitment that was signed, under an id of one's own 签订承诺书"""
    command = MakeCommitment(**said)
    known_area(command.area_code)
    made = ask("grid", "make_commitment", command)
    return answer(made, 201, version=made["version"], location=f"/api/grid/commitments/{made['id']}")


@routes.get("/commitments", needs(SEERS), schema_class(CommitmentPage), query=CommitmentQuery)
def list_commitments(asked: dict[str, Any]) -> Response:
    """An area's commitments, the latest first 承诺书列表"""
    return read("grid", "list_commitments", ListCommitments(area_code=asked.pop("area"), **asked))


@routes.get(ONE, needs(SEERS), COMMITMENT)
def get_commitment(commitment_id: UUID) -> Response:
    """A commitment with its checks 承诺书详情"""
    return read("grid", "get_commitment", GetCommitment(id=commitment_id))


@routes.post(f"{ONE}/checks", needs(WORKERS), COMMITMENT, body=body_of(CheckCommitment, "id"), status=201)
def check_commitment(said: dict[str, Any], commitment_id: UUID) -> Response:
    """Say which terms are broken, or none; a breach becomes a case 履约检查"""
    made = ask("grid", "check_commitment", CheckCommitment(id=commitment_id, **said))
    return answer(made, 201, version=made["version"])


@routes.post(f"{ONE}/renew", needs(WORKERS), COMMITMENT, body=change_of(RenewCommitment), versioned=True)
def renew_commitment(said: dict[str, Any], commitment_id: UUID) -> Response:
    """Sign it anew for another time 续签"""
    return change("renew_commitment", RenewCommitment, commitment_id, said)


@routes.post(f"{ONE}/end", needs(WORKERS), COMMITMENT, body=change_of(EndCommitment), versioned=True)
def end_commitment(said: dict[str, Any], commitment_id: UUID) -> Response:
    """Let it hold no longer 终止"""
    return change("end_commitment", EndCommitment, commitment_id, said)


@routes.post("/parties/<uuid:record_id>/see", needs(WORKERS), schema_class(PartiesSeen), body=body_of(SeeParties, "id"))
def see_parties(said: dict[str, Any], record_id: UUID) -> Response:
    """See the parties of a mediation or commitment in full, for a reason that is kept 查看当事人信息"""
    return answer(ask("grid", "see_parties", SeeParties(id=record_id, **said)))


@routes.get("/parties/<uuid:record_id>/looks", needs(WATCHERS), schema_class(PartyLookList))
def list_party_looks(record_id: UUID) -> Response:
    """Who saw the parties of a mediation or commitment, and why 查看记录"""
    return read("grid", "list_party_looks", ListPartyLooks(id=record_id))
