"""Volunteers, their organisations and their documents as tests make them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from linli.clock import local, now
from linli.identity import Role
from tests.factories.people import COMMUNITY, DISTRICT, person
from tests.factories.running import RunningService
from tests.factories.unique import phone

COORDINATOR = person(Role.COORDINATOR, at=DISTRICT)
ALL_DAY = [{"weekday": day, "begins": "00:00", "ends": "24:00"} for day in range(1, 8)]
HERE = (41.796, 123.438)


def profile(**more: Any) -> dict[str, Any]:
    """What a grown-up near the place of tests says of themselves."""
    said = {"birth_date": "1980-05-01", "skills": ["company"], "consents_dispatch": True}
    return {**said, "latitude": HERE[0], "longitude": HERE[1], **more}


def register(service: RunningService, *, at: str = COMMUNITY, free: bool = True, **more: Any) -> dict[str, Any]:
    """A volunteer of the register, free all day unless said; `more` are parts of the profile, or `account_id`."""
    account = {"account_id": more.pop("account_id")} if "account_id" in more else {}
    said = {"area_code": at, "name": "李雷", "phone": phone(), "profile": profile(**more), **account}
    made = service.ask(COORDINATOR, "register_volunteer", **said)
    if free:
        made = service.ask(COORDINATOR, "set_availability", id=made["id"], availability={"weekly": ALL_DAY})
    return made


def give(service: RunningService, volunteer_id: str, kind: str, code: str, days: int = 400) -> dict[str, Any]:
    """A document that ends in so many days."""
    today = local(now()).date()
    ends = today + timedelta(days=days)
    issued = min(date(2024, 1, 1), ends)
    return service.ask(
        COORDINATOR, "add_document", id=volunteer_id, kind=kind, code=code, issued_on=issued, valid_until=ends
    )
