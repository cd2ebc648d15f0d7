"""A volunteer's availability as an iCalendar text, both ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from linli import ical
from linli.clock import LOCAL
from linli.contracts.volunteer.words import Availability, BusyTime, ExceptionDay, WeeklyHours
from linli.errors import Invalid
from linli.ical import Entry
from linli.recurrence import occurrences
from services.volunteer.domain.availability import hours_on, since_midnight

AHEAD = timedelta(days=180)
"""How far what recurs otherwise than weekly is written out."""
FIRST_MONDAY = date(2024, 1, 1)
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def entries_of(availability: Availability) -> Iterator[Entry]:
    """The week as recurring free time, the days unlike it as single free times, and what is taken."""
    unlike = {one.day for one in availability.exceptions}
    for number, weekly in enumerate(availability.weekly):
        day = FIRST_MONDAY + timedelta(days=weekly.weekday - 1)
        begins = _at(day, since_midnight(weekly.begins))
        yield Entry(
            uid=f"week-{number}@linli",
            begins=begins,
            ends=_at(day, since_midnight(weekly.ends)),
            free=True,
            rule=f"FREQ=WEEKLY;BYDAY={_DAYS[weekly.weekday - 1]}",
            excluded=tuple(
                _at(one, since_midnight(weekly.begins))
                for one in sorted(unlike)
                if one.isoweekday() == weekly.weekday and one >= FIRST_MONDAY
            ),
        )
    for day in sorted(unlike):
        for number, (opens, closes) in enumerate(hours_on(availability, day)):
            yield Entry(uid=f"day-{day}-{number}@linli", begins=_at(day, opens), ends=_at(day, closes), free=True)
    for number, taken in enumerate(availability.busy):
        yield Entry(uid=f"busy-{number}@linli", begins=taken.begins, ends=taken.ends, summary="Busy 占用")


def availability_in(text: str, now: datetime) -> Availability:
    """The availability that a calendar tells; raises `Invalid` for a text or a rule that is none."""
    entries = ical.read(text, LOCAL)
    weekly = [one for one in entries if one.free and _is_weekly(one)]
    single = [one for one in entries if one.free and not _is_weekly(one)]
    hours = [hour for one in weekly for hour in _weekly_hours(one)]
    excluded = {(moment.date(), _clock(moment, moment.date())) for one in weekly for moment in one.excluded}
    added: dict[date, list[tuple[timedelta, timedelta]]] = defaultdict(list)
    for one in single:
        for begins, ends in _written_out(one, now):
            for day, opens, closes in _by_day(begins, ends):
                added[day].append((opens, closes))
    taken = [
        BusyTime(begins=begins, ends=ends)
        for one in entries
        if not one.free
        for begins, ends in _written_out(one, now)
        if ends > begins
    ]
    return Availability(
        weekly=tuple(hours),
        exceptions=tuple(_exceptions(hours, {day for day, _ in excluded} | set(added), excluded, added)),
        busy=tuple(sorted(taken, key=lambda one: (one.begins, one.ends))),
    )


def _exceptions(
    hours: list[WeeklyHours],
    days: Iterable[date],
    excluded: set[tuple[date, str]],
    added: dict[date, list[tuple[timedelta, timedelta]]],
) -> Iterator[ExceptionDay]:
    """What is free on each day unlike its week: its usual hours that are not excluded, and the added ones, joined."""
    for day in sorted(days):
        usual = [
            (since_midnight(one.begins), since_midnight(one.ends))
            for one in hours
            if one.weekday == day.isoweekday() and (day, one.begins) not in excluded
        ]
        spans = _joined([*usual, *added.get(day, [])])
        for opens, closes in spans:
            yield ExceptionDay(day=day, begins=_written(opens), ends=_written(closes))
        if not spans:
            yield ExceptionDay(day=day)


def _joined(spans: list[tuple[timedelta, timedelta]]) -> list[tuple[timedelta, timedelta]]:
    made: list[tuple[timedelta, timedelta]] = []
    for begins, ends in sorted(spans):
        if made and begins < made[-1][1]:
            made[-1] = made[-1][0], max(ends, made[-1][1])
        else:
            made.append((begins, ends))
    return made


def _is_weekly(entry: Entry) -> bool:
    """Whether it recurs each week without end, which the week can say as it is."""
    parts = dict(part.split("=", 1) for part in (entry.rule or "").split(";") if "=" in part)
    plain = set(parts) <= {"FREQ", "BYDAY", "INTERVAL", "WKST"} and parts.get("INTERVAL", "1") == "1"
    days = parts.get("BYDAY", "MO").split(",")
    return parts.get("FREQ") == "WEEKLY" and plain and all(one in _DAYS for one in days) and _within_a_day(entry)


def _within_a_day(entry: Entry) -> bool:
    return entry.ends <= _at(entry.begins.date(), timedelta(days=1)) and entry.ends > entry.begins


def _weekly_hours(entry: Entry) -> Iterator[WeeklyHours]:
    parts = dict(part.split("=", 1) for part in (entry.rule or "").split(";"))
    named = parts.get("BYDAY")
    days = [_DAYS.index(one) + 1 for one in named.split(",")] if named else [entry.begins.isoweekday()]
    begins, ends = _clock(entry.begins, entry.begins.date()), _clock(entry.ends, entry.begins.date())
    yield from (WeeklyHours(weekday=day, begins=begins, ends=ends) for day in days)


def _written_out(entry: Entry, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Each time it happens from yesterday until half a year ahead."""
    length = entry.ends - entry.begins
    if entry.rule is None:
        starts = [entry.begins]
    else:
        since = now.astimezone(LOCAL) - timedelta(days=1) - length
        starts = occurrences(entry.rule, entry.begins, since, now.astimezone(LOCAL) + AHEAD, entry.excluded)
    if len(starts) > 400:
        text, zh = "An entry recurs too often.", "某日程重复次数过多。"
        raise Invalid("bad_calendar", text, zh, {"calendar": [f"{text} {zh}"]})
    yield from ((one, one + length) for one in starts)


def _by_day(begins: datetime, ends: datetime) -> Iterator[tuple[date, timedelta, timedelta]]:
    day = begins.date()
    while _at(day, timedelta()) < ends:
        opens = max(begins - _at(day, timedelta()), timedelta())
        closes = min(ends - _at(day, timedelta()), timedelta(days=1))
        if closes > opens:
            yield day, opens, closes
        day += timedelta(days=1)


def _at(day: date, since: timedelta) -> datetime:
    return datetime.combine(day, time(), LOCAL) + since


def _clock(moment: datetime, day: date) -> str:
    return _written(moment - _at(day, timedelta()))


def _written(since: timedelta) -> str:
    minutes = int(since.total_seconds()) // 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
