"""The routes of organisations of volunteers, service days and indicators."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields, validate

from gateway.access import SIGNED_IN
from gateway.api.conventions import answer, ask, changes, known_area, reached_area, read
from gateway.api.queries import AreaRequired, PageQuery
from gateway.api.routes import Routes, body_of, change_of
from gateway.api.volunteer.tasks import COORDINATORS
from gateway.areas import store as areas
from gateway.parts import parts
from linli.areas import Tier
from linli.clock import local, now
from linli.contracts.base import schema_class
from linli.contracts.volunteer.teams import (
    DissolveTeam,
    FoundTeam,
    GetIndicators,
    GetTeam,
    IndicatorsView,
    JoinTeam,
    ListTeams,
    RecordResidents,
    RecordServiceDay,
    ResidentsView,
    ReviseTeam,
    ServiceDayView,
    TeamPage,
    TeamView,
)
from linli.contracts.volunteer.words import TeamTier

routes = Routes("volunteer-teams", "/api/volunteer", "Federation, stations and teams 志愿服务组织")
change = changes("volunteer")

VIEW = schema_class(TeamView)
ONE = "/teams/<uuid:team_id>"


class TeamQuery(AreaRequired, PageQuery):
    """Which organisations are listed."""

    tier = fields.Enum(TeamTier, by_value=True, load_default=None)


class IndicatorQuery(AreaRequired):
    """Of which area and year; the present year unless given."""

    year = fields.Integer(validate=validate.Range(2000, 2200), load_default=None)


@routes.get("/teams", SIGNED_IN, schema_class(TeamPage), query=TeamQuery)
def list_teams(asked: dict[str, Any]) -> Response:
    """The organisations of an area and below, the newest first 组织列表"""
    return read("volunteer", "list_teams", ListTeams(area_code=asked.pop("area"), **asked))


@routes.post("/teams", COORDINATORS, VIEW, body=body_of(FoundTeam), status=201)
def found_team(said: dict[str, Any]) -> Response:
    """Found the federation of a district, the station of a street, a team of a community 设立组织"""
    command = FoundTeam(**said)
    known_area(command.area_code)
    made = ask("volunteer", "found_team", command)
    return answer(made, 201, version=made["version"], location=f"/api/volunteer/teams/{made['id']}")


@routes.get(ONE, SIGNED_IN, VIEW)
def get_team(team_id: UUID) -> Response:
    """One organisation: charter, rules, activities, leader 组织详情"""
    return read("volunteer", "get_team", GetTeam(id=team_id))


@routes.post(f"{ONE}/revise", COORDINATORS, VIEW, body=change_of(ReviseTeam), versioned=True)
def revise_team(said: dict[str, Any], team_id: UUID) -> Response:
    """Change what an organisation says of itself 修改组织"""
    return change("revise_team", ReviseTeam, team_id, said)


@routes.post(f"{ONE}/dissolve", COORDINATORS, VIEW, body=change_of(DissolveTeam), versioned=True)
def dissolve_team(said: dict[str, Any], team_id: UUID) -> Response:
    """End an organisation 解散组织"""
    return change("dissolve_team", DissolveTeam, team_id, said)


@routes.post(f"{ONE}/members", COORDINATORS, VIEW, body=body_of(JoinTeam, "id"))
def join_team(said: dict[str, Any], team_id: UUID) -> Response:
    """Take a volunteer in, or out 成员进出"""
    command = JoinTeam(id=team_id, **said)
    return answer(ask("volunteer", "join_team", command))


@routes.post("/service-days", COORDINATORS, schema_class(ServiceDayView), body=body_of(RecordServiceDay))
def record_service_day(said: dict[str, Any]) -> Response:
    """Note a large service day 记录服务日"""
    command = RecordServiceDay(**said)
    known_area(command.area_code)
    return answer(ask("volunteer", "record_service_day", command))


@routes.post("/residents", COORDINATORS, schema_class(ResidentsView), body=body_of(RecordResidents))
def record_residents(said: dict[str, Any]) -> Response:
    """Note how many residents an area has 记录常住人口"""
    command = RecordResidents(**said)
    known_area(command.area_code)
    return answer(ask("volunteer", "record_residents", command))


@routes.get("/indicators", SIGNED_IN, schema_class(IndicatorsView), query=IndicatorQuery)
def get_indicators(asked: dict[str, Any]) -> Response:
    """Communities with a team, volunteers per resident, service days, each with its target 社区指标"""
    code, today = asked["area"], local(now()).date()
    reached_area(code)
    with parts().database.reading() as session:
        tiers = [one.tier for one in areas.all_under(session, code, today)]
    command = GetIndicators(
        area_code=code,
        year=asked["year"] or today.year,
        communities=tiers.count(Tier.COMMUNITY),
        streets=tiers.count(Tier.STREET),
    )
    return read("volunteer", "get_indicators", command)
