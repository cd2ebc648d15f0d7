"""The calls about coverage: how often cells were visited, and how long each was left alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from marshmallow import validate

from linli.contracts.base import AreaCode


class VisitKind(StrEnum):
    """By what a visit of a cell is known."""

    SCAN = "scan"
    POSITION = "position"


class CoverageBy(StrEnum):
    """Into what coverage is broken down."""

    CELL = "cell"
    HOUR = "hour"
    COMMUNITY = "community"
    STREET = "street"
    DISTRICT = "district"


@dataclass(frozen=True, kw_only=True)
class GetCoverage:
    """Ask for the coverage of an area from the first day up to, and without, the day `until`."""

    area_code: AreaCode
    since: date
    until: date
    by: CoverageBy = CoverageBy.COMMUNITY


@dataclass(frozen=True, kw_only=True)
class ListUncovered:
    """Ask which cells of an area are left alone for longer than they may be, now."""

    area_code: AreaCode
    limit: Annotated[int, validate.Range(1, 1000)] = 200


@dataclass(frozen=True, kw_only=True)
class UncoveredCell:
    """A cell that nobody on duty visited within `visit_within` hours: since when it is overdue."""

    code: str
    lon: float
    lat: float
    visit_within: int
    last_visit: datetime | None
    since: datetime


@dataclass(frozen=True, kw_only=True)
class UncoveredList:
    """How many there are, and the longest overdue of them."""

    count: int
    items: tuple[UncoveredCell, ...]


@dataclass(frozen=True, kw_only=True)
class CoverageFigures:
    """The coverage of the cells of a group; minutes of idleness.

    `visits` by those on duty, `extra` by volunteers, which shorten no idleness. `visited`: cells with a visit;
    `in_time`: cells never left alone longer than they may be. `idle_now`: the longest since the last visit; `idle_mean`
    of all cells; `idle_worst`: the longest in the period. A cell without a visit counts from the period's beginning.
    """

    key: str
    cells: int
    visits: int
    extra: int
    visited: int = 0
    in_time: int = 0
    idle_now: int | None = None
    idle_mean: int | None = None
    idle_worst: int | None = None


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """The coverage of an area as a whole and by groups; by hour the groups are those of the clock, 00 to 23."""

    area_code: str
    since: date
    until: date
    by: CoverageBy
    whole: CoverageFigures
    groups: tuple[CoverageFigures, ...]
