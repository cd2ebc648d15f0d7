"""Every question about organisations of volunteers, service days, and what indicators are counted of."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, delete, distinct, func, insert, select, update
from sqlalchemy.orm import Session

from linli.areas import LENGTHS, Tier, path_of
from linli.contracts.volunteer.teams import GetIndicators, ListTeams, RecordServiceDay
from linli.contracts.volunteer.words import TeamTier, VolunteerState
from linli.db import get, insert_if_new
from linli.errors import existing
from linli.paging import below, page_of
from services.volunteer.domain.teams import Counted, Team
from services.volunteer.tables.register import MEMBER, RESIDENTS, SERVICE_DAY, TEAM, VOLUNTEER


def team_of(session: Session, team_id: UUID, *, to_change: bool = False) -> Team:
    """The organisation; raises `NotFound`."""
    return existing(get(session, Team, team_id, to_change=to_change), "organisation", "志愿服务组织")


def single_at(session: Session, area_code: str) -> UUID | None:
    """The federation or station of the area, if there is one."""
    return session.scalar(select(TEAM.c.id).where(TEAM.c.single == area_code))


def save(session: Session, team: Team) -> None:
    """Keep a new organisation."""
    session.add(team)
    session.flush()


def list_teams(session: Session, asked: ListTeams) -> tuple[list[Team], str | None]:
    """A page of the organisations of an area and below, the newest first."""
    wanted = select(Team).where(below(TEAM.c.path, asked.area_code), TEAM.c.dissolved_at.is_(None))
    if asked.tier is not None:
        wanted = wanted.where(TEAM.c.tier == asked.tier)
    return page_of(session, wanted, (TEAM.c.founded_at, TEAM.c.id), asked.cursor, asked.limit)


def members(session: Session, team_ids: list[UUID]) -> dict[UUID, int]:
    """How many volunteers are in each."""
    wanted = select(MEMBER.c.team_id, func.count()).where(MEMBER.c.team_id.in_(team_ids)).group_by(MEMBER.c.team_id)
    return {team: int(count) for team, count in session.execute(wanted)}


def teams_of(session: Session, volunteer_id: UUID) -> tuple[UUID, ...]:
    """The organisations a volunteer is in."""
    wanted = select(MEMBER.c.team_id).where(MEMBER.c.volunteer_id == volunteer_id).order_by(MEMBER.c.team_id)
    return tuple(session.scalars(wanted))


def join(session: Session, team_id: UUID, volunteer_id: UUID) -> None:
    """Into the organisation; one who is in it stays in it."""
    insert_if_new(session, MEMBER, {"team_id": team_id, "volunteer_id": volunteer_id})


def leave(session: Session, team_id: UUID, volunteer_id: UUID) -> None:
    """Out of the organisation."""
    session.execute(delete(MEMBER).where(MEMBER.c.team_id == team_id, MEMBER.c.volunteer_id == volunteer_id))


def record_day(session: Session, said: RecordServiceDay) -> None:
    """Keep a service day, in the place of the one of its day and name."""
    key = {"path": path_of(said.area_code), "day": said.day, "name": said.name}
    more = {"area_code": said.area_code, "participants": said.participants, "note": said.note}
    if not insert_if_new(session, SERVICE_DAY, {**key, **more}):
        session.execute(update(SERVICE_DAY).filter_by(**key).values(more))


def record_residents(session: Session, area_code: str, residents: int, at: datetime) -> None:
    """Keep the number of residents of an area, in the place of the former."""
    session.execute(delete(RESIDENTS).where(RESIDENTS.c.area_code == area_code))
    values = {"area_code": area_code, "residents": residents, "noted_at": at}
    session.execute(insert(RESIDENTS), values)


def counted(session: Session, asked: GetIndicators) -> Counted:
    """What the indicators of an area and a year are made of."""
    here, year = asked.area_code, (date(asked.year, 1, 1), date(asked.year, 12, 31))
    alive = and_(below(TEAM.c.path, here), TEAM.c.dissolved_at.is_(None), TEAM.c.tier == TeamTier.TEAM)
    street = func.substr(SERVICE_DAY.c.area_code, 1, LENGTHS[Tier.STREET])
    days = (
        select(street.label("street"), func.count().label("held"))
        .where(below(SERVICE_DAY.c.path, here), SERVICE_DAY.c.day.between(*year))
        .where(func.length(SERVICE_DAY.c.area_code) >= LENGTHS[Tier.STREET])
        .group_by(street)
    ).subquery()
    active = select(func.count()).where(
        below(VOLUNTEER.c.path, here), VOLUNTEER.c.state.in_([VolunteerState.ACTIVE, VolunteerState.PAUSED])
    )
    return Counted(
        communities=asked.communities,
        with_team=session.scalar(select(func.count(distinct(TEAM.c.area_code))).where(alive)) or 0,
        residents=session.scalar(select(RESIDENTS.c.residents).where(RESIDENTS.c.area_code == here)),
        volunteers=session.scalar(active) or 0,
        streets=asked.streets,
        streets_with_days=session.scalar(select(func.count()).select_from(days).where(days.c.held >= 2)) or 0,
        service_days=int(session.scalar(select(func.sum(days.c.held))) or 0),
    )


def count_teams(session: Session, area_code: str) -> int:
    """How many organisations there are at an area and below."""
    alive = and_(below(TEAM.c.path, area_code), TEAM.c.dissolved_at.is_(None))
    return session.scalar(select(func.count()).where(alive)) or 0
