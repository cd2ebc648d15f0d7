"""Every question about engagements, series, and what dispatch looks at."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Text, and_, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from linli.contracts.volunteer.attendance import ListExceptions
from linli.contracts.volunteer.engagements import EngagementState
from linli.contracts.volunteer.words import VolunteerState
from linli.db import get
from linli.errors import existing
from linli.paging import below, page_of
from services.volunteer.domain.costs import History
from services.volunteer.domain.engagements import HOLDING, Engagement
from services.volunteer.domain.series import Series
from services.volunteer.domain.tasks import VolunteerTask
from services.volunteer.tables.register import DOCUMENT, SKILL, VOLUNTEER
from services.volunteer.tables.tasks import ENGAGEMENT, VOLUNTEER_TASK

LEARNED = timedelta(days=180)
"""How far back acceptance is learned from."""
MOST_TASKS = 20_000
SQUARES = (0.004, 0.016, 0.064)
"""Degrees to each side of a place, some 400 m to 7 km, in which volunteers are looked for before the whole district."""
_ANSWERED_YES = (EngagementState.ACCEPTED, EngagementState.PRESENT, EngagementState.SERVED, EngagementState.CANCELLED)
_OF_CHANCE = (EngagementState.OFFERED, EngagementState.WITHDRAWN)


def engagement_of(session: Session, engagement_id: UUID, *, to_change: bool = False) -> Engagement:
    """The engagement; raises `NotFound`."""
    return existing(get(session, Engagement, engagement_id, to_change=to_change), "engagement", "志愿者参与")


def find_engagement(session: Session, engagement_id: UUID, *, to_change: bool = False) -> Engagement | None:
    """The engagement, if there is one."""
    return get(session, Engagement, engagement_id, to_change=to_change)


def engagements_of(session: Session, task_id: UUID) -> list[Engagement]:
    """Who is and was engaged in a task, the latest offer first."""
    wanted = select(Engagement).where(ENGAGEMENT.c.task_id == task_id)
    return list(session.scalars(wanted.order_by(ENGAGEMENT.c.offered_at.desc(), ENGAGEMENT.c.id)))


def engagements_with(
    session: Session, volunteer_id: UUID, since: datetime | None, cursor: str | None, limit: int
) -> tuple[list[Engagement], str | None]:
    """A page of a volunteer's engagements, the latest to end first; `since`: only those that end later."""
    wanted = select(Engagement).where(ENGAGEMENT.c.volunteer_id == volunteer_id)
    if since is not None:
        wanted = wanted.where(ENGAGEMENT.c.ends_at > since, ENGAGEMENT.c.state.in_(sorted(HOLDING)))
    return page_of(session, wanted, (ENGAGEMENT.c.ends_at, ENGAGEMENT.c.id), cursor, limit)


def engagements_since(
    session: Session, volunteer_id: UUID, since: datetime, states: Collection[EngagementState]
) -> list[Engagement]:
    """A volunteer's engagements in these states that end after a moment, the earliest to end first."""
    columns = ENGAGEMENT.c
    wanted = select(Engagement).where(columns.volunteer_id == volunteer_id, columns.ends_at > since)
    return list(session.scalars(wanted.where(columns.state.in_(sorted(states))).order_by(columns.ends_at, columns.id)))


def save(session: Session, *made: Any) -> None:
    """Keep what is new."""
    session.add_all(made)
    session.flush()


def series_of(session: Session, series_id: UUID, *, to_change: bool = False) -> Series:
    """The series; raises `NotFound`."""
    return existing(get(session, Series, series_id, to_change=to_change), "series", "周期任务")


def find_series(session: Session, series_id: UUID) -> Series | None:
    """The series, if there is one, kept from others."""
    return get(session, Series, series_id, to_change=True)


def tasks_of_series(session: Session, series_id: UUID, after: datetime) -> list[UUID]:
    """The tasks of a series that begin later and have not ended."""
    columns = VOLUNTEER_TASK.c
    wanted = select(columns.id).where(columns.series_id == series_id, columns.starts_at > after)
    return list(session.scalars(wanted.where(columns.ended_at.is_(None)).order_by(columns.starts_at)))


