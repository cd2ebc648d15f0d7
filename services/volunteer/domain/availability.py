"""When a volunteer may be asked: the usual week, the days unlike it, the times that are taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta, tzinfo

from linli.contracts.volunteer.words import Availability
from linli.errors import Invalid

DAY = timedelta(days=1)
Span = tuple[datetime, datetime]
_WEEK = [date(2024, 1, number) for number in range(1, 8)]
"""A Monday to a Sunday."""


def since_midnight(written: str) -> timedelta:
    """The time of day as what has passed since midnight; `24:00` is the end of the day."""
    if written == "24:00":
        return DAY
    at = time.fromisoformat(written)
    return timedelta(hours=at.hour, minutes=at.minute)


def hours_on(availability: Availability, day: date) -> list[tuple[timedelta, timedelta]]:
    """The free times of a day counted from midnight, in order; an exception takes the place of the weekday."""
    special = [(one.begins, one.ends) for one in availability.exceptions if one.day == day]
    usual = [(one.begins, one.ends) for one in availability.weekly if one.weekday == day.isoweekday()]
    return sorted(
        (since_midnight(begins), since_midnight(ends))
        for begins, ends in special or usual
        if begins is not None and ends is not None
    )


def free_spans(availability: Availability, first: date, days: int, zone: tzinfo) -> Iterator[Span]:
    """The free times of so many days from the first on, those that meet at midnight joined; what is taken included."""
    open_span: Span | None = None
    for day in (first + timedelta(days=number) for number in range(days)):
        midnight = datetime.combine(day, time(), zone)
        for begins, ends in hours_on(availability, day):
            span = midnight + begins, midnight + ends
            if open_span is not None and open_span[1] == span[0]:
                open_span = open_span[0], span[1]
                continue
            if open_span is not None:
                yield open_span
            open_span = span
    if open_span is not None:
        yield open_span


def is_free(availability: Availability, begins: datetime, ends: datetime, zone: tzinfo) -> bool:
    """Whether all of the time lies in free hours and none of it in what is taken."""
    first = begins.astimezone(zone).date()
    days = (ends.astimezone(zone).date() - first).days + 1
    within = any(b <= begins and ends <= e for b, e in free_spans(availability, first, days, zone))
    return within and not overlaps(((one.begins, one.ends) for one in availability.busy), begins, ends)


def overlaps(spans: Iterable[Span], begins: datetime, ends: datetime) -> bool:
    """Whether one of the spans shares time with this one."""
    return any(b < ends and begins < e for b, e in spans)


def check(availability: Availability) -> None:
    """Raises `Invalid` naming the list for hours that end before they begin or overlap, and for half an exception."""
    for position, one in enumerate(availability.exceptions):
        if (one.begins is None) != (one.ends is None):
            raise _bad(f"exceptions.{position}", "Give both times or none.", "起止时间须同时填写。")
    for position, taken in enumerate(availability.busy):
        if taken.ends <= taken.begins:
            raise _bad(f"busy.{position}", "It must end after it begins.", "结束须晚于开始。")
    weekly = Availability(weekly=availability.weekly)
    for name, of, days in (
        ("weekly", weekly, _WEEK),
        ("exceptions", availability, sorted({one.day for one in availability.exceptions})),
    ):
        for day in days:
            _check_day(of, name, day)


def _check_day(availability: Availability, name: str, day: date) -> None:
    last = timedelta()
    for begins, ends in hours_on(availability, day):
        if ends <= begins or begins < last:
            raise _bad(name, "Hours must end after they begin and not overlap.", "时段有误或重叠。")
        last = ends


def _bad(name: str, message: str, message_zh: str) -> Invalid:
    return Invalid("bad_availability", message, message_zh, {f"availability.{name}": [f"{message} {message_zh}"]})
