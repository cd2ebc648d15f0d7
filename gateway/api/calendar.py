"""The working calendar: shown to all who are signed in, set by administrators of districts, who see what it means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import marshmallow as ma
from flask import Response
from marshmallow import fields, validate
from sqlalchemy.orm import Session

from gateway import auth
from gateway.access import SIGNED_IN
from gateway.api.accounts import ADMINISTRATORS
from gateway.api.conventions import answer, district_to_administer, once, seen_version
from gateway.api.routes import Routes, body_of
from gateway.calendar import editing
from gateway.calendar.editing import Standing, days_in
from gateway.parts import parts
from linli import observe
from linli.calendar import PUBLISHED_YEARS
from linli.clock import local, now
from linli.contracts.base import AreaCode, dump, schema_class
from linli.contracts.calendar import CalendarDay, CalendarEffect, CalendarRules, PreviewCalendar
from linli.errors import Unavailable
from linli.work import Work

PATIENCE = 5.0
"""Seconds that each service has to say what would become of its deadlines."""
routes = Routes("calendar", "/api/platform/calendar", "The calendar of working days 工作日历")


@dataclass(frozen=True, kw_only=True)
class CalendarView:
    """The working calendar of a year, as the clocks count it, and `version`, the one to change it from.

    `known` is false for a year of which nobody has said all; `differing` are the days that are not as their weekday
    says: worked on a weekend, or off on a weekday. `here` is what administrators set of the year, `whole` that they
    set all of it.
    """

    year: int
    version: int
    known: bool
    worked_days: int
    differing: tuple[CalendarDay, ...]
    here: tuple[CalendarDay, ...]
    whole: bool


@dataclass(frozen=True, kw_only=True)
class SetDay:
    """A day that is worked or not, or (null) as it is published."""

    day: date
    worked: bool | None


@dataclass(frozen=True, kw_only=True)
class SetCalendar:
    """What an administrator of a district sets of a year. `whole`: all days of its notice that differ are set here."""

    area_code: AreaCode
    year: Annotated[int, validate.Range(2000, 2099)]
    days: Annotated[tuple[SetDay, ...], validate.Length(max=366)] = ()
    whole: bool | None = None


@dataclass(frozen=True, kw_only=True)
class ServiceEffect:
    """What would become of the deadlines of one service; `effect` is null while it does not answer."""

    service: str
    effect: CalendarEffect | None


@dataclass(frozen=True, kw_only=True)
class CalendarPreview:
    """What a change would mean: the days that it changes, and what would become of open deadlines."""

    days: tuple[CalendarDay, ...]
    services: tuple[ServiceEffect, ...]


class YearQuery(ma.Schema):
    """A year, the present one unless given."""

    year = fields.Integer(validate=validate.Range(2000, 2099), load_default=None)


BODY = body_of(SetCalendar)
VIEW = schema_class(CalendarView)


@routes.get("", SIGNED_IN, VIEW, query=YearQuery)
def show_calendar(asked: dict[str, Any]) -> Response:
    """The days of a year on which work differs from the weekday, the installation's own among them 工作日历"""
    with parts().database.reading() as session:
        found = _view(_standing(session), asked["year"] or local(now()).year)
    return answer(found, version=found.version)


@routes.post("/preview", ADMINISTRATORS, schema_class(CalendarPreview), body=BODY)
def preview_calendar(said: dict[str, Any]) -> Response:
    """What a change of working days would mean for open deadlines; changes nothing 试算工作日历"""
    area = district_to_administer(said["area_code"])
    with parts().database.reading() as session:
        work = _work(session)
        standing = _standing(session)
        rules = _edited(standing, said)
        changes = editing.differing(standing, rules)
        editing.refuse_past(changes, work)
    effects = tuple(_effect(one, PreviewCalendar(area_code=area, rules=rules)) for one in COUNTED)
    return answer(CalendarPreview(days=tuple(changes), services=effects))


@routes.post("/change", ADMINISTRATORS, VIEW, body=BODY, versioned=True)
def change_calendar(said: dict[str, Any]) -> Response:
    """Set working days of a year; open deadlines are counted anew soon after 设置工作日"""
    area, seen = district_to_administer(said["area_code"]), seen_version()

    def work(session: Session) -> tuple[dict[str, Any], int]:
        standing = _standing(session)
        put = editing.put(_work(session), standing, _edited(standing, said), area, seen)
        return dump(_view(put, said["year"])), 200

    return once(work, repr((seen, sorted(said.items(), key=str))))


def _work(session: Session) -> Work:
    return Work(session, now(), observe.current_chain(), auth.principal())


def _standing(session: Session) -> Standing:
    return editing.standing(_work(session), parts().settings.calendar)


def _edited(standing: Standing, said: dict[str, Any]) -> CalendarRules:
    days = {one.day: one.worked for one in said.get("days", ())}
    return editing.edited(standing.rules, said["year"], days, said.get("whole"))


def _view(standing: Standing, year: int) -> CalendarView:
    published, calendar = year >= PUBLISHED_YEARS[0], standing.calendar
    worked = {day: calendar.is_working_day(day) for day in days_in(year)} if published else {}
    return CalendarView(
        year=year,
        version=standing.version,
        known=published and date(year, 12, 31) <= calendar.known_until,
        worked_days=sum(worked.values()),
        differing=tuple(CalendarDay(day=day, worked=at) for day, at in worked.items() if at != (day.weekday() < 5)),
        here=tuple(one for one in standing.rules.days if one.day.year == year),
        whole=year in standing.rules.published,
    )


def _of_hotline(command: PreviewCalendar) -> dict[str, Any]:
    return parts().backend.ask("hotline", "preview_calendar", command, auth.principal(), within=PATIENCE)


def _of_assistance(command: PreviewCalendar) -> dict[str, Any]:
    return parts().backend.ask("assistance", "preview_calendar", command, auth.principal(), within=PATIENCE)


COUNTED = {"hotline": _of_hotline, "assistance": _of_assistance}
"""The services whose deadlines run by working days."""


def _effect(service: str, command: PreviewCalendar) -> ServiceEffect:
    try:
        said = COUNTED[service](command)
    except Unavailable:
        return ServiceEffect(service=service, effect=None)
    return ServiceEffect(service=service, effect=schema_class(CalendarEffect)().load(said))
