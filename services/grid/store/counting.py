"""Counts anew what coverage keeps of visits, by day, week and hour: always from the visits, never by adding to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Table, bindparam, case, delete, func, insert, select, update
from sqlalchemy.orm import Session

from linli.areas import path_of
from services.grid.domain.visits import HOUR, WEEK, day_begins, day_of, hour_of_week, local_day, monday_of, seconds
from services.grid.tables.cells import CELL
from services.grid.tables.visits import (
    CELL_LAST,
    COVERAGE_DAY,
    COVERAGE_HOUR,
    COVERAGE_WEEK,
    COVERAGE_WEEK_HOUR,
    VISIT,
)

DAY = timedelta(days=1)
Touched = tuple[UUID, str, datetime]
"""A cell, its community and the moment of a visit that came or went."""


class Span(NamedTuple):
    """A table of cells and how many days a row of it holds."""

    table: Table
    length: timedelta


DAYS, WEEKS = Span(COVERAGE_DAY, DAY), Span(COVERAGE_WEEK, timedelta(days=WEEK))


def count(session: Session, touched: Collection[Touched]) -> None:
    """Count the days, weeks and hours of these visits; who calls this has the turns of their communities."""
    days = {(local_day(at), cell) for cell, _, at in touched}
    hours = {(seconds(at) // HOUR * HOUR, area) for _, area, at in touched}
    for first, cells in _grouped(days):
        _count_cells(session, DAYS, first, cells)
    for first, cells in _grouped({(monday_of(day), cell) for day, cell in days}):
        _count_cells(session, WEEKS, first, cells)
    for hour, areas in _grouped(hours):
        _count_hour(session, hour, areas)
    for hour, areas in _grouped({(hour_of_week(hour), area) for hour, area in hours}):
        _count_hour_of_week(session, hour, areas)
    _count_last(session, sorted({cell for cell, _, _ in touched}))


def _grouped(pairs: Iterable[tuple[Any, Any]]) -> Iterable[tuple[Any, list[Any]]]:
    return [(key, [one for _, one in group]) for key, group in groupby(sorted(pairs), key=lambda pair: pair[0])]


def _count_cells(session: Session, span: Span, first: date, cells: Sequence[UUID]) -> None:
    table, begins, ends = span.table, day_begins(first), day_begins(first + span.length)
    seen = _visits(session, cells, begins, ends)
    known = _before(session, cells, begins)
    session.execute(delete(table).where(table.c.day == first, table.c.cell_id.in_(cells)))
    rows, lasts = [], {}
    for cell, (path, before) in known.items():
        found = day_of(seen.get(cell, ()))
        lasts[cell] = found.last or before
        if found.visits or found.extra:
            counted = {"visits": found.visits, "extra": found.extra, "within_s": found.within}
            moments = {"first_s": found.first, "last_s": found.last, "before_s": before if found.visits else None}
            rows.append({"cell_id": cell, "day": first, "path": path, **counted, **moments})
    if rows:
        session.execute(insert(table), rows)
    _tell_following(session, table, first, lasts)


def _tell_following(session: Session, table: Table, first: date, lasts: Mapping[UUID, int | None]) -> None:
    """The next row with a visit of each cell has another visit before it now."""
    following = select(table.c.cell_id, func.min(table.c.day)).where(
        table.c.cell_id.in_(list(lasts)), table.c.day > first, table.c.visits > 0
    )
    found = session.execute(following.group_by(table.c.cell_id)).all()
    if found:
        same = (table.c.cell_id == bindparam("of_cell"), table.c.day == bindparam("of_day"))
        changed = update(table).where(*same).values(before_s=bindparam("of_last"))
        values = [{"of_cell": cell, "of_day": day, "of_last": lasts[cell]} for cell, day in found]
        session.connection().execute(changed, values)


def _visits(
    session: Session, cells: Sequence[UUID], begins: datetime, ends: datetime
) -> Mapping[UUID, list[tuple[datetime, bool]]]:
    found: dict[UUID, list[tuple[datetime, bool]]] = {}
    own = (VISIT.c.cell_id.in_(cells), VISIT.c.at >= begins, VISIT.c.at < ends)
    for cell, at, voluntary in session.execute(select(VISIT.c.cell_id, VISIT.c.at, VISIT.c.voluntary).where(*own)):
        found.setdefault(cell, []).append((at, voluntary))
    return found


def _before(session: Session, cells: Sequence[UUID], moment: datetime | None) -> Mapping[UUID, tuple[str, int | None]]:
    """The path of each cell, and its last visit by somebody on duty, before the moment if one is given."""
    on_duty = [VISIT.c.cell_id == CELL.c.id, ~VISIT.c.voluntary, *([] if moment is None else [VISIT.c.at < moment])]
    last = select(VISIT.c.at).where(*on_duty).order_by(VISIT.c.at.desc()).limit(1).scalar_subquery()
    rows = session.execute(select(CELL.c.id, CELL.c.path, last).where(CELL.c.id.in_(cells)))
    return {cell: (path, None if at is None else seconds(at)) for cell, path, at in rows}


def _count_hour(session: Session, hour: int, areas: Sequence[str]) -> None:
    begins = datetime.fromtimestamp(hour, UTC)
    own = (VISIT.c.area_code.in_(areas), VISIT.c.at >= begins, VISIT.c.at < begins + timedelta(seconds=HOUR))
    extra = func.coalesce(func.sum(case((VISIT.c.voluntary, 1), else_=0)), 0)
    counted = select(VISIT.c.area_code, func.count() - extra, extra).where(*own).group_by(VISIT.c.area_code)
    _keep_hour(session, COVERAGE_HOUR, hour, areas, session.execute(counted).all())


def _count_hour_of_week(session: Session, first: int, areas: Sequence[str]) -> None:
    """From the hours of its seven days, which are counted already."""
    own = COVERAGE_HOUR.c
    alike = [first + number * 24 * HOUR for number in range(WEEK)]
    summed = select(own.area_code, func.sum(own.visits), func.sum(own.extra))
    counted = summed.where(own.hour_s.in_(alike), own.area_code.in_(areas)).group_by(own.area_code)
    _keep_hour(session, COVERAGE_WEEK_HOUR, first, areas, session.execute(counted).all())


def _keep_hour(session: Session, table: Table, hour: int, areas: Sequence[str], counted: Iterable[Any]) -> None:
    session.execute(delete(table).where(table.c.hour_s == hour, table.c.area_code.in_(areas)))
    rows = [
        {"hour_s": hour, "area_code": area, "path": path_of(area), "visits": visits, "extra": extra}
        for area, visits, extra in counted
    ]
    if rows:
        session.execute(insert(table), rows)


def _count_last(session: Session, cells: Sequence[UUID]) -> None:
    session.execute(delete(CELL_LAST).where(CELL_LAST.c.cell_id.in_(cells)))
    lasts = _before(session, cells, None)
    rows = [{"cell_id": cell, "last_s": last} for cell, (_, last) in lasts.items() if last is not None]
    if rows:
        session.execute(insert(CELL_LAST), rows)


def communities_with_visits(session: Session, area: str) -> list[str]:
    """The communities of an area in which a cell was ever visited."""
    wanted = select(VISIT.c.area_code).distinct().where(VISIT.c.area_code.like(f"{area}%"))
    return sorted(session.scalars(wanted))


def count_community(session: Session, community: str) -> int:
    """Count everything of a community anew; how many visits it has. Who calls this has its turn."""
    cells = select(CELL.c.id).where(CELL.c.area_code == community)
    for of_cells in (COVERAGE_DAY, COVERAGE_WEEK, CELL_LAST):
        session.execute(delete(of_cells).where(of_cells.c.cell_id.in_(cells)))
    for of_hours in (COVERAGE_HOUR, COVERAGE_WEEK_HOUR):
        session.execute(delete(of_hours).where(of_hours.c.area_code == community))
    wanted = select(VISIT.c.cell_id, VISIT.c.area_code, VISIT.c.at).where(VISIT.c.area_code == community)
    touched = [(cell, area, at) for cell, area, at in session.execute(wanted)]
    count(session, touched)
    return len(touched)
