"""Every question about coverage: a period is added up from its whole weeks and the single days around them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, case, func, or_, select, union_all
from sqlalchemy.orm import Session

from services.grid.domain.visits import HOUR, Due, Period, day_begins, seconds
from services.grid.store.cells import below
from services.grid.tables.cells import CELL
from services.grid.tables.visits import CELL_LAST, COVERAGE_DAY, COVERAGE_HOUR, COVERAGE_WEEK, COVERAGE_WEEK_HOUR


def cells_summed(session: Session, area: str, since: date, until: date) -> Sequence[Any]:
    """Of each cell of the area on the last day: code, interval in hours, first day and last visit at all; and of the
    period visits, extra, the last visit, the longest time between two in a row, and before the first of a row.
    """
    begins, last_day = seconds(day_begins(since)), until - timedelta(days=1)
    rows = _cells(area, Period(since, until))
    before = case((rows.c.before_s > begins, rows.c.before_s), else_=begins)
    summed = (
        select(
            rows.c.cell_id,
            func.sum(rows.c.visits).label("visits"),
            func.sum(rows.c.extra).label("extra"),
            func.max(rows.c.last_s).label("last_s"),
            func.max(rows.c.within_s).label("within_s"),
            func.max(rows.c.first_s - before).label("before_s"),
        )
        .group_by(rows.c.cell_id)
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


def _cells(area: str, period: Period) -> Any:
    """The weeks and the days of the cells in a period."""

    def taken(table: Table, of_period: ColumnElement[bool]) -> Select[Any]:
        names = ("cell_id", "visits", "extra", "first_s", "last_s", "before_s", "within_s")
        return select(*(table.c[name] for name in names)).where(of_period, below(table.c.path, area))

    day = COVERAGE_DAY.c.day
    days = [taken(COVERAGE_DAY, and_(day >= begins, day < ends)) for begins, ends in period.days if begins < ends]
    monday, (begins, ends) = COVERAGE_WEEK.c.day, period.weeks
    weeks = [taken(COVERAGE_WEEK, and_(monday >= begins, monday < ends))] if begins < ends else []
    return union_all(*weeks, *days).subquery()


def hours_summed(session: Session, area: str, since: date, until: date) -> Sequence[Any]:
    """The visits and extra visits of the area by hour of the clock, 0 to 23, where there are any."""
    period = Period(since, until)
    parts = [_hours(area, COVERAGE_HOUR, *one) for one in period.days]
    rows = union_all(*parts, _hours(area, COVERAGE_WEEK_HOUR, *period.weeks)).subquery()
    clock = (rows.c.hour_s // HOUR + 8) % 24
    wanted = select(clock, func.sum(rows.c.visits), func.sum(rows.c.extra))
    return session.execute(wanted.group_by(clock)).all()


def _hours(area: str, table: Table, begins: date, ends: date) -> Select[Any]:
    own = (table.c.hour_s >= seconds(day_begins(begins)), table.c.hour_s < seconds(day_begins(ends)))
    return select(table.c.hour_s, table.c.visits, table.c.extra).where(*own, below(table.c.path, area))


def dues_of(session: Session, area: str, day: date) -> list[Due]:
    """When each cell of an area that is one on the day, or will be, is left alone for too long."""
    own = (CELL.c.code, CELL.c.lon, CELL.c.lat, CELL.c.visit_within, CELL.c.valid_from, CELL_LAST.c.last_s)
    lasting = or_(CELL.c.valid_to.is_(None), CELL.c.valid_to > day)
    joined = CELL.outerjoin(CELL_LAST, CELL_LAST.c.cell_id == CELL.c.id)
    wanted = select(*own).select_from(joined).where(below(CELL.c.path, area), lasting)
    return [
        Due(code, lon, lat, within * HOUR, seconds(day_begins(first)), last)
        for code, lon, lat, within, first, last in session.execute(wanted)
    ]
