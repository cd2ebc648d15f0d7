"""The routes of teams, shifts and who is on duty."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields

from gateway.access import needs
from gateway.api.conventions import answer, ask, changes, known_area, read
from gateway.api.grid.posts import LEADERS, SEERS, WORKERS
from gateway.api.queries import AreaRequired, PageQuery
from gateway.api.routes import Routes, body_of, change_of
from linli.clock import local, now
from linli.contracts.base import schema_class
from linli.contracts.grid.teams import (
    AddShift,
    AddTeam,
    AnswerSwap,
    CancelShift,
    DecidePlace,
    DecideSwap,
    GetRoster,
    KeepMember,
    ListOnDuty,
    ListPatrolTeams,
    OfferSwap,
    PatrolTeamPage,
    PatrolTeamView,
    RevisePatrolTeam,
    Roster,
    ShiftView,
    SignUp,
    WithdrawPlace,
)

routes = Routes("grid-duty", "/api/grid", "Teams and duty 队伍与排班")
change = changes("grid")

TEAM = schema_class(PatrolTeamView)
SHIFT = schema_class(ShiftView)


class TeamQuery(AreaRequired, PageQuery):
    """Which teams a list shows."""


class DayQuery(AreaRequired):
    """A day of the district's clock: today, unless given."""

    day = fields.Date(load_default=None)


class MomentQuery(AreaRequired):
    """A moment: now, unless given."""

    at = fields.AwareDateTime(load_default=None)


@routes.post("/teams", needs(LEADERS), TEAM, body=body_of(AddTeam), status=201)
def add_team(said: dict[str, Any]) -> Response:
    """Add a team 新建队伍"""
    command = AddTeam(**said)
    known_area(command.area_code)
    made = ask("grid", "add_team", command)
    return answer(made, 201, version=made["version"])


@routes.get("/teams", needs(SEERS), schema_class(PatrolTeamPage), query=TeamQuery)
def list_teams(asked: dict[str, Any]) -> Response:
    """An area's teams, newest first 队伍列表"""
    return read("grid", "list_teams", ListPatrolTeams(area_code=asked.pop("area"), **asked))


@routes.post("/shifts", needs(LEADERS), SHIFT, body=body_of(AddShift), status=201)
def add_shift(said: dict[str, Any]) -> Response:
    """Add a shift 新增班次"""
    command = AddShift(**said)
    made = ask("grid", "add_shift", command)
    return answer(made, 201, version=made["version"])


@routes.get("/roster", needs(SEERS), schema_class(Roster), query=DayQuery)
def get_roster(asked: dict[str, Any]) -> Response:
    """The shifts of a day 排班表"""
    day = asked["day"] or local(now()).date()
    return read("grid", "get_roster", GetRoster(area_code=asked["area"], day=day))


@routes.get("/on-duty", needs(SEERS), schema_class(Roster), query=MomentQuery)
def list_on_duty(asked: dict[str, Any]) -> Response:
    """Who is on duty at a moment 在岗情况"""
    return read("grid", "list_on_duty", ListOnDuty(area_code=asked["area"], at=asked["at"]))


@routes.post("/teams/<uuid:team_id>/revise", needs(LEADERS), TEAM, body=change_of(RevisePatrolTeam), versioned=True)
def revise_team(said: dict[str, Any], team_id: UUID) -> Response:
    """Say anew what a team is 修改队伍"""
    return change("revise_team", RevisePatrolTeam, team_id, said)


@routes.post("/teams/<uuid:team_id>/members", needs(LEADERS), TEAM, body=change_of(KeepMember), versioned=True)
def keep_member(said: dict[str, Any], team_id: UUID) -> Response:
    """Make an account a member of a team, or none any more 维护队员"""
    return change("keep_member", KeepMember, team_id, said)


@routes.post("/shifts/<uuid:shift_id>/cancel", needs(LEADERS), SHIFT, body=change_of(CancelShift), versioned=True)
def cancel_shift(said: dict[str, Any], shift_id: UUID) -> Response:
    """Let a shift not take place 取消班次"""
    return change("cancel_shift", CancelShift, shift_id, said)


@routes.post("/shifts/<uuid:shift_id>/sign-up", needs(WORKERS), SHIFT, body=change_of(SignUp), versioned=True)
def sign_up(said: dict[str, Any], shift_id: UUID) -> Response:
    """Ask for a place for oneself 报名"""
    return change("sign_up", SignUp, shift_id, said)


@routes.post("/shifts/<uuid:shift_id>/withdraw", needs(WORKERS), SHIFT, body=change_of(WithdrawPlace), versioned=True)
def withdraw_place(said: dict[str, Any], shift_id: UUID) -> Response:
    """Give one's own place back 退出"""
    return change("withdraw_place", WithdrawPlace, shift_id, said)


@routes.post("/shifts/<uuid:shift_id>/decide", needs(LEADERS), SHIFT, body=change_of(DecidePlace), versioned=True)
def decide_place(said: dict[str, Any], shift_id: UUID) -> Response:
    """Approve or decline who asked, or send somebody 审批排班"""
    return change("decide_place", DecidePlace, shift_id, said)


@routes.post("/shifts/<uuid:shift_id>/swap/offer", needs(WORKERS), SHIFT, body=change_of(OfferSwap), versioned=True)
def offer_swap(said: dict[str, Any], shift_id: UUID) -> Response:
    """Offer one's own place to another member 发起换班"""
    return change("offer_swap", OfferSwap, shift_id, said)


@routes.post("/shifts/<uuid:shift_id>/swap/answer", needs(WORKERS), SHIFT, body=change_of(AnswerSwap), versioned=True)
def answer_swap(said: dict[str, Any], shift_id: UUID) -> Response:
    """Accept or decline a place that is offered to oneself 回应换班"""
    return change("answer_swap", AnswerSwap, shift_id, said)


@routes.post("/shifts/<uuid:shift_id>/swap/decide", needs(LEADERS), SHIFT, body=change_of(DecideSwap), versioned=True)
def decide_swap(said: dict[str, Any], shift_id: UUID) -> Response:
    """Approve or decline a swap that both agree on 审批换班"""
    return change("decide_swap", DecideSwap, shift_id, said)
