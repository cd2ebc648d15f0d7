"""The figures of an area: what ended is counted as it happens, what is late and open is looked up when asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, union_all

from gateway.projections.scopes import within
from gateway.projections.tables import FIGURE_ROW, REQUEST_ROW
from gateway.projections.views import Counts, Figures
from linli.areas import Tier, tier_of
from linli.contracts.hotline.words import TaskService
from linli.db import Asked

_ROW = REQUEST_ROW.c
_Tally = Counter[str]


def figures(session: Asked, area_code: str, now: datetime) -> Figures:
    """Open, closed and late requests of the area and all below it, as of `now`. Raises `Invalid` for no area code."""
    whole: _Tally = Counter()
    by_category: dict[str, _Tally] = {}
    by_service: dict[str, _Tally] = {}
    for category, service, tally in _tallies(session, area_code, now):
        whole.update(tally)
        by_category.setdefault(category, Counter()).update(tally)
        by_service.setdefault(service.value, Counter()).update(tally)
    return Figures(
        area_code=area_code,
        open=whole["open"],
        closed=whole["closed"],
        late=whole["late"],
        by_category={name: _counts(tally) for name, tally in sorted(by_category.items()) if any(tally.values())},
        by_service={name: _counts(tally) for name, tally in sorted(by_service.items()) if any(tally.values())},
    )


def _counts(tally: _Tally) -> Counts:
    return Counts(open=tally["open"], closed=tally["closed"], late=tally["late"])


def _tallies(session: Asked, area_code: str, now: datetime) -> Iterable[tuple[str, TaskService, dict[str, int]]]:
    counted = _recount(area_code) if tier_of(area_code) is Tier.CELL else _kept(area_code)
    for category, service, opened, closed, closed_late in session.execute(counted):
        yield category, service, {"open": int(opened - closed), "closed": int(closed), "late": int(closed_late)}
    for category, service, late in session.execute(_late_and_open(area_code, now)):
        yield category, service, {"late": int(late)}


def _kept(area_code: str) -> Select[Any]:
    kept = FIGURE_ROW.c
    own = kept.area_code if tier_of(area_code) is Tier.COMMUNITY else kept[tier_of(area_code).value]
    sums = (func.sum(kept.opened), func.sum(kept.closed), func.sum(kept.closed_late))
    return select(kept.category, kept.service, *sums).where(own == area_code).group_by(kept.category, kept.service)


def _recount(area_code: str) -> Select[Any]:
    """Grid cells have no counts of their own: their few requests are counted one by one."""
    ended = _ROW.ended_at.is_not(None)
    sums = (func.count(), func.count().filter(ended), func.count().filter(ended, _ROW.was_late))
    mine = within(REQUEST_ROW, area_code)
    return select(_ROW.category, _ROW.service, *sums).where(mine).group_by(_ROW.category, _ROW.service)


def _late_and_open(area_code: str, now: datetime) -> Select[Any]:
    """Open and past due, and open but settled too late: two questions, for each has an index of its own."""
    mine = within(REQUEST_ROW, area_code)
    running = (_ROW.stopped_at.is_(None), _ROW.settle_due_at < now)
    settled = (_ROW.was_late, _ROW.ended_at.is_(None))
    of = (_ROW.category, _ROW.service)
    parts = [select(*of, func.count().label("n")).where(mine, *one).group_by(*of) for one in (running, settled)]
    both = union_all(*parts).subquery()
    return select(both.c.category, both.c.service, both.c.n)
