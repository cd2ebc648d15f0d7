"""Availability goes out as iCalendar and comes back the same; other programs' calendars are understood."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli import ical
from linli.clock import LOCAL
from linli.contracts.volunteer.words import Availability, BusyTime, ExceptionDay, WeeklyHours
from linli.errors import Invalid
from linli.recurrence import occurrences
from services.volunteer.domain.availability import is_free
from services.volunteer.usecases.calendars import availability_in, entries_of

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=LOCAL)

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//other//EN
BEGIN:VAVAILABILITY
UID:a
DTSTAMP:20260101T000000Z
BEGIN:AVAILABLE
UID:b
DTSTAMP:20260101T000000Z
DTSTART;TZID=Asia/Shanghai:20260105T090000
DTEND;TZID=Asia/Shanghai:20260105T120000
RRULE:FREQ=WEEKLY;BYDAY=MO,WE
EXDATE;TZID=Asia/Shanghai:20260309T090000
END:AVAILABLE
BEGIN:AVAILABLE
UID:c
DTSTAMP:20260101T000000Z
DTSTART;TZID=Asia/Shanghai:20260307T200000
DTEND;TZID=Asia/Shanghai:20260308T010000
END:AVAILABLE
END:VAVAILABILITY
BEGIN:VEVENT
UID:d
DTSTAMP:20260101T000000Z
DTSTART:20260304T020000Z
DURATION:PT30M
RRULE:FREQ=DAILY;COUNT=2
SUMMARY:dentist
END:VEVENT
BEGIN:VEVENT
UID:e
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20260311
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=LOCAL)


def test_a_calendar_of_another_program_is_understood() -> None:
    read = availability_in(CALENDAR, NOW)
    assert [(one.weekday, one.begins, one.ends) for one in read.weekly] == [
        (1, "09:00", "12:00"),
        (3, "09:00", "12:00"),
    ]
    assert read.exceptions == (
        ExceptionDay(day=date(2026, 3, 7), begins="20:00", ends="24:00"),
        ExceptionDay(day=date(2026, 3, 8), begins="00:00", ends="01:00"),
        ExceptionDay(day=date(2026, 3, 9)),
    )
    assert [one.begins.astimezone(LOCAL) for one in read.busy] == [at(4, 10), at(5, 10)]
    assert is_free(read, at(7, 22), at(8, 1), LOCAL)
    assert not is_free(read, at(9, 9), at(9, 10), LOCAL)
    assert not is_free(read, at(4, 9), at(4, 11), LOCAL)


@pytest.mark.parametrize(
    "text",
    [
        "no calendar",
        "BEGIN:VEVENT\r\nEND:VEVENT",
        CALENDAR.replace("DTSTART:20260304T020000Z", "DTSTART:soon"),
        CALENDAR.replace("FREQ=DAILY;COUNT=2", "FREQ=SECONDLY"),
    ],
)
def test_what_is_no_calendar_is_refused_by_name(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        availability_in(text, NOW)
    assert refused.value.code in ("bad_calendar", "bad_recurrence")


QUARTERS = [f"{hour:02d}:{minute:02d}" for hour in range(24) for minute in (0, 30)] + ["24:00"]


@st.composite
def availabilities(draw: st.DrawFn) -> Availability:
    """One free time on some weekdays and some days unlike them, and times taken."""

    def span() -> tuple[str, str]:
        first, second = sorted(draw(st.lists(st.sampled_from(QUARTERS), min_size=2, max_size=2, unique=True)))
        return first, second

    days = draw(st.lists(st.integers(1, 7), unique=True))
    weekly = tuple(
        WeeklyHours(weekday=day, begins=b, ends=e) for day, (b, e) in ((day, span()) for day in sorted(days))
    )
    exceptions = []
    for offset in draw(st.lists(st.integers(0, 60), unique=True, max_size=5)):
        day = NOW.date() + timedelta(days=offset)
        begins, ends = span() if draw(st.booleans()) else (None, None)
        exceptions.append(ExceptionDay(day=day, begins=begins, ends=ends))
    busy = [
        BusyTime(begins=at(2, 0) + timedelta(hours=hour), ends=at(2, 0) + timedelta(hours=hour + 2))
        for hour in sorted(draw(st.lists(st.integers(0, 500), unique=True, max_size=3)))
    ]
    return Availability(weekly=weekly, exceptions=tuple(exceptions), busy=tuple(busy))


@settings(max_examples=60, deadline=None)
@given(availabilities())
def test_what_goes_out_comes_back_as_the_same_free_time(availability: Availability) -> None:
    text = ical.write(entries_of(availability), NOW, LOCAL, "test")
    back = availability_in(text, NOW)
    for quarter in range(0, 61 * 24 * 4, 7):
        begins = at(2, 0) + timedelta(minutes=15 * quarter)
        ends = begins + timedelta(minutes=30)
        assert is_free(availability, begins, ends, LOCAL) is is_free(back, begins, ends, LOCAL), (begins, text)


def test_a_rule_keeps_the_wall_clock_and_leaves_out_what_is_excluded() -> None:
    found = occurrences("RRULE:FREQ=WEEKLY;BYDAY=MO,TH", at(2, 9), at(2, 9), at(16, 9), (at(9, 9),))
    assert found == [at(2, 9), at(5, 9), at(12, 9)]


@pytest.mark.parametrize("rule", ["", "often", "FREQ=HOURLY", "FREQ=DAILY;BYHOUR=1,2", "FREQ=WEEKLY;BYDAY=XX"])
def test_what_is_no_rule_is_refused(rule: str) -> None:
    with pytest.raises(Invalid) as refused:
        occurrences(rule, at(2, 9), at(2, 9), at(16, 9))
    assert list(refused.value.fields) == ["rule"]
