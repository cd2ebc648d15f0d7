"""Every question about what the evaluation of patrols counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grid.domain.case import GridCase
from services.grid.domain.duty import Team
from services.grid.domain.round import Round
from services.grid.domain.visits import day_begins, local_day
from services.grid.store.cells import below
from services.grid.tables.case import GRID_CASE
from services.grid.tables.cells import CELL
from services.grid.tables.duty import TEAM
from services.grid.tables.field import ROUND
from services.grid.tables.visits import VISIT

Span = tuple[datetime, datetime]


def rounds_ending(session: Session, area: str, span: Span) -> Sequence[Round]:
    """The rounds of an area whose planned time ends within the span."""
    columns = ROUND.c
    own = (columns.ends_at >= span[0], columns.ends_at < span[1], columns.starts_at >= span[0] - timedelta(days=2))
    return session.scalars(select(Round).where(below(columns.path, area), *own)).all()


def cases_opened(session: Session, area: str, span: Span) -> Sequence[GridCase]:
    """The cases of an area that were reported within the span."""
    columns = GRID_CASE.c
    own = (columns.opened_at >= span[0], columns.opened_at < span[1])
    return session.scalars(select(GridCase).where(below(columns.path, area), *own)).all()


def teams_of(session: Session, area: str) -> Sequence[Team]:
    """The teams of an area."""
    return session.scalars(select(Team).where(below(TEAM.c.path, area)).order_by(TEAM.c.path, TEAM.c.id)).all()


def visitors(session: Session, area: str, span: Span) -> Mapping[str, set[UUID]]:
    """Who on duty visited each cell (its code) of an area within the span."""
    wanted = (
        select(CELL.c.code, VISIT.c.officer_id)
        .join(CELL, CELL.c.id == VISIT.c.cell_id)
        .where(below(CELL.c.path, area), VISIT.c.at >= span[0], VISIT.c.at < span[1], ~VISIT.c.voluntary)
        .distinct()
    )
    found: dict[str, set[UUID]] = {}
    for code, officer in session.execute(wanted):
        found.setdefault(code, set()).add(officer)
    return found


def visits_of_days(
    session: Session, cells: Collection[UUID], days: Collection[date]
) -> Mapping[tuple[UUID, date], list[tuple[datetime, UUID]]]:
    """When and by whom on duty these cells were visited from the first of these days to the last."""
    if not cells:
        return {}
    begins, ends = day_begins(min(days)), day_begins(max(days) + timedelta(days=1))
    columns = (VISIT.c.cell_id, VISIT.c.at, VISIT.c.officer_id)
    own = (VISIT.c.cell_id.in_(list(cells)), VISIT.c.at >= begins, VISIT.c.at < ends, ~VISIT.c.voluntary)
    found: dict[tuple[UUID, date], list[tuple[datetime, UUID]]] = {}
    for cell, at, officer in session.execute(select(*columns).where(*own)):
        found.setdefault((cell, local_day(at)), []).append((at, officer))
    return found
