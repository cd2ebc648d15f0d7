"""The routes of work for those who are aided 就业救助."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields

from gateway.api.assistance.applications import PREPARERS, READERS
from gateway.api.conventions import answer, ask, changes, read
from gateway.api.queries import AreaRequired, PageQuery
from gateway.api.routes import Routes, body_of, change_of
from linli.contracts.assistance.employment import (
    AnswerWorkOffer,
    GetSeeker,
    GiveMeasure,
    LeaveWork,
    ListSeekers,
    OfferWork,
    RegisterSeeker,
    SeekerPage,
    SeekerState,
    SeekerView,
)
from linli.contracts.base import schema_class

routes = Routes("employment", "/api/assistance/work", "Work for those who are aided 就业救助")
change = changes("assistance")

VIEW = schema_class(SeekerView)
ONE = "/seekers/<uuid:seeker_id>"


class SeekerQuery(AreaRequired, PageQuery):
    """Which seekers are listed."""

    state = fields.Enum(SeekerState, by_value=True, load_default=None)
    refused_thrice = fields.Boolean(load_default=False)


@routes.post("/seekers", PREPARERS, VIEW, body=body_of(RegisterSeeker), status=201)
def register_seeker(said: dict[str, Any]) -> Response:
    """Register a member able to work who has none 求职登记"""
    made = ask("assistance", "register_seeker", RegisterSeeker(**said))
    return answer(made, 201, version=made["version"], location=f"/api/assistance/work/seekers/{made['id']}")


@routes.get("/seekers", READERS, schema_class(SeekerPage), query=SeekerQuery)
def list_seekers(asked: dict[str, Any]) -> Response:
    """Seekers of an area, also only those who refused suitable work three times in a row 求职者列表"""
    return read("assistance", "list_seekers", ListSeekers(area_code=asked.pop("area"), **asked))


@routes.get(ONE, READERS, VIEW)
def get_seeker(seeker_id: UUID) -> Response:
    """One seeker with offers and measures 求职者详情"""
    return read("assistance", "get_seeker", GetSeeker(id=seeker_id))


@routes.post(f"{ONE}/measures", PREPARERS, VIEW, body=change_of(GiveMeasure), versioned=True)
def give_measure(said: dict[str, Any], seeker_id: UUID) -> Response:
    """Note how a seeker was helped 就业扶持"""
    return change("give_measure", GiveMeasure, seeker_id, said)


@routes.post(f"{ONE}/offers", PREPARERS, VIEW, body=change_of(OfferWork), versioned=True)
def offer_work(said: dict[str, Any], seeker_id: UUID) -> Response:
    """Offer a place that suits 推荐岗位"""
    return change("offer_work", OfferWork, seeker_id, said)


@routes.post(f"{ONE}/leave", PREPARERS, VIEW, body=change_of(LeaveWork), versioned=True)
def leave_work(said: dict[str, Any], seeker_id: UUID) -> Response:
    """Work was lost, or is looked for no more, or again 求职状态变更"""
    return change("leave_work", LeaveWork, seeker_id, said)


@routes.post("/offers/<uuid:offer_id>/answer", PREPARERS, VIEW, body=change_of(AnswerWorkOffer), versioned=True)
def answer_offer(said: dict[str, Any], offer_id: UUID) -> Response:
    """Note the answer to an offer; the third refusal in a row is told 岗位答复"""
    return change("answer_offer", AnswerWorkOffer, offer_id, said)
