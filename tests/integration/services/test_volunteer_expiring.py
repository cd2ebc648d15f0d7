"""Hours that are not spent in time: their volunteer is told, then they are given to the fund."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from linli.clock import local, now
from linli.contracts.volunteer.hours import HourRule
from linli.ledger.reading import audit
from linli.timers import TIMER
from services.volunteer.usecases import hour_accounts
from tests.factories.migrated import migrated_url
from tests.factories.running import RunningService, running
from tests.factories.volunteer_register import register
from tests.factories.volunteers import COORDINATOR, credit, fund, held
from tests.machine import Scratch

TODAY = local(now()).date()


@pytest.fixture(scope="module", params=("sqlite", "postgresql"))
def volunteer(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    scratch: Scratch = request.getfixturevalue("scratch")
    url = None if request.param == "sqlite" else migrated_url(scratch, "volunteer", f"expiring{uuid4().hex[:8]}")
    one, rule = Decimal(1), date(2000, 1, 1)
    said: dict[str, Any] = {"cap": Decimal(1500), "points_per_hour": one, "least_converted": one, "source": "区级"}
    rules = (HourRule(valid_from=rule, expires_after_years=2, warned_days=30, **said),)
    with (
        running("volunteer", tmp_path_factory.mktemp("expiring"), url) as service,
        patch.object(hour_accounts, "hour_rules", lambda: rules),
    ):
        yield service


def years_ago(years: int, more: int = 0) -> date:
    """A day so many years before `more` days from now; never a 29 February."""
    day = TODAY + timedelta(days=more)
    return (day - timedelta(days=1) if (day.month, day.day) == (2, 29) else day).replace(year=day.year - years)


def due(service: RunningService, owner: UUID) -> Any:
    with service.database.reading() as session:
        found = select(TIMER.c.due_at).where(TIMER.c.name == "hours.expiry", TIMER.c.subject == owner)
        return session.execute(found).scalar()


def fire(service: RunningService, owner: UUID) -> None:
    with service.database.transaction() as session:
        mine = TIMER.c.name == "hours.expiry", TIMER.c.subject == owner
        session.execute(update(TIMER).where(*mine).values(due_at=now() - timedelta(seconds=1)))
    while service.member.firing.fire_due():
        pass


def test_what_is_not_spent_in_time_goes_to_the_fund(volunteer: RunningService) -> None:
    one = UUID(register(volunteer)["id"])
    before = Decimal(fund(volunteer))
    credit(volunteer, one, "5", served_on=years_ago(2))
    credit(volunteer, one, "3", served_on=TODAY)
    volunteer.ask(COORDINATOR, "donate_hours", volunteer_id=one, hours="1")
    fire(volunteer, one)
    assert held(volunteer, one) == ("3.00", "0.00", "8.00")
    assert Decimal(fund(volunteer)) == before + 5
    lines = volunteer.ask(COORDINATOR, "list_hour_lines", volunteer_id=one)["items"]
    assert (lines[0]["kind"], lines[0]["amount"]) == ("expiry", "-4.00")
    following = local(due(volunteer, one)).date()
    assert TODAY + timedelta(days=690) < following < TODAY + timedelta(days=702)
    fire(volunteer, one)
    assert held(volunteer, one)[0] == "3.00", "what is not over stays"
    with volunteer.database.reading() as session:
        assert audit(session).faults == ()


def test_a_volunteer_is_told_before(volunteer: RunningService) -> None:
    one = UUID(register(volunteer)["id"])
    served = years_ago(2, more=30)
    credit(volunteer, one, "5", served_on=served)
    fire(volunteer, one)
    assert held(volunteer, one)[0] == "5.00"
    (told,) = [event for event in volunteer.said() if event.name == "hours.expiring" and event.subject == one]
    assert (told.hours, told.ends_on) == (Decimal("5.00"), served.replace(year=served.year + 2))  # type: ignore[attr-defined]


def test_the_earliest_hours_are_looked_at_first_whichever_was_recorded_first(volunteer: RunningService) -> None:
    one = UUID(register(volunteer)["id"])
    credit(volunteer, one, "1", served_on=TODAY)
    late = due(volunteer, one)
    served = years_ago(2, more=90)
    credit(volunteer, one, "1", served_on=served)
    assert due(volunteer, one) < late
    credit(volunteer, one, "1", served_on=TODAY - timedelta(days=1))
    assert local(due(volunteer, one)).date() == served.replace(year=served.year + 2) - timedelta(days=30)
