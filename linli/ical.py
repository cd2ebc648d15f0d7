"""iCalendar texts (RFC 5545, and RFC 7953 for availability): read into spans of time and written from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Availability as VAvailability
from icalendar import Available, Calendar, Component, Event

from linli.errors import Invalid

PRODUCT = "-//Linli//Volunteers//ZH"
MOST_PARTS = 2000


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry: free time, or time taken by something; `rule` makes it recur but at the moments `excluded`.

    `geo` are latitude and longitude; `tentative`: not certain yet; a higher `revision` takes the place of a lower.
    """

    uid: str
    begins: datetime
    ends: datetime
    free: bool = False
    rule: str | None = None
    excluded: tuple[datetime, ...] = ()
    summary: str = ""
    place: str = ""
    geo: tuple[float, float] | None = None
    tentative: bool = False
    revision: int = 0


def read(text: str, zone: ZoneInfo) -> list[Entry]:
    """The entries of a calendar: its AVAILABLE parts as free, its opaque events as taken; all else is passed over.

    Days and times without a zone are those of `zone`. Raises `Invalid` (`bad_calendar`, field `calendar`).
    """
    try:
        calendar = Component.from_ical(text)
        if calendar.name != "VCALENDAR":
            raise _bad("It does not begin with BEGIN:VCALENDAR.")
        parts = [one for one in calendar.walk() if one.name in ("AVAILABLE", "VEVENT")]
        if len(parts) > MOST_PARTS:
            raise _bad(f"It has more than {MOST_PARTS} entries.")
        return [made for one in parts if (made := _entry(one, zone)) is not None]
    except Invalid:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError) as error:
        raise _bad("This is no iCalendar text (RFC 5545).") from error


def _entry(part: Component, zone: ZoneInfo) -> Entry | None:
    free = part.name == "AVAILABLE"
    if not free and (str(part.get("TRANSP", "")) == "TRANSPARENT" or str(part.get("STATUS", "")) == "CANCELLED"):
        return None
    start = part.decoded("DTSTART")
    begins = _moment(start, zone)
    if "DTEND" in part:
        ends = _moment(part.decoded("DTEND"), zone)
    elif "DURATION" in part:
        ends = begins + part.decoded("DURATION")
    else:
        ends = begins + (timedelta() if isinstance(start, datetime) else timedelta(days=1))
    if ends < begins:
        raise _bad("An entry ends before it begins.")
    rule = part.get("RRULE")
    return Entry(
        uid=str(part.get("UID", "")),
        begins=begins,
        ends=ends,
        free=free,
        rule=rule.to_ical().decode() if rule is not None else None,
        excluded=tuple(_moment(one, zone) for one in _excluded(part)),
    )


def _excluded(part: Component) -> Iterator[Any]:
    found = part.get("EXDATE", [])
    for each in found if isinstance(found, list) else [found]:
        yield from (one.dt for one in each.dts)


def _moment(said: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(said, datetime):
        return datetime.combine(said, time(), zone)
    return said.replace(tzinfo=zone) if said.tzinfo is None else said.astimezone(zone)


def write(entries: Iterable[Entry], stamp: datetime, zone: ZoneInfo, name: str) -> str:
    """The calendar of these entries, free ones as AVAILABLE parts, the others as events."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    available = VAvailability()
    available.add("uid", "availability@linli")
    available.add("dtstamp", stamp)
    for one in entries:
        part = Available() if one.free else Event()
        part.add("uid", one.uid)
        part.add("dtstamp", stamp)
        part.add("dtstart", one.begins.astimezone(zone))
        part.add("dtend", one.ends.astimezone(zone))
        if one.summary:
            part.add("summary", one.summary)
        if one.place:
            part.add("location", one.place)
        if one.geo:
            part.add("geo", one.geo)
        if one.tentative:
            part.add("status", "TENTATIVE")
        if one.revision:
            part.add("sequence", one.revision)
        if one.rule is not None:
            part.add("rrule", _rule(one.rule))
        if one.excluded:
            part.add("exdate", [moment.astimezone(zone) for moment in one.excluded])
        (available if one.free else calendar).add_component(part)
    if available.subcomponents:
        calendar.add_component(available)
    return str(calendar.to_ical().decode())


def _rule(text: str) -> dict[str, list[str]]:
    return {name: value.split(",") for name, _, value in (part.partition("=") for part in text.split(";"))}


def _bad(text: str) -> Invalid:
    zh = "不是有效的iCalendar日历。"
    return Invalid("bad_calendar", text, zh, {"calendar": [f"{text} {zh}"]})
