"""Official Chinese working time: which days are worked, and deadlines counted in working hours and working days.

Working days follow the State Council's yearly notices on public holidays (法定节假日 and the swapped working days
调休), as the package `chinesecalendar` carries them. A notice appears each November: until the package has the next
year, a file of overrides (`load_overrides`) supplies it. A year nobody has published is refused, or, where a citizen
must never be refused, counted provisionally: Monday to Friday less the holidays that the law itself names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Self

import chinese_calendar  # type: ignore[import-untyped]  # the package ships no types
from chinese_calendar.constants import holidays  # type: ignore[import-untyped]  # the package ships no types

from linli.calendar_files import days_of, load_overrides
from linli.clock import LOCAL as LOCAL  # domains tell the hour here by it
from linli.contracts.calendar import CalendarRules
from linli.errors import Invalid
from linli.statutory import is_statutory

PUBLISHED_YEARS = range(min(holidays).year, max(holidays).year + 1)
_DAY = timedelta(days=1)
_NOTHING = timedelta()
_INSTANT = timedelta.resolution


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """The worked part of a working day, on the clocks of Asia/Shanghai: from `start`, up to `end`, no break at noon.

    The default, 9:00 to 17:00, is 8 working hours a day. `ValueError` if the end is not after the start.
    """

    start: time = time(9)
    end: time = time(17)

    @property
    def length(self) -> timedelta:
        """The working time of one working day."""
        return datetime.combine(date.min, self.end) - datetime.combine(date.min, self.start)

    def __post_init__(self) -> None:
        if self.start >= self.end or self.start.tzinfo or self.end.tzinfo:
            raise ValueError("working hours need a start before their end, both without a zone")


class WorkingCalendar:
    """Counts in working time. Pure: the same question always has the same answer.

    `overrides` says of single days whether they are worked, and outranks the published calendar; it also answers for
    days in years that are not published. `weekdays_after_published` takes Monday to Friday as worked, less the holidays
    of `linli.statutory`, in years that are still to be published, for callers that must never be refused (taking in a
    request); what rests on such days is provisional. Moments must be aware (`ValueError` otherwise); results are aware
    UTC. Every method raises `Invalid` (`calendar_year_unknown`) when the answer depends on a day nobody has published.
    """

    def __init__(
        self,
        hours: WorkingHours | None = None,
        overrides: Mapping[date, bool] | None = None,
        *,
        weekdays_after_published: bool = False,
    ) -> None:
        self.hours = hours or WorkingHours()
        self._overrides = dict(overrides or {})
        self._weekdays_after_published = weekdays_after_published
        self._years: dict[int, list[int] | None] = {}

    def is_working_day(self, day: date) -> bool:
        """Whether the day (a date in Asia/Shanghai) is worked: weekdays less holidays, plus swapped working days."""
        override = self._overrides.get(day)
        if override is not None:
            return override
        if self._weekdays_after_published and day.year > PUBLISHED_YEARS[-1]:
            return day.weekday() < 5 and not is_statutory(day)
        return _published(day)

    @cached_property
    def known_until(self) -> date:
        """The last day up to which all are published or overridden: later ones are provisional, or refused."""
        last = date(PUBLISHED_YEARS[-1], 12, 31)
        while last + _DAY in self._overrides:
            last += _DAY
        return last

    def first_difference(self, other: WorkingCalendar) -> date | None:
        """The first day that only one of the two takes as worked, by their overrides; None when there is none."""
        days = sorted(self._overrides.keys() | other._overrides.keys())
        return next((day for day in days if self.is_working_day(day) != other.is_working_day(day)), None)

    def is_provisional(self, due: datetime) -> bool:
        """Whether a moment that was counted to (aware) rests on days that nobody has published yet."""
        return _wall(due).date() > self.known_until

    def add_working_time(self, start: datetime, amount: timedelta) -> datetime:
        """The earliest moment from `start` on by which `amount` (≥ 0, else `ValueError`) of working time has passed.

        Outside working time nothing is counted. An amount that fills a day is over at its closing hour, not at the next
        opening; an amount of nothing is over at `start` itself.
        """
        if amount < _NOTHING:
            raise ValueError("working time can only be added, not taken away")
        moment = _wall(start)
        while amount:
            opens, closes = self._open(moment.date())
            opens = max(opens, moment)
            if amount <= closes - opens:
                return _utc(opens + amount)
            amount -= max(closes - opens, _NOTHING)
            moment = datetime.combine(moment.date() + _DAY, time.min)
        return _utc(moment)

    def subtract_working_time(self, end: datetime, amount: timedelta) -> datetime:
        """The earliest moment from which at most `amount` (≥ 0, else `ValueError`) of working time passes to `end`.

        The mirror of `add_working_time`: what begins with a day begins at the closing hour before it.
        """
        if amount < _NOTHING:
            raise ValueError("working time can only be taken away, not added")
        moment = _wall(end)
        while True:
            opens, closes = self._open(moment.date())
            closes = min(closes, moment)
            if amount < closes - opens:
                return _utc(closes - amount)
            amount -= max(closes - opens, _NOTHING)
            moment = datetime.combine(moment.date(), time.min) - _INSTANT

    def next_working_moment(self, moment: datetime) -> datetime:
        """The moment itself when it is worked, else the next opening; a closing hour is not worked any more."""
        return _utc(self._next_working_moment(_wall(moment)))

    def working_time_between(self, a: datetime, b: datetime) -> timedelta:
        """The working time that passes from `a` to `b`; negative when `b` is the earlier."""
        first, last = _wall(a), _wall(b)
        if first > last:
            return -self.working_time_between(b, a)
        if first.date() == last.date():
            return self._worked(first, last)
        between = self._working_days(first.date() + _DAY, last.date()) * self.hours.length
        return self._worked(first, datetime.max) + between + self._worked(datetime.min, last)

    def add_working_days(self, start: datetime, n: int) -> datetime:
        """The same time of day, `n` (≥ 0, else `ValueError`) working days after the day from which the count runs.

        A start within working time counts from itself; any other (before opening, at or after closing, on a day of
        rest) counts from the next opening. So Friday 10:00 + 1 is Monday 10:00, and Friday 17:00 + 1 is Tuesday 9:00.
        """
        if n < 0:
            raise ValueError("working days can only be added, not taken away")
        moment = self._next_working_moment(_wall(start))
        day = moment.date()
        for _ in range(n):
            day = self._first_working_day(day + _DAY)
        return _utc(datetime.combine(day, moment.time()))

    def _worked(self, first: datetime, last: datetime) -> timedelta:
        """The working time of one day, that of the bound which is not the end of all time, between the bounds."""
        opens, closes = self._open((last if first is datetime.min else first).date())
        return max(min(closes, last) - max(opens, first), _NOTHING)

    def _working_days(self, first: date, last: date) -> int:
        """How many working days there are from `first` up to before `last`: year by year, each counted only once."""
        total = 0
        while first < last:
            new_year = date(first.year + 1, 1, 1)
            counts, offset = self._counts(first.year), first.timetuple().tm_yday - 1
            days = (min(last, new_year) - first).days
            total += (
                counts[offset + days] - counts[offset]
                if counts
                else sum(self.is_working_day(first + number * _DAY) for number in range(days))
            )
            first = new_year
        return total

    def _counts(self, year: int) -> list[int] | None:
        """How many working days of the year have passed before its n-th day; None when not all of them are known."""
        if year not in self._years:
            first = date(year, 1, 1)
            days = range((date(year + 1, 1, 1) - first).days)
            try:
                self._years[year] = [0, *accumulate(self.is_working_day(first + number * _DAY) for number in days)]
            except Invalid:
                self._years[year] = None
        return self._years[year]

    def _open(self, day: date) -> tuple[datetime, datetime]:
        opens = datetime.combine(day, self.hours.start)
        return opens, datetime.combine(day, self.hours.end) if self.is_working_day(day) else opens

    def _next_working_moment(self, moment: datetime) -> datetime:
        opens, closes = self._open(moment.date())
        if opens < closes and moment < closes:
            return max(moment, opens)
        return datetime.combine(self._first_working_day(moment.date() + _DAY), self.hours.start)

    def _first_working_day(self, day: date) -> date:
        while not self.is_working_day(day):
            day += _DAY
        return day


@dataclass(frozen=True, slots=True)
class Deadline:
    """How long something may take, as data: calendar time, working time (a `timedelta`) or working days (an `int`).

    `working` chooses between calendar and working time; a number of days is always of working days. `ValueError` for an
    amount that is not positive.
    """

    amount: timedelta | int
    working: bool

    def __post_init__(self) -> None:
        if isinstance(self.amount, int):
            if self.amount <= 0 or not self.working:
                raise ValueError("a number of days means working days, at least one")
        elif self.amount <= _NOTHING:
            raise ValueError("a deadline needs a positive amount of time")

    @classmethod
    def parse(cls, text: str, field: str = "deadline") -> Self:
        """Reads `3m`, `2h`, `7d` (calendar minutes, hours, days of 24 hours), `16wh`, `5wd` (working hours and days).

        Anything else raises `Invalid` (`deadline_malformed`) that names `field`.
        """
        match = _WRITTEN.fullmatch(text)
        if match is None:
            raise _malformed(text, field)
        number, unit = int(match[1]), match[2]
        if unit == "wd":
            return cls(number, working=True)
        return cls(number * _UNITS[unit], working=unit == "wh")

    def due(self, start: datetime, calendar: WorkingCalendar) -> datetime:
        """The moment, aware UTC, at which what began at `start` (aware) falls due; raises as the calendar does."""
        if isinstance(self.amount, int):
            return calendar.add_working_days(start, self.amount)
        if self.working:
            return calendar.add_working_time(start, self.amount)
        return _aware(start).astimezone(UTC) + self.amount


_WRITTEN = re.compile(r"([1-9][0-9]{0,3})(m|h|d|wh|wd)")
_HOUR = timedelta(hours=1)
_UNITS = {"m": timedelta(minutes=1), "h": _HOUR, "d": timedelta(days=1), "wh": _HOUR}


def provisional_calendar(overrides: Path | None, rules: CalendarRules | None = None) -> WorkingCalendar:
    """The calendar of an installation, which refuses no year to come: its file of overrides, if it has one, and what
    its administrators said, which outranks the file. Raises as `load_overrides`.
    """
    written = load_overrides(overrides) if overrides else {}
    return WorkingCalendar(overrides=written | days_of(rules or CalendarRules()), weekdays_after_published=True)


@lru_cache(maxsize=16384)
def _published(day: date) -> bool:
    if isinstance(day, datetime):
        raise TypeError("a working day is a date in Asia/Shanghai, not a moment")
    if day.year not in PUBLISHED_YEARS:
        raise _unknown_year(day)
    return bool(chinese_calendar.is_workday(day))


def _aware(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("working time needs an aware moment")
    return moment


def _wall(moment: datetime) -> datetime:
    return _aware(moment).astimezone(LOCAL).replace(tzinfo=None, fold=0)


def _utc(wall: datetime) -> datetime:
    return wall.replace(tzinfo=LOCAL).astimezone(UTC)


def _unknown_year(day: date) -> Invalid:
    first, last = PUBLISHED_YEARS[0], PUBLISHED_YEARS[-1]
    return Invalid(
        "calendar_year_unknown",
        f"The working days of {day.year} are not known (asked for {day}; published: {first} to {last}). "
        f"Update the package chinesecalendar, or list the days of {day.year} in the calendar's overrides file.",
        f"尚无 {day.year} 年的工作日安排（查询 {day}；已有 {first} 至 {last} 年）。"
        f"请更新 chinesecalendar，或在日历覆盖文件中列出 {day.year} 年的日期。",
    )


def _malformed(text: str, field: str) -> Invalid:
    message = (
        f"{text[:20]!r} is no deadline: write 30m, 2h or 7d (calendar time), 16wh or 5wd (working time), at most 9999."
    )
    message_zh = f"“{text[:20]}”不是有效时限：请写 30m、2h、7d（自然时间）或 16wh、5wd（工作时间），数值不超过 9999。"
    return Invalid("deadline_malformed", message, message_zh, {field: [message]})
