"""Coverage: visits of cells and the time each was left alone, for an area as a whole and by groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from linli.contracts.grid.coverage import Coverage, CoverageBy, CoverageFigures, GetCoverage
from linli.errors import Invalid
from linli.work import Work
from services.grid.domain.visits import day_begins, seconds
from services.grid.store import counting
from services.grid.store import coverage as store
from services.grid.store.visits import take_turns

LONGEST = timedelta(days=366)
_DIGITS = {
    CoverageBy.COMMUNITY: (6, 18),
    CoverageBy.STREET: (6, 15),
    CoverageBy.DISTRICT: (6, 12),
}
"""Which digits of a cell's code name the group."""


class CellFacts(NamedTuple):
    """What a cell's period came to; seconds."""

    code: str
    visits: int
    extra: int
    idle_now: int
    idle_worst: int
    in_time: bool


def get(work: Work, said: GetCoverage) -> Coverage:
    """The coverage of an area in a period. Raises `Invalid` for a period that is none."""
    work.authorise(said.area_code, "area", "区域")
    if not said.since < said.until or said.until - said.since > LONGEST:
        text, zh = "Give a day after the first, within a year.", "应晚于起始日期，且不超过一年。"
        raise Invalid("bad_period", text, zh, {"until": [f"{text} {zh}"]})
    facts = cell_facts(work, said)
    return Coverage(
        area_code=said.area_code,
        since=said.since,
        until=said.until,
        by=said.by,
        whole=_figures(said.area_code, facts),
        groups=tuple(_by_hour(work, said) if said.by is CoverageBy.HOUR else _grouped(said.by, facts)),
    )


def cell_facts(work: Work, said: GetCoverage) -> list[CellFacts]:
    """What the period came to for each cell that the area has on its last day."""
    now = seconds(work.now)
    begins, ends = seconds(day_begins(said.since)), min(seconds(day_begins(said.until)), now)
    starts: dict[date, int] = {}
    found = []
    for row in store.cells_summed(work.session, said.area_code, said.since, said.until):
        code, within, first_day, last_ever, visits, extra, last, gap_within, gap_before = row
        start = starts.get(first_day)
        if start is None:
            start = starts[first_day] = max(begins, seconds(day_begins(first_day)))
        tail = max(ends - (start if last is None else last), 0)
        worst = max(gap_within or 0, (gap_before or 0) - (start - begins), tail)
        idle_now = now - (last_ever if last_ever is not None else min(start, now))
        in_time = bool(visits) and worst <= within * 3600
        found.append(CellFacts(code, int(visits or 0), int(extra or 0), idle_now, worst, in_time))
    return found


def _grouped(by: CoverageBy, facts: Sequence[CellFacts]) -> Iterable[CoverageFigures]:
    if by is CoverageBy.CELL:
        return (_figures_of_cell(one) for one in facts)
    first, last = _DIGITS[by]
    groups: dict[str, list[CellFacts]] = {}
    for one in facts:
        groups.setdefault(one.code[first:last], []).append(one)
    return (_figures(key, groups[key]) for key in sorted(groups))


def _figures_of_cell(one: CellFacts) -> CoverageFigures:
    """As `_figures` of this one alone, for there are thousands of them."""
    idle = one.idle_now // 60
    return CoverageFigures(
        key=one.code,
        cells=1,
        visits=one.visits,
        extra=one.extra,
        visited=int(one.visits > 0),
        in_time=int(one.in_time),
        idle_now=idle,
        idle_mean=idle,
        idle_worst=one.idle_worst // 60,
    )


def _figures(key: str, facts: Sequence[CellFacts]) -> CoverageFigures:
    if not facts:
        return CoverageFigures(key=key, cells=0, visits=0, extra=0)
    idle = [one.idle_now for one in facts]
    return CoverageFigures(
        key=key,
        cells=len(facts),
        visits=sum([one.visits for one in facts]),
        extra=sum([one.extra for one in facts]),
        visited=sum([one.visits > 0 for one in facts]),
        in_time=sum([one.in_time for one in facts]),
        idle_now=max(idle) // 60,
        idle_mean=sum(idle) // len(facts) // 60,
        idle_worst=max([one.idle_worst for one in facts]) // 60,
    )


def _by_hour(work: Work, said: GetCoverage) -> Iterable[CoverageFigures]:
    """The visits in each hour of the clock of the district."""
    visits, extra = [0] * 24, [0] * 24
    for hour, official, voluntary in store.hours_summed(work.session, said.area_code, said.since, said.until):
        visits[hour], extra[hour] = official, voluntary
    return (CoverageFigures(key=f"{one:02}", cells=0, visits=visits[one], extra=extra[one]) for one in range(24))


def communities_to_count(work: Work, area: str) -> list[str]:
    """The communities of an area whose visits can be counted anew."""
    return counting.communities_with_visits(work.session, area)


def recount(work: Work, community: str) -> int:
    """Count the days, weeks and hours of a community anew from its visits; how many visits there are."""
    take_turns(work.session, {community})
    return counting.count_community(work.session, community)
