"""Administrators set working days: seen first, in force by version; the services hear of it and count anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from linli import timers
from linli.calendar import PUBLISHED_YEARS
from linli.calendar_store import rules_in_force
from linli.clock import local, now
from linli.contracts.calendar import CalendarChanged
from linli.contracts.envelope import decode
from linli.hosting.embedded import DirectPublisher
from linli.hosting.member import Member
from linli.identity import Role
from linli.outbox import Relay, recent
from services.assistance.domain.application import Application
from services.hotline.domain.request import Request
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET
from tests.factories.web import Caller, Web, web

CALENDAR = "/api/platform/calendar"
UNPUBLISHED = PUBLISHED_YEARS[-1] + 2


@pytest.fixture
def api(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """A gateway of its own; its calendar stays within the test."""
    for one in (Request, Application):
        monkeypatch.setattr(one, "calendar", one.calendar)
    with web(tmp_path_factory.mktemp("calendar")) as made:
        yield made


def said(days: dict[str, bool | None], year: int, **more: Any) -> dict[str, Any]:
    listed = [{"day": day, "worked": worked} for day, worked in days.items()]
    return {"area_code": DISTRICT, "year": year, "days": listed, **more}


def shown(who: Caller, year: int) -> dict[str, Any]:
    return dict(who.get(f"{CALENDAR}?year={year}").json or {})


def tell(api: Web) -> None:
    """Bring what the gateway has to say to the services."""
    Relay(api.database, DirectPublisher(list(api.host.members.values()), [])).drain()


def recounting(api: Web, service: str) -> int:
    """How many timers of a recount wait at a service."""
    name = timers.TIMER.c.name == "calendar.recount"
    with api.host.databases[service].reading() as session:
        return session.scalar(select(func.count()).select_from(timers.TIMER).where(name)) or 0


def recount(api: Web, service: str) -> None:
    """Let the recount be due, until there is nothing left to look at."""
    due = update(timers.TIMER).where(timers.TIMER.c.name == "calendar.recount").values(due_at=now())
    while recounting(api, service):
        with api.host.databases[service].transaction() as session:
            session.execute(due)
        api.host.members[service].firing.fire_due()


def changes_told(api: Web) -> list[CalendarChanged]:
    """What the gateway has to say to the services, the newest first."""
    with api.database.reading() as session:
        events = [decode(one.body).event for one in recent(session, 50)]
    return [one for one in events if isinstance(one, CalendarChanged)]


def test_days_of_a_year_that_nobody_has_published_are_set_and_left_again(api: Web) -> None:
    who, year = api.be(), UNPUBLISHED
    saturday = next(date(year, 3, day) for day in range(1, 8) if date(year, 3, day).weekday() == 5).isoformat()
    before = shown(who, year)
    assert (before["version"], before["known"], before["here"]) == (0, False, [])
    made = who.post(f"{CALENDAR}/change", said({saturday: True}, year, whole=True), If_Match='"0"')
    assert (made.status_code, made.headers["ETag"]) == (200, '"1"')
    after = shown(who, year)
    assert after == made.json
    assert after["here"] == [{"day": saturday, "worked": True}]
    assert after["whole"] is True
    assert {"day": saturday, "worked": True} in after["differing"]
    assert after["known"] is False, "the year before is not known yet"
    who.post(f"{CALENDAR}/change", said({}, year - 1, whole=True), If_Match='"1"')
    assert shown(who, year)["known"] is True
    left = who.post(f"{CALENDAR}/change", said({saturday: None}, year, whole=False), If_Match="*").json or {}
    assert (left["version"], left["here"], left["whole"]) == (3, [], False)


def test_who_has_not_seen_the_last_version_changes_nothing_and_a_repeat_changes_once(api: Web) -> None:
    who, day = api.be(), f"{UNPUBLISHED}-05-05"
    body = said({day: False}, UNPUBLISHED)
    assert who.post(f"{CALENDAR}/change", body).status_code == 428
    for _ in range(2):
        again = who.post(f"{CALENDAR}/change", body, If_Match='"0"', Idempotency_Key="calendar-1")
        assert (again.status_code, (again.json or {})["version"]) == (200, 1)
    assert who.post(f"{CALENDAR}/change", body, If_Match='"0"').status_code == 412
    other = who.post(f"{CALENDAR}/change", said({day: True}, UNPUBLISHED), If_Match='"1"', Idempotency_Key="calendar-1")
    assert (other.status_code, (other.json or {})["code"]) == (422, "idempotency_key_reused")
    assert shown(who, UNPUBLISHED)["version"] == 1


def test_days_that_are_over_or_of_another_year_are_refused_by_name(api: Web) -> None:
    who, today = api.be(), local(now()).date()
    past = today - timedelta(days=1)
    turned = not Request.calendar.is_working_day(past)
    for body in (said({past.isoformat(): turned}, past.year), said({f"{UNPUBLISHED}-01-01": True}, UNPUBLISHED + 1)):
        for where in ("preview", "change"):
            refused = who.post(f"{CALENDAR}/{where}", body, If_Match="*")
            assert (refused.status_code, list((refused.json or {})["fields"])) == (422, ["days"])
    as_it_was = said({past.isoformat(): not turned}, past.year)
    assert who.post(f"{CALENDAR}/change", as_it_was, If_Match="*").status_code == 200, "it changes nothing"


def test_only_administrators_of_a_district_set_days_and_everybody_sees_them(api: Web) -> None:
    body = said({f"{UNPUBLISHED}-05-05": False}, UNPUBLISHED)
    for who, area, status in (
        (api.be(Role.DISPATCHER), DISTRICT, 403),
        (api.be(Role.ADMINISTRATOR, STREET), DISTRICT, 404),
        (api.be(Role.ADMINISTRATOR, STREET), STREET, 422),
        (api.be(Role.ADMINISTRATOR, ELSEWHERE), DISTRICT, 404),
    ):
        for where in ("preview", "change"):
            asked = who.post(f"{CALENDAR}/{where}", {**body, "area_code": area}, If_Match="*")
            assert asked.status_code == status
    assert shown(api.be(Role.HANDLER, COMMUNITY), UNPUBLISHED)["version"] == 0


def test_a_change_is_seen_first_and_then_counts_open_deadlines_anew(api: Web) -> None:
    """The day on which a request is due becomes a day of rest: it is later by the next working day, and says so."""
    who = api.be()
    opened = who.open()
    due = datetime.fromisoformat(opened["request"]["settle_due_at"])
    day = local(due).date()
    body = said({day.isoformat(): False}, day.year)
    preview = who.post(f"{CALENDAR}/preview", body).json or {}
    assert preview["days"] == [{"day": day.isoformat(), "worked": False}]
    effects = {one["service"]: one["effect"] for one in preview["services"]}
    assert effects["hotline"] == {"due": 1, "looked": 1, "earlier": 0, "later": 1}
    assert effects["assistance"] == {"due": 0, "looked": 0, "earlier": 0, "later": 0}
    assert shown(who, day.year)["version"] == 0, "nothing was changed"
    assert who.post(f"{CALENDAR}/change", body, If_Match='"0"').status_code == 200
    assert [one.rules.days[0].day for one in changes_told(api)] == [day]
    tell(api)
    for service in ("hotline", "assistance"):
        with api.host.databases[service].reading() as session:
            assert rules_in_force(session)[0] == 1
        assert recounting(api, service) == 1
        recount(api, service)
    read = who.get(f"/api/hotline/requests/{opened['id']}").json or {}
    moved = datetime.fromisoformat(read["request"]["settle_due_at"])
    assert local(moved).date() > day
    again = who.post(f"{CALENDAR}/preview", body).json or {}
    assert again["days"] == []


def test_another_process_of_a_service_follows_what_one_has_kept(api: Web) -> None:
    """And one that is started later begins with it."""
    day = date(UNPUBLISHED, 5, 5)
    beside = member_beside(api)
    turned = not beside.calendar.is_working_day(day)
    changed = api.be().post(f"{CALENDAR}/change", said({day.isoformat(): turned}, day.year), If_Match='"0"')
    assert changed.status_code == 200
    tell(api)
    assert beside.calendar.is_working_day(day) is not turned
    beside.follow_calendar()
    assert beside.calendar.is_working_day(day) is turned
    assert member_beside(api).calendar.is_working_day(day) is turned


def member_beside(api: Web) -> Any:
    """The hotline's service in another process, on the same database."""
    return Member("hotline", api.settings, api.host.databases["hotline"], api.call).service


def test_while_a_service_is_away_its_effect_is_not_known_and_the_rest_is(api: Web) -> None:
    api.away.add("assistance")
    found = api.be().post(f"{CALENDAR}/preview", said({f"{UNPUBLISHED}-05-05": False}, UNPUBLISHED)).json or {}
    assert {one["service"]: one["effect"] is None for one in found["services"]} == {
        "hotline": False,
        "assistance": True,
    }
