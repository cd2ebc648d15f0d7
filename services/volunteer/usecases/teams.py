"""Organisations of volunteers founded, changed, joined, dissolved; service days; indicators."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from linli.clock import LOCAL, local
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
    TeamContent,
    TeamPage,
    TeamView,
)
from linli.contracts.volunteer.words import VolunteerState
from linli.errors import Conflict, Invalid
from linli.work import Work
from services.volunteer.domain import teams as domain
from services.volunteer.domain.teams import Team
from services.volunteer.domain.working import work_of
from services.volunteer.store import people, working
from services.volunteer.store import teams as store


def found(work: Work, said: FoundTeam) -> TeamView:
    """Found an organisation; raises `Conflict` where the area has its federation or station already."""
    work.authorise(said.area_code, "area", "区域")
    _check_leader(work, said.content)
    team, event = Team.found(uuid4(), said.area_code, said.content, work.now)
    if team.single and store.single_at(work.session, said.area_code) is not None:
        raise Conflict("founded_already", "The area has one already.", "该区域已设有此组织。")
    store.save(work.session, team)
    work.emit(event)
    return view(work, team)


def revise(work: Work, said: ReviseTeam) -> TeamView:
    """Change what an organisation says of itself."""
    team = _to_change(work, said)
    _check_leader(work, said.content)
    work.emit(team.revise(said.content, work.now))
    return view(work, team)


def dissolve(work: Work, said: DissolveTeam) -> TeamView:
    """End an organisation."""
    team = _to_change(work, said)
    work.emit(team.dissolve(work.now))
    return view(work, team)


def join(work: Work, said: JoinTeam) -> TeamView:
    """Take a volunteer in, or out; raises `NotFound` for either, `Conflict` for one who is not in the register."""
    team = store.team_of(work.session, said.id, to_change=True)
    work.authorise(team.area_code, "organisation", "志愿服务组织")
    volunteer = people.volunteer_of(work.session, said.volunteer_id)
    work.authorise(volunteer.area_code, "volunteer", "志愿者")
    if said.leaves:
        store.leave(work.session, team.id, volunteer.id)
    elif volunteer.state not in (VolunteerState.ACTIVE, VolunteerState.PAUSED) or team.dissolved_at is not None:
        raise Conflict(
            "cannot_join", "Only volunteers of the register join what exists.", "仅在册志愿者可加入现有组织。"
        )
    else:
        store.join(work.session, team.id, volunteer.id)
    return view(work, team)


def get(work: Work, said: GetTeam) -> TeamView:
    """One organisation."""
    team = store.team_of(work.session, said.id)
    work.authorise(team.area_code, "organisation", "志愿服务组织")
    return view(work, team)


def list_teams(work: Work, said: ListTeams) -> TeamPage:
    """A page of organisations."""
    work.authorise(said.area_code, "area", "区域")
    found, cursor = store.list_teams(work.session, said)
    counts = store.members(work.session, [one.id for one in found])
    return TeamPage(items=tuple(_view(one, counts.get(one.id, 0)) for one in found), next_cursor=cursor)


def record_day(work: Work, said: RecordServiceDay) -> ServiceDayView:
    """Note a service day; raises `Invalid` for one that is to come."""
    work.authorise(said.area_code, "area", "区域")
    if said.day > local(work.now).date():
        text, zh = "It is still to come; note it when it was held.", "尚未举行，请在举行后记录。"
        raise Invalid("in_the_future", text, zh, {"day": [f"{text} {zh}"]})
    store.record_day(work.session, said)
    return ServiceDayView(
        area_code=said.area_code, day=said.day, name=said.name, participants=said.participants, note=said.note
    )


def record_residents(work: Work, said: RecordResidents) -> ResidentsView:
    """Note how many residents an area has."""
    work.authorise(said.area_code, "area", "区域")
    store.record_residents(work.session, said.area_code, said.residents, work.now)
    return ResidentsView(area_code=said.area_code, residents=said.residents, noted_at=work.now)


def indicators(work: Work, said: GetIndicators) -> IndicatorsView:
    """The indicators of an area in a year."""
    work.authorise(said.area_code, "area", "区域")
    counted = store.counted(work.session, said)
    begins, ends = (datetime(one, 1, 1, tzinfo=LOCAL) for one in (said.year, said.year + 1))
    return IndicatorsView(
        area_code=said.area_code,
        year=said.year,
        volunteers=counted.volunteers,
        teams=store.count_teams(work.session, said.area_code),
        items=tuple(domain.indicators(counted)),
        work=work_of(working.worked(work.session, said.area_code, begins, ends)),
    )


def _check_leader(work: Work, content: TeamContent) -> None:
    if content.leader_id is not None and people.find_volunteer(work.session, content.leader_id) is None:
        text, zh = "The leader is no volunteer of the register.", "负责人须为在册志愿者。"
        raise Invalid("unknown_leader", text, zh, {"content.leader_id": [f"{text} {zh}"]})


def _to_change(work: Work, said: ReviseTeam | DissolveTeam) -> Team:
    team = store.team_of(work.session, said.id, to_change=True)
    work.authorise(team.area_code, "organisation", "志愿服务组织")
    work.expect(said.version, team.sequence)
    return team


def view(work: Work, team: Team) -> TeamView:
    """An organisation as it is shown."""
    return _view(team, store.members(work.session, [team.id]).get(team.id, 0))


def _view(team: Team, members: int) -> TeamView:
    return TeamView(
        id=team.id,
        version=team.sequence,
        area_code=team.area_code,
        tier=team.tier,
        content=team.content,
        founded_at=team.founded_at,
        dissolved_at=team.dissolved_at,
        members=members,
    )