def wanting(session: Session, area_code: str, since: datetime, until: datetime) -> list[VolunteerTask]:
    """The tasks of an area that want more people asked and begin within this time, the earliest first."""
    columns = VOLUNTEER_TASK.c
    wanted = select(VolunteerTask).where(columns.wants, columns.starts_at > since, columns.starts_at < until)
    wanted = wanted.where(below(columns.path, area_code))
    return list(session.scalars(wanted.order_by(columns.starts_at, columns.id).limit(MOST_TASKS)))


def any_wanting(session: Session, area_code: str, since: datetime) -> bool:
    """Whether a task of the area that has not begun wants more people asked."""
    columns = VOLUNTEER_TASK.c
    wanted = select(columns.id).where(columns.wants, columns.starts_at > since, below(columns.path, area_code))
    return session.execute(wanted.limit(1)).first() is not None


def asked_for(session: Session, task_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Who was asked for each task, whatever came of it; not who said yes and is wanted no more."""
    found: dict[UUID, set[UUID]] = {one: set() for one in task_ids}
    for some in _portions(list(task_ids)):
        wanted = select(ENGAGEMENT.c.task_id, ENGAGEMENT.c.volunteer_id).where(ENGAGEMENT.c.task_id.in_(some))
        for task, volunteer in session.execute(wanted):
            found[task].add(volunteer)
    return found


def filled_places(session: Session, task_ids: Collection[UUID]) -> dict[tuple[UUID, str], tuple[int, int]]:
    """For each task and role how many places are filled, and how many offers are out."""
    found: dict[tuple[UUID, str], tuple[int, int]] = {}
    columns = ENGAGEMENT.c
    for some in _portions(list(task_ids)):
        wanted = (
            select(columns.task_id, columns.role, columns.state, func.count())
            .where(columns.task_id.in_(some))
            .group_by(columns.task_id, columns.role, columns.state)
        )
        for task, role, state, count in session.execute(wanted):
            filled, out = found.get((task, role), (0, 0))
            if state is EngagementState.OFFERED:
                out += count
            elif state in (EngagementState.ACCEPTED, EngagementState.PRESENT, EngagementState.SERVED):
                filled += count
            found[task, role] = filled, out
    return found


def reported(
    session: Session, asked: ListExceptions, begins: datetime, ends: datetime
) -> tuple[list[Engagement], str | None]:
    """A page of what stands on the exception report of an area since a time of a day, the latest first."""
    columns = ENGAGEMENT.c
    wanted = select(Engagement).where(columns.reported_at >= begins, columns.reported_at < ends)
    tasks = select(VOLUNTEER_TASK.c.id).where(below(VOLUNTEER_TASK.c.path, asked.area_code))
    wanted = wanted.where(columns.task_id.in_(tasks))
    return page_of(session, wanted, (columns.reported_at, columns.id), asked.cursor, asked.limit)


def learned(session: Session, now: datetime) -> History:
    """How often offers were accepted at each band of distance, of those that were answered or ran out."""
    columns = ENGAGEMENT.c
    wanted = (
        select(columns.band, columns.state, func.count())
        .where(columns.offered_at > now - LEARNED, ~columns.by_hand, columns.state.not_in(_OF_CHANCE))
        .group_by(columns.band, columns.state)
    )
    offered: dict[int, int] = {}
    accepted: dict[int, int] = {}
    for band, state, count in session.execute(wanted):
        offered[band] = offered.get(band, 0) + count
        if state in _ANSWERED_YES:
            accepted[band] = accepted.get(band, 0) + count
    return History(offered, accepted)


_VOLUNTEER_COLUMNS = (
    VOLUNTEER.c.id,
    VOLUNTEER.c.area_code,
    VOLUNTEER.c.state,
    VOLUNTEER.c.latitude,
    VOLUNTEER.c.longitude,
    VOLUNTEER.c.offered,
    VOLUNTEER.c.accepted,
    type_coerce(VOLUNTEER.c.profile, Text).label("profile"),
    type_coerce(VOLUNTEER.c.availability, Text).label("availability"),
)
"""What matching reads of a volunteer, their profile and availability as the text that is kept: quicker by far."""


def volunteers_under(session: Session, area_code: str) -> Iterator[tuple[Any, dict[str, Any], dict[str, Any]]]:
    """Every active volunteer of an area and below: the row, the profile and the availability in their wire form."""
    wanted = select(*_VOLUNTEER_COLUMNS).where(
        VOLUNTEER.c.state == VolunteerState.ACTIVE, below(VOLUNTEER.c.path, area_code)
    )
    return _read(session, wanted)


def volunteers_near(
    session: Session, district: str, place: tuple[float, float] | None, skills: Sequence[str], most: int
) -> Iterator[tuple[Any, dict[str, Any], dict[str, Any]]]:
    """The active volunteers of the district who say they have these skills, nearest first.

    Looked for in wider and wider squares around the place, so that the index finds them however many there are.
    """
    columns = VOLUNTEER.c
    wanted = select(*_VOLUNTEER_COLUMNS).where(columns.state == VolunteerState.ACTIVE, below(columns.path, district))
    for one in skills:
        able = select(SKILL.c.skill).where(SKILL.c.skill == one, SKILL.c.volunteer_id == columns.id)
        wanted = wanted.where(able.exists())
    if place is None:
        return _read(session, wanted.order_by(columns.offered, columns.id).limit(most))
    north, east = columns.latitude - place[0], (columns.longitude - place[1]) * 0.75
    away = func.coalesce(north * north + east * east, 1.0)
    ordered = wanted.order_by(away, columns.id).limit(most)
    for side in SQUARES:
        within = and_(
            columns.latitude.between(place[0] - side, place[0] + side),
            columns.longitude.between(place[1] - side / 0.75, place[1] + side / 0.75),
        )
        found = list(_read(session, ordered.where(within, away <= side * side)))
        if len(found) == most:
            return iter(found)
    return _read(session, ordered)


def volunteers_named(
    session: Session, volunteer_ids: Collection[UUID]
) -> Iterator[tuple[Any, dict[str, Any], dict[str, Any]]]:
    """These volunteers, in whatever state."""
    return _read(session, select(*_VOLUNTEER_COLUMNS).where(VOLUNTEER.c.id.in_(list(volunteer_ids))))


def _read(session: Session, wanted: Any) -> Iterator[tuple[Any, dict[str, Any], dict[str, Any]]]:
    for row in session.execute(wanted):
        yield row, json.loads(row.profile), json.loads(row.availability)


def documents_valid(session: Session, volunteer_ids: Collection[UUID], today: Any) -> list[Any]:
    """Documents of these volunteers that are not over."""
    found: list[Any] = []
    columns = DOCUMENT.c
    for some in _portions(list(volunteer_ids)):
        wanted = select(columns.volunteer_id, columns.kind, columns.code, columns.valid_until, columns.issued_on)
        alive = or_(columns.valid_until.is_(None), columns.valid_until >= today)
        found += session.execute(wanted.where(columns.volunteer_id.in_(some), ~columns.revoked, alive)).all()
    return found


def times_held(session: Session, volunteer_ids: Collection[UUID], since: datetime) -> list[Any]:
    """The engagements of these volunteers that take their time from a moment on."""
    found: list[Any] = []
    columns = ENGAGEMENT.c
    for some in _portions(list(volunteer_ids)):
        wanted = select(columns.volunteer_id, columns.state, columns.starts_at, columns.ends_at).where(
            columns.volunteer_id.in_(some), columns.ends_at > since, columns.state.in_(sorted(HOLDING))
        )
        found += session.execute(wanted).all()
    return found


def served_lately(session: Session, volunteer_ids: Collection[UUID], since: datetime) -> list[Any]:
    """Who took which places since a moment, for load and for who knows whom."""
    found: list[Any] = []
    columns = ENGAGEMENT.c
    taken = (EngagementState.ACCEPTED, EngagementState.PRESENT, EngagementState.SERVED)
    for some in _portions(list(volunteer_ids)):
        wanted = select(
            columns.volunteer_id, columns.beneficiary_id, columns.starts_at, columns.ends_at, columns.state
        ).where(and_(columns.volunteer_id.in_(some), columns.ends_at > since, columns.state.in_(taken)))
        found += session.execute(wanted).all()
    return found


def _portions(ids: list[UUID]) -> Iterator[list[UUID]]:
    """Few enough at a time for a statement."""
    yield from (ids[start : start + 5000] for start in range(0, len(ids), 5000))
