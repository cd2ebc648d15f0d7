"""The routes of volunteers' hours 服务时长."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from gateway.access import SIGNED_IN, needs
from gateway.api.conventions import answer, ask, known_area, read
from gateway.api.queries import AreaRequired, PageQuery
from gateway.api.routes import Routes, body_of
from linli.contracts.base import schema_class
from linli.contracts.volunteer.hours import (
    CreditHours,
    DeclareRelative,
    DonateHours,
    GetHourFund,
    GetHours,
    GetMyHours,
    GiveMyHours,
    GrantHours,
    HourFundView,
    HourLinePage,
    HourRuleList,
    HoursMoved,
    HoursView,
    ListHourLines,
    ListHourRules,
    ListMyHourLines,
    RelativeView,
    ReleaseHours,
    ReserveHours,
    ReverseHours,
    TransferHours,
)
from linli.identity import Role

COORDINATORS = needs(frozenset({Role.COORDINATOR, Role.ADMINISTRATOR}))
READERS = needs(frozenset({Role.COORDINATOR, Role.ADMINISTRATOR, Role.AUDITOR}))

routes = Routes("volunteer_hours", "/api/volunteer", "Volunteers' hours 服务时长")

ONE = "/hours/<uuid:volunteer_id>"
VIEW = schema_class(HoursView)
MOVED = schema_class(HoursMoved)
LINES = schema_class(HourLinePage)


@routes.get(ONE, READERS, VIEW)
def get_hours(volunteer_id: UUID) -> Response:
    """What a volunteer holds 时长余额"""
    return read("volunteer", "get_hours", GetHours(volunteer_id=volunteer_id))


@routes.get("/my/hours", SIGNED_IN, VIEW)
def get_my_hours() -> Response:
    """What the caller holds 我的时长"""
    return read("volunteer", "get_my_hours", GetMyHours())


@routes.get(f"{ONE}/lines", READERS, LINES, query=PageQuery)
def list_hour_lines(asked: dict[str, Any], volunteer_id: UUID) -> Response:
    """A volunteer's statement, the latest first 时长明细"""
    return read("volunteer", "list_hour_lines", ListHourLines(volunteer_id=volunteer_id, **asked))


@routes.get("/my/hours/lines", SIGNED_IN, LINES, query=PageQuery)
def list_my_hour_lines(asked: dict[str, Any]) -> Response:
    """The caller's own statement, the latest first 我的时长明细"""
    return read("volunteer", "list_my_hour_lines", ListMyHourLines(**asked))


@routes.get("/hour-rules", SIGNED_IN, schema_class(HourRuleList))
def list_hour_rules() -> Response:
    """The published rules of hours: cap, worth in points 时长规则"""
    return read("volunteer", "list_hour_rules", ListHourRules())


@routes.get("/hour-fund", READERS, schema_class(HourFundView), query=AreaRequired)
def get_hour_fund(asked: dict[str, Any]) -> Response:
    """What the fund of an area's district holds 时长基金"""
    return read("volunteer", "get_hour_fund", GetHourFund(area_code=asked["area"]))


@routes.post(f"{ONE}/credit", COORDINATORS, MOVED, body=body_of(CreditHours, "volunteer_id"), status=201)
def credit_hours(said: dict[str, Any], volunteer_id: UUID) -> Response:
    """Record service that no task shows; what is above the cap goes to the fund 补录时长"""
    known_area(said["area_code"])
    command = CreditHours(volunteer_id=volunteer_id, **said)
    return answer(ask("volunteer", "credit_hours", command), 201)


@routes.post(
    f"{ONE}/relatives", COORDINATORS, schema_class(RelativeView), body=body_of(DeclareRelative, "volunteer_id")
)
def declare_relative(said: dict[str, Any], volunteer_id: UUID) -> Response:
    """Note a relative whom hours may be given to 登记亲属"""
    command = DeclareRelative(volunteer_id=volunteer_id, **said)
    return answer(ask("volunteer", "declare_relative", command))


@routes.post(f"{ONE}/transfer", COORDINATORS, MOVED, body=body_of(TransferHours, "volunteer_id"), status=201)
def transfer_hours(said: dict[str, Any], volunteer_id: UUID) -> Response:
    """Give hours to a declared relative 转赠亲属"""
    command = TransferHours(volunteer_id=volunteer_id, **said)
    return answer(ask("volunteer", "transfer_hours", command), 201)


@routes.post("/my/hours/give", SIGNED_IN, MOVED, body=body_of(GiveMyHours), status=201)
def give_my_hours(said: dict[str, Any]) -> Response:
    """Give one's own hours to a declared relative 转赠亲属（本人）"""
    command = GiveMyHours(**said)
    return answer(ask("volunteer", "give_my_hours", command), 201)


@routes.post(f"{ONE}/donate", COORDINATORS, MOVED, body=body_of(DonateHours, "volunteer_id"), status=201)
def donate_hours(said: dict[str, Any], volunteer_id: UUID) -> Response:
    """Give hours to the district's fund 捐赠时长"""
    command = DonateHours(volunteer_id=volunteer_id, **said)
    return answer(ask("volunteer", "donate_hours", command), 201)


@routes.post(f"{ONE}/grant", COORDINATORS, MOVED, body=body_of(GrantHours, "volunteer_id"), status=201)
def grant_hours(said: dict[str, Any], volunteer_id: UUID) -> Response:
    """Give hours of the fund to somebody in need: for who acts at the district 发放时长"""
    known_area(said["area_code"])
    command = GrantHours(volunteer_id=volunteer_id, **said)
    return answer(ask("volunteer", "grant_hours", command), 201)


@routes.post(f"{ONE}/reserve", COORDINATORS, MOVED, body=body_of(ReserveHours, "volunteer_id"), status=201)
def reserve_hours(said: dict[str, Any], volunteer_id: UUID) -> Response:
    """Set hours of who is served aside for a task; they pay its volunteer 预留时长"""
    command = ReserveHours(volunteer_id=volunteer_id, **said)
    return answer(ask("volunteer", "reserve_hours", command), 201)


@routes.post(f"{ONE}/release", COORDINATORS, MOVED, body=body_of(ReleaseHours, "volunteer_id"), status=201)
def release_hours(said: dict[str, Any], volunteer_id: UUID) -> Response:
    """Give back what is set aside for a task 解除预留"""
    command = ReleaseHours(volunteer_id=volunteer_id, **said)
    return answer(ask("volunteer", "release_hours", command), 201)


@routes.post(
    "/hours/entries/<uuid:entry_id>/reverse", COORDINATORS, MOVED, body=body_of(ReverseHours, "entry_id"), status=201
)
def reverse_hours(said: dict[str, Any], entry_id: UUID) -> Response:
    """Undo an entry by a counter-entry 冲正"""
    command = ReverseHours(entry_id=entry_id, **said)
    return answer(ask("volunteer", "reverse_hours", command), 201)
