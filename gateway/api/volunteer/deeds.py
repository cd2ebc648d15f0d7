"""The routes of the moral bank 道德银行."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields

from gateway.access import SIGNED_IN, needs
from gateway.api.conventions import answer, ask, changes, known_area, read
from gateway.api.queries import AreaRequired, PageQuery
from gateway.api.routes import Routes, body_of, change_of
from gateway.api.volunteer.hours import COORDINATORS, READERS
from linli.contracts.base import schema_class
from linli.contracts.volunteer.deeds import (
    ConvertHours,
    DecideDeed,
    DeedPage,
    DeedRuleList,
    DeedState,
    DeedView,
    GetDeed,
    GetMyPoints,
    GetPoints,
    GetRedemption,
    ListDeedRules,
    ListDeeds,
    PointsView,
    RedeemPoints,
    RedemptionView,
    ReportDeed,
)
from linli.identity import Role

REPORTERS = needs(frozenset({Role.COORDINATOR, Role.ADMINISTRATOR, Role.GRID_WORKER, Role.HANDLER}))

routes = Routes("moral_bank", "/api/volunteer", "Moral bank 道德银行")
change = changes("volunteer")

VIEW = schema_class(DeedView)
POINTS = schema_class(PointsView)
WISH = schema_class(RedemptionView)


class DeedQuery(AreaRequired, PageQuery):
    """Which deeds are listed."""

    state = fields.Enum(DeedState, by_value=True, load_default=None)


@routes.get("/deed-rules", SIGNED_IN, schema_class(DeedRuleList))
def list_deed_rules() -> Response:
    """The published rules of points 积分规则"""
    return read("volunteer", "list_deed_rules", ListDeedRules())


@routes.post("/deeds", REPORTERS, VIEW, body=body_of(ReportDeed), status=201)
def report_deed(said: dict[str, Any]) -> Response:
    """Report a deed, which a second person decides 填报善行"""
    command = ReportDeed(**said)
    known_area(command.area_code)
    made = ask("volunteer", "report_deed", command)
    return answer(made, 201, version=made["version"], location=f"/api/volunteer/deeds/{made['id']}")


@routes.get("/deeds", REPORTERS, schema_class(DeedPage), query=DeedQuery)
def list_deeds(asked: dict[str, Any]) -> Response:
    """Deeds of an area and below, the latest first 善行列表"""
    return read("volunteer", "list_deeds", ListDeeds(area_code=asked.pop("area"), **asked))


@routes.get("/deeds/<uuid:deed_id>", REPORTERS, VIEW)
def get_deed(deed_id: UUID) -> Response:
    """One deed 善行详情"""
    return read("volunteer", "get_deed", GetDeed(id=deed_id))


@routes.post("/deeds/<uuid:deed_id>/decide", COORDINATORS, VIEW, body=change_of(DecideDeed), versioned=True)
def decide_deed(said: dict[str, Any], deed_id: UUID) -> Response:
    """Confirm or refuse it: neither who reported nor who did it 第二人确认"""
    return change("decide_deed", DecideDeed, deed_id, said)


@routes.get("/points/<uuid:owner_id>", READERS, POINTS)
def get_points(owner_id: UUID) -> Response:
    """What points somebody has 积分余额"""
    return read("volunteer", "get_points", GetPoints(owner_id=owner_id))


@routes.get("/my/points", SIGNED_IN, POINTS)
def get_my_points() -> Response:
    """What points the caller has 我的积分"""
    return read("volunteer", "get_my_points", GetMyPoints())


@routes.post(
    "/points/<uuid:owner_id>/convert", COORDINATORS, POINTS, body=body_of(ConvertHours, "owner_id"), status=201
)
def convert_hours(said: dict[str, Any], owner_id: UUID) -> Response:
    """Make points of hours by the rule of today 时长兑换积分"""
    command = ConvertHours(owner_id=owner_id, **said)
    return answer(ask("volunteer", "convert_hours", command), 201)


@routes.post("/points/<uuid:owner_id>/redeem", COORDINATORS, WISH, body=body_of(RedeemPoints, "owner_id"), status=201)
def redeem_points(said: dict[str, Any], owner_id: UUID) -> Response:
    """Ask the charity supermarket for goods; the points are set aside until it answers 积分兑换"""
    command = RedeemPoints(owner_id=owner_id, **said)
    made = ask("volunteer", "redeem_points", command)
    return answer(made, 201, version=made["version"], location=f"/api/volunteer/redemptions/{made['id']}")


@routes.get("/redemptions/<uuid:redemption_id>", COORDINATORS, WISH)
def get_redemption(redemption_id: UUID) -> Response:
    """One wish for goods 兑换申请"""
    return read("volunteer", "get_redemption", GetRedemption(id=redemption_id))
