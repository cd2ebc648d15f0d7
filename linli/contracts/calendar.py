"""What an installation says of working days besides what is published, and what a change of it would mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from linli.contracts.base import AreaCode
from linli.contracts.envelope import Event, event

CALENDAR = UUID("6b1f6a52-6f0e-4c55-9d6c-0a4f5d1c2e10")
"""The calendar of an installation, as the subject of its events: there is one."""


@dataclass(frozen=True, kw_only=True)
class CalendarDay:
    """A day that is worked, or not."""

    day: date
    worked: bool


@dataclass(frozen=True, kw_only=True)
class CalendarRules:
    """Days that are other than published, or published here. `published`: years of which `days` has the whole notice.

    The other days of such a year are worked from Monday to Friday.
    """

    days: tuple[CalendarDay, ...] = ()
    published: tuple[int, ...] = ()


@event("network", "calendar.changed")
@dataclass(frozen=True, kw_only=True)
class CalendarChanged(Event):
    """An administrator has set working days: `rules` is all that the installation says of them from now on."""

    rules: CalendarRules


@dataclass(frozen=True, kw_only=True)
class PreviewCalendar:
    """What would become of deadlines if the installation said this of working days; asked as administrator here."""

    area_code: AreaCode
    rules: CalendarRules


@dataclass(frozen=True, kw_only=True)
class CalendarEffect:
    """Of `due` records with deadlines that a change may move, `looked` were looked at: how many come earlier, later."""

    due: int
    looked: int
    earlier: int
    later: int
