"""Visits of cells: what a scan or a position makes of one, and what of them counts for a day of a cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID, uuid5

from linli.contracts.grid.coverage import VisitKind

_SOURCE = UUID("7a1f9a2c-0c8e-5b5f-9d1f-1b8a7f6c2e90")
QUARTER = 900
"""Seconds in which the positions of a tracker in one cell are one visit."""
PRECISE = 50.0
"""Metres: a position less certain than this says nothing of cells of 100 m."""
DRIVING = 30.0
"""Kilometres an hour above which a cell is driven through, not visited."""
HOUR = 3600
"""Seconds."""
WEEK = 7
"""Days."""


@dataclass(frozen=True)
class Seen:
    """Somebody was at a place: the officer, when (any zone), by what it is known, and whether as a volunteer."""

    lon: float
    lat: float
    officer_id: UUID
    at: datetime
    kind: VisitKind
    voluntary: bool = False


@dataclass(frozen=True)
class Visit:
    """A visit of a cell. `source`: the round or the tracker's quarter of an hour that it follows from."""

    source: UUID
    cell_id: UUID
    area_code: str
    officer_id: UUID
    at: datetime
    kind: VisitKind
    voluntary: bool


@dataclass(frozen=True)
class DayOfCell:
    """What coverage keeps of a cell's day, or of its week, in seconds since 1970.

    `within` is the longest time between two visits.
    """

    visits: int
    extra: int
    first: int | None
    last: int | None
    within: int


@dataclass(frozen=True)
class Due:
    """When a cell is left alone for too long, in seconds: `within` of its last visit, or of its first day's beginning.

    Each further `within` in which nobody comes is a cause of its own.
    """

    code: str
    lon: float
    lat: float
    within: int
    begins: int
    last: int | None

    @property
    def at(self) -> int:
        """The moment at which it is."""
        return max(self.begins, self.last or 0) + self.within

    def is_over(self, now: int) -> bool:
        """Whether it is by now."""
        return self.at <= now

    def last_cause(self, now: int) -> int:
        """The last moment so far, of one that is over."""
        return self.at + (now - self.at) // self.within * self.within

    def next_cause(self, now: int) -> int:
        """The first moment to come."""
        return self.last_cause(now) + self.within if self.is_over(now) else self.at


def quarter_source(tracker_id: UUID, at: datetime) -> UUID:
    """The source of the visits of a tracker in this quarter of an hour."""
    return uuid5(_SOURCE, f"{tracker_id}/{int(at.timestamp()) // QUARTER}")


def is_visit(accuracy: float | None, speed: float | None) -> bool:
    """Whether a position says that somebody was in the cell, and not only near it or driving through."""
    return (accuracy is None or accuracy <= PRECISE) and (speed is None or speed <= DRIVING)


def day_of(visits: Sequence[tuple[datetime, bool]]) -> DayOfCell:
    """A cell's day, or its week, from its visits (when, and whether voluntary), in any order."""
    on_duty = sorted(seconds(at) for at, voluntary in visits if not voluntary)
    gaps = [later - earlier for earlier, later in pairwise(on_duty)]
    return DayOfCell(
        visits=len(on_duty),
        extra=len(visits) - len(on_duty),
        first=on_duty[0] if on_duty else None,
        last=on_duty[-1] if on_duty else None,
        within=max(gaps, default=0),
    )


def seconds(at: datetime) -> int:
    """Seconds since 1970."""
    return int(at.timestamp())


def local_day(at: datetime) -> date:
    """The day on the wall clocks of the district, which are eight hours ahead of UTC all year."""
    return (at.astimezone(UTC) + timedelta(hours=8)).date()


def day_begins(day: date) -> datetime:
    """The moment at which a day of the district begins."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=8)


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def hour_of_week(hour: int) -> int:
    """The same hour of the clock on the Monday of its week; both are beginnings of hours, in seconds since 1970."""
    day = local_day(datetime.fromtimestamp(hour, UTC))
    return hour - (day - monday_of(day)).days * 24 * HOUR


@dataclass(frozen=True)
class Period:
    """Days from `since` up to, and without, `until`, as whole weeks and the single days around them."""

    since: date
    until: date

    @property
    def weeks(self) -> tuple[date, date]:
        """The first Monday, and the Monday after the last whole week; the same where there is none."""
        first = monday_of(self.since + timedelta(days=WEEK - 1))
        return first, max(first, monday_of(self.until))

    @property
    def days(self) -> tuple[tuple[date, date], tuple[date, date]]:
        """The days before the first whole week and those after the last, each up to and without a day."""
        first, last = self.weeks
        if first == last:
            return (self.since, self.until), (self.until, self.until)
        return (self.since, first), (last, self.until)
