"""Every question about teams, shifts and who is on duty."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from linli.contracts.grid.teams import ListPatrolTeams, PlaceState
from linli.db import get
from linli.errors import existing
from linli.paging import below, page_of
from services.grid.domain.duty import LONGEST, REST, Shift, Span, Team
from services.grid.tables.duty import DUTY, SHIFT, TEAM


def team_of(session: Session, team_id: UUID, *, to_change: bool = False) -> Team:
    """The team; raises `NotFound`."""
    return existing(get(session, Team, team_id, to_change=to_change), "team", "队伍")


def team_page(session: Session, asked: ListPatrolTeams) -> tuple[list[Team], str | None]:
    """A page of an area's teams, newest first."""
    wanted = select(Team).where(below(TEAM.c.path, asked.area_code))
    return page_of(session, wanted, (TEAM.c.made_at, TEAM.c.id), asked.cursor, asked.limit)


def shift_of(session: Session, shift_id: UUID, *, to_change: bool = False) -> Shift:
    """The shift; raises `NotFound`."""
    return existing(get(session, Shift, shift_id, to_change=to_change), "shift", "班次")


def shifts_within(session: Session, area_code: str, since: datetime, until: datetime) -> list[tuple[Shift, Team]]:
    """The shifts of an area that touch this span, the earliest first, with their teams."""
    columns = SHIFT.c
    wanted = (
        select(Shift, Team)
        .join(TEAM, TEAM.c.id == columns.team_id)
        .where(columns.starts_at < until, columns.starts_at > since - LONGEST - timedelta(seconds=1))
        .where(columns.ends_at > since, below(columns.path, area_code))
    )
    return [(shift, team) for shift, team in session.execute(wanted.order_by(columns.starts_at, columns.id))]


def others_of(session: Session, account_id: UUID, shift: Shift) -> list[Span]:
    """The other approved shifts of a person that lie near this one."""
    columns = DUTY.c
    wanted = select(columns.starts_at, columns.ends_at).where(
        columns.account_id == account_id,
        columns.shift_id != shift.id,
        columns.starts_at > shift.starts_at - LONGEST - REST,
        columns.starts_at < shift.ends_at + REST,
    )
    return [(row.starts_at, row.ends_at) for row in session.execute(wanted)]


def keep_duty(session: Session, shift: Shift) -> None:
    """Write down who is on duty in the shift as it is now."""
    session.execute(delete(DUTY).where(DUTY.c.shift_id == shift.id))
    span = {"shift_id": shift.id, "starts_at": shift.starts_at, "ends_at": shift.ends_at}
    rows = [{**span, "account_id": one} for one, place in shift.places.items() if place.state is PlaceState.APPROVED]
    if rows and not shift.cancelled:
        session.execute(insert(DUTY), rows)


def save(session: Session, made: Team | Shift) -> None:
    """Keep what is new."""
    session.add(made)
    session.flush()
