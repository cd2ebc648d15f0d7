"""Every question about visits and coverage, and the keeping of what coverage is counted from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import and_, case, delete, func, insert, select, update
from sqlalchemy.orm import Session

from linli.areas import path_of
from linli.db import insert_new, take_turn
from services.grid.domain.visits import DayOfCell, Due, Visit, day_begins, day_of, local_day, seconds
from services.grid.store.cells import below
from services.grid.tables.cells import CELL
from services.grid.tables.visits import CELL_LAST, COVERAGE_DAY, COVERAGE_HOUR, VISIT

HOUR = 3600
_TURNS = UUID("3f1d3a9e-6f0c-5f2b-8f43-0f7e9f0a5b11")


def visits_from(session: Session, sources: Collection[UUID]) -> list[Visit]:
    """The visits that follow from these sources."""
    rows = session.execute(select(VISIT).where(VISIT.c.source.in_(list(sources))))
    return [Visit(**row._mapping) for row in rows]


def take_turns(session: Session, areas: Collection[str]) -> None:
    """Keep the visits of these communities from others until the transaction ends.

    Their days and hours are counted from visits: two who count the same at once would not see each other's.
    """
    for one in sorted(areas):
        take_turn(session, uuid5(_TURNS, one))


def replace(session: Session, former: Iterable[Visit], made: Collection[Visit]) -> None:
    """Take visits away and put others there, and count anew what they touch; who calls this has taken the turns."""
    former = list(former)
    for one in former:
        same = (VISIT.c.source == one.source, VISIT.c.cell_id == one.cell_id, VISIT.c.at == one.at)
        session.execute(delete(VISIT).where(*same))
    if made:
        session.execute(insert_new(VISIT, session.get_bind().dialect.name), [vars(one) for one in made])
    touched = [*former, *made]
    for cell_id, day in sorted({(one.cell_id, local_day(one.at)) for one in touched}, key=str):
        _count_day(session, cell_id, day)
    for area, hour in sorted({(one.area_code, seconds(one.at) // HOUR * HOUR) for one in touched}):
        _count_hour(session, area, hour)
    for cell_id in sorted({one.cell_id for one in touched}, key=str):
        _count_last(session, cell_id)


def _count_day(session: Session, cell_id: UUID, day: date) -> None:
    begins, ends = day_begins(day), day_begins(day + timedelta(days=1))
    of_day = select(VISIT.c.at, VISIT.c.voluntary).where(
        VISIT.c.cell_id == cell_id, VISIT.c.at >= begins, VISIT.c.at < ends
    )
    found = day_of([(row.at, row.voluntary) for row in session.execute(of_day)])
    session.execute(delete(COVERAGE_DAY).where(COVERAGE_DAY.c.day == day, COVERAGE_DAY.c.cell_id == cell_id))
    before = _last_before(session, cell_id, begins)
    if found.visits or found.extra:
        session.execute(insert(COVERAGE_DAY).values(**_row(session, cell_id, day, found, before)))
    following = select(func.min(COVERAGE_DAY.c.day)).where(
        COVERAGE_DAY.c.cell_id == cell_id, COVERAGE_DAY.c.day > day, COVERAGE_DAY.c.visits > 0
    )
    later = session.execute(following).scalar()
    if later is not None:
        same = (COVERAGE_DAY.c.cell_id == cell_id, COVERAGE_DAY.c.day == later)
        session.execute(update(COVERAGE_DAY).where(*same).values(before_s=found.last or before))


def _row(session: Session, cell_id: UUID, day: date, found: DayOfCell, before: int | None) -> dict[str, Any]:
    path = session.execute(select(CELL.c.path).where(CELL.c.id == cell_id)).scalar_one()
    counted = {"visits": found.visits, "extra": found.extra, "within_s": found.within}
    moments = {"first_s": found.first, "last_s": found.last, "before_s": before}
    return {"cell_id": cell_id, "day": day, "path": path, **counted, **moments}


def _last_before(session: Session, cell_id: UUID, moment: datetime | None) -> int | None:
    on_duty = [VISIT.c.cell_id == cell_id, ~VISIT.c.voluntary]
    if moment is not None:
        on_duty.append(VISIT.c.at < moment)
    wanted = select(VISIT.c.at).where(*on_duty).order_by(VISIT.c.at.desc()).limit(1)
    found = session.execute(wanted).scalar()
    return None if found is None else seconds(found)


def _count_hour(session: Session, area: str, hour: int) -> None:
    begins = datetime.fromtimestamp(hour, tz=day_begins(date(2026, 1, 1)).tzinfo)
    of_hour = (VISIT.c.area_code == area, VISIT.c.at >= begins, VISIT.c.at < begins + timedelta(hours=1))
    extra = func.coalesce(func.sum(case((VISIT.c.voluntary, 1), else_=0)), 0)
    count, voluntary = session.execute(select(func.count(), extra).where(*of_hour)).one()
    session.execute(delete(COVERAGE_HOUR).where(COVERAGE_HOUR.c.hour_s == hour, COVERAGE_HOUR.c.area_code == area))
    if count:
        values = {"hour_s": hour, "area_code": area, "path": path_of(area)}
        session.execute(insert(COVERAGE_HOUR).values(**values, visits=count - voluntary, extra=voluntary))


def _count_last(session: Session, cell_id: UUID) -> None:
    session.execute(delete(CELL_LAST).where(CELL_LAST.c.cell_id == cell_id))
    last = _last_before(session, cell_id, None)
    if last is not None:
        session.execute(insert(CELL_LAST).values(cell_id=cell_id, last_s=last))


def cells_summed(session: Session, area: str, since: date, until: date) -> Sequence[Any]:
    """Of each cell of the area on the last day: code, interval in hours, first day and last visit at all; and of the
    period visits, extra, the last visit, the longest time between two on one day, and before the first of a day.
    """
    begins, last_day = seconds(day_begins(since)), until - timedelta(days=1)
    before = case((COVERAGE_DAY.c.before_s > begins, COVERAGE_DAY.c.before_s), else_=begins)
    summed = (
        select(
            COVERAGE_DAY.c.cell_id,
            func.sum(COVERAGE_DAY.c.visits).label("visits"),
            func.sum(COVERAGE_DAY.c.extra).label("extra"),
            func.max(COVERAGE_DAY.c.last_s).label("last_s"),
            func.max(COVERAGE_DAY.c.within_s).label("within_s"),
            func.max(COVERAGE_DAY.c.first_s - before).label("before_s"),
        )
        .where(COVERAGE_DAY.c.day >= since, COVERAGE_DAY.c.day < until, below(COVERAGE_DAY.c.path, area))
        .group_by(COVERAGE_DAY.c.cell_id)
        .subquery()
    )
    own = (CELL.c.code, CELL.c.visit_within, CELL.c.valid_from, CELL_LAST.c.last_s)
    period = (summed.c.visits, summed.c.extra, summed.c.last_s, summed.c.within_s, summed.c.before_s)
    joined = CELL.outerjoin(CELL_LAST, CELL_LAST.c.cell_id == CELL.c.id).outerjoin(
        summed, summed.c.cell_id == CELL.c.id
    )
    valid = and_(CELL.c.valid_from <= last_day, (CELL.c.valid_to.is_(None)) | (CELL.c.valid_to > last_day))
    wanted = select(*own, *period).select_from(joined).where(below(CELL.c.path, area), valid)
    return session.execute(wanted.order_by(CELL.c.path)).all()


def dues_of(session: Session, area: str, day: date) -> list[Due]:
    """When each cell of an area that is one on the day, or will be, is left alone for too long."""
    own = (CELL.c.code, CELL.c.lon, CELL.c.lat, CELL.c.visit_within, CELL.c.valid_from, CELL_LAST.c.last_s)
    lasting = (CELL.c.valid_to.is_(None)) | (CELL.c.valid_to > day)
    joined = CELL.outerjoin(CELL_LAST, CELL_LAST.c.cell_id == CELL.c.id)
    wanted = select(*own).select_from(joined).where(below(CELL.c.path, area), lasting)
    return [
        Due(code, lon, lat, within * HOUR, seconds(day_begins(first)), last)
        for code, lon, lat, within, first, last in session.execute(wanted)
    ]


def hours_summed(session: Session, area: str, since: date, until: date) -> Sequence[Any]:
    """The visits and extra visits of the area in each hour of a period that has any."""
    begins, ends = seconds(day_begins(since)), seconds(day_begins(until))
    own = COVERAGE_HOUR.c.hour_s
    wanted = select(own, func.sum(COVERAGE_HOUR.c.visits), func.sum(COVERAGE_HOUR.c.extra)).where(
        own >= begins, own < ends, below(COVERAGE_HOUR.c.path, area)
    )
    return session.execute(wanted.group_by(own)).all()
