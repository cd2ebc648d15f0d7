"""What administrators set of working days: edited by year, never for days that are over, told to all services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from linli.calendar import WorkingCalendar, provisional_calendar
from linli.calendar_files import days_of
from linli.calendar_store import keep_rules, rules_in_force
from linli.clock import local
from linli.contracts.calendar import CALENDAR, CalendarChanged, CalendarDay, CalendarRules
from linli.errors import Invalid, StaleVersion, expect_version
from linli.work import Work


@dataclass(frozen=True)
class Standing:
    """What holds: the version of what administrators said, that, and the calendar with all else."""

    version: int
    rules: CalendarRules
    calendar: WorkingCalendar
    file: Path | None

    def then(self, rules: CalendarRules) -> WorkingCalendar:
        """The calendar if this were said instead."""
        return provisional_calendar(self.file, rules)


def standing(work: Work, file: Path | None) -> Standing:
    """What holds now; `file` is the installation's own, if it has one."""
    version, rules = rules_in_force(work.session)
    return Standing(version, rules, provisional_calendar(file, rules), file)


def edited(rules: CalendarRules, year: int, days: Mapping[date, bool | None], whole: bool | None) -> CalendarRules:
    """The rules with these days of the year set, or (None) left to what is published; all else stays.

    `whole`: that year's whole notice is here, or is not. Raises `Invalid` (`days`) for a day of another year.
    """
    for day in days:
        if day.year != year:
            raise _refused(f"{day} does not lie in {year}.", f"{day} 不在 {year} 年。")
    kept = {one.day: one.worked for one in rules.days} | {day: is_ for day, is_ in days.items() if is_ is not None}
    published = set(rules.published) | ({year} if whole else set())
    return CalendarRules(
        days=tuple(CalendarDay(day=day, worked=kept[day]) for day in sorted(kept) if days.get(day, True) is not None),
        published=tuple(sorted(published - ({year} if whole is False else set()))),
    )


def merged(rules: CalendarRules, said: CalendarRules) -> CalendarRules:
    """What a file says, beside what was said of other days before."""
    days = {one.day: one.worked for one in (*rules.days, *said.days)}
    return CalendarRules(
        days=tuple(CalendarDay(day=day, worked=worked) for day, worked in sorted(days.items())),
        published=tuple(sorted({*rules.published, *said.published})),
    )


def differing(now: Standing, rules: CalendarRules) -> list[CalendarDay]:
    """The days that would be worked, or not, other than they are now; those of years nobody has published too."""
    then = now.then(rules)
    days = sorted(days_of(now.rules).keys() | days_of(rules).keys())
    return [
        CalendarDay(day=day, worked=then.is_working_day(day))
        for day in days
        if then.is_working_day(day) != now.calendar.is_working_day(day)
    ]


def refuse_past(changes: Sequence[CalendarDay], work: Work) -> None:
    """Raises `Invalid` (`days`) for a change of a day that is over: what was counted by it has happened."""
    today = local(work.now).date()
    if past := [one.day for one in changes if one.day < today]:
        raise _refused(f"{past[0]} is over and stays as it was.", f"{past[0]} 已过，不能更改。")


def put(work: Work, now: Standing, rules: CalendarRules, area_code: str, seen: int | None) -> Standing:
    """Let this hold from now on, as said by an administrator of this area; every service hears of it.

    Raises `StaleVersion` where another has changed it since `seen`, `Invalid` for days that are over.
    """
    expect_version(seen, now.version)
    refuse_past(differing(now, rules), work)
    if rules == now.rules:
        return now
    version = now.version + 1
    if not keep_rules(work.session, version, rules, work.now, work.by):
        raise StaleVersion("stale_version", "Somebody else changed it just now.", "他人刚刚作了修改，请刷新。")
    changed = CalendarChanged(
        subject=CALENDAR, area_code=area_code, sequence=version, occurred_at=work.now, rules=rules
    )
    work.emit(changed)
    return replace(now, version=version, rules=rules, calendar=now.then(rules))


def days_in(year: int) -> list[date]:
    """Every day of a year."""
    first = date(year, 1, 1)
    return [first + timedelta(days=one) for one in range((date(year + 1, 1, 1) - first).days)]


def _refused(text: str, zh: str) -> Invalid:
    return Invalid("calendar_days", text, zh, {"days": [f"{text} {zh}"]})
