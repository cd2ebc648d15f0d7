"""The routes of referrals: a request handed to providers of the directory."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from gateway.access import SIGNED_IN
from gateway.api.conventions import answer, ask, changes, read
from gateway.api.hotline.knowledge import ANSWERING
from gateway.api.routes import Routes, body_of, change_of
from linli.contracts.base import schema_class
from linli.contracts.hotline.referrals import (
    AcceptReferral,
    DeclineReferral,
    FinishReferral,
    GetReferral,
    ListReferrals,
    RateReferral,
    ReferralList,
    ReferralView,
    StartReferral,
    WithdrawReferral,
)

routes = Routes("referrals", "/api/hotline", "Referrals to providers 转介")
change = changes("hotline")

VIEW = schema_class(ReferralView)
ONE = "/referrals/<uuid:referral_id>"


@routes.post(
    "/requests/<uuid:request_id>/referrals", ANSWERING, VIEW, body=body_of(StartReferral, "request_id"), status=201
)
def start_referral(said: dict[str, Any], request_id: UUID) -> Response:
    """Refer a request to providers, one after the other 转介"""
    command = StartReferral(request_id=request_id, **said)
    made = ask("hotline", "start_referral", command)
    return answer(made, 201, version=made["version"], location=f"/api/hotline/referrals/{made['id']}")


@routes.get("/requests/<uuid:request_id>/referrals", SIGNED_IN, schema_class(ReferralList))
def list_referrals(request_id: UUID) -> Response:
    """The referrals of a request 转介记录"""
    return read("hotline", "list_referrals", ListReferrals(request_id=request_id))


@routes.get(ONE, SIGNED_IN, VIEW)
def get_referral(referral_id: UUID) -> Response:
    """One referral 转介详情"""
    return read("hotline", "get_referral", GetReferral(id=referral_id))


@routes.post(f"{ONE}/accept", ANSWERING, VIEW, body=change_of(AcceptReferral), versioned=True)
def accept_referral(said: dict[str, Any], referral_id: UUID) -> Response:
    """The provider takes it on 接单"""
    return change("accept_referral", AcceptReferral, referral_id, said)


@routes.post(f"{ONE}/decline", ANSWERING, VIEW, body=change_of(DeclineReferral), versioned=True)
def decline_referral(said: dict[str, Any], referral_id: UUID) -> Response:
    """The provider will not do it; the next one is asked 拒单"""
    return change("decline_referral", DeclineReferral, referral_id, said)


@routes.post(f"{ONE}/finish", ANSWERING, VIEW, body=change_of(FinishReferral), versioned=True)
def finish_referral(said: dict[str, Any], referral_id: UUID) -> Response:
    """The provider has done it; the request is settled with its result 完成"""
    return change("finish_referral", FinishReferral, referral_id, said)


@routes.post(f"{ONE}/withdraw", ANSWERING, VIEW, body=change_of(WithdrawReferral), versioned=True)
def withdraw_referral(said: dict[str, Any], referral_id: UUID) -> Response:
    """No provider is needed any more 撤回转介"""
    return change("withdraw_referral", WithdrawReferral, referral_id, said)


@routes.post(f"{ONE}/rate", ANSWERING, VIEW, body=change_of(RateReferral), versioned=True)
def rate_referral(said: dict[str, Any], referral_id: UUID) -> Response:
    """The resident's stars for the provider 评价"""
    return change("rate_referral", RateReferral, referral_id, said)
