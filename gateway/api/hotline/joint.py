"""The routes of joint handling 协办: helping units are asked, sign, report or are released."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from gateway.access import SIGNED_IN
from gateway.api.conventions import changes, read
from gateway.api.hotline.requests import UNIT, VIEW, routes
from gateway.api.routes import change_of
from linli.contracts.base import schema_class
from linli.contracts.hotline.joint import AddHelper, HelpersView, ListHelpers, ReleaseHelper, ReportHelp, SignHelp

change = changes("hotline")


@routes.get("/requests/<uuid:request_id>/helpers", SIGNED_IN, schema_class(HelpersView))
def list_helpers(request_id: UUID) -> Response:
    """The helping units of a request 协办单位"""
    return read("hotline", "list_helpers", ListHelpers(id=request_id))


@routes.post("/requests/<uuid:request_id>/helpers", UNIT, VIEW, body=change_of(AddHelper), versioned=True)
def add_helper(said: dict[str, Any], request_id: UUID) -> Response:
    """Ask another unit to help 协办"""
    return change("add_helper", AddHelper, request_id, said)


@routes.post("/requests/<uuid:request_id>/helpers/sign", UNIT, VIEW, body=change_of(SignHelp), versioned=True)
def sign_help(said: dict[str, Any], request_id: UUID) -> Response:
    """The helping unit signs for its part 协办签收"""
    return change("sign_help", SignHelp, request_id, said)


@routes.post("/requests/<uuid:request_id>/helpers/report", UNIT, VIEW, body=change_of(ReportHelp), versioned=True)
def report_help(said: dict[str, Any], request_id: UUID) -> Response:
    """The helping unit reports its part done 协办反馈"""
    return change("report_help", ReportHelp, request_id, said)


@routes.post(
    "/requests/<uuid:request_id>/helpers/release",
    UNIT,
    VIEW,
    body=change_of(ReleaseHelper),
    versioned=True,
)
def release_helper(said: dict[str, Any], request_id: UUID) -> Response:
    """Let a helping unit go without its part 解除协办"""
    return change("release_helper", ReleaseHelper, request_id, said)
