"""One key for hours and points: the volunteer's id in the register; what was taken back when spent is owed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any
from uuid import UUID, uuid4

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import update

from linli.clock import now
from linli.identity import Role
from linli.ledger.reading import audit
from services.volunteer.tables.register import VOLUNTEER
from services.volunteer.tables.tasks import ENGAGEMENT, VOLUNTEER_TASK
from tests.factories.migrated import migrated_url
from tests.factories.people import COMMUNITY, DISTRICT, person
from tests.factories.planned import engagements, open_task
from tests.factories.running import RunningService, running
from tests.factories.volunteer_register import COORDINATOR, register
from tests.factories.volunteers import credit, held, taken_task
from tests.machine import Scratch

JUDGE = person(Role.COORDINATOR, at=DISTRICT)


@pytest.fixture(scope="module", params=("sqlite", "postgresql"))
def volunteer(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    scratch: Scratch = request.getfixturevalue("scratch")
    url = None if request.param == "sqlite" else migrated_url(scratch, "volunteer", f"key{uuid4().hex[:8]}")
    with running("volunteer", tmp_path_factory.mktemp("key"), url) as service:
        yield service


def is_true(service: RunningService) -> bool:
    with service.database.reading() as session:
        return audit(session).faults == ()


def served(service: RunningService, hours: str, **said: Any) -> str:
    """A task of two hours, over by now, that one volunteer took and a coordinator completes by hand; the engagement."""
    person = register(service, **said)
    task = open_task(service)
    offer = service.ask(COORDINATOR, "offer_place", id=task["id"], volunteer_id=person["id"])
    service.ask(COORDINATOR, "accept_offer", id=offer["id"])
    assert service.refusal(COORDINATOR, "complete_task", id=task["id"], hours=hours).code == "not_begun"
    begun(service, hours=3)
    service.ask(COORDINATOR, "complete_task", id=task["id"], hours=hours)
    return str(offer["id"])


def begun(service: RunningService, hours: float) -> None:
    """Everything planned began so many hours ago, and took two."""
    starts = now() - timedelta(hours=hours)
    with service.database.transaction() as session:
        session.execute(update(ENGAGEMENT).values(starts_at=starts, ends_at=starts + timedelta(hours=2)))
        session.execute(update(VOLUNTEER_TASK).values(starts_at=starts))


def test_what_an_account_was_credited_before_is_the_volunteers_who_is_registered_with_it(
    volunteer: RunningService,
) -> None:
    who = person(Role.GRID_WORKER, at=COMMUNITY)
    task = taken_task(volunteer, who)
    volunteer.ask(COORDINATOR, "complete_task", id=task, hours="1.5")
    credit(volunteer, who.account_id, "2")
    assert held(volunteer, who.account_id)[0] == "3.50"
    one = UUID(register(volunteer, account_id=who.account_id)["id"])
    assert held(volunteer, one) == held(volunteer, who.account_id) == ("3.50", "0.00", "3.50")
    credit(volunteer, who.account_id, "0.5")
    credit(volunteer, one, "1")
    mine = volunteer.ask(who, "get_my_hours")
    assert (mine["volunteer_id"], mine["balance"], mine["served"]) == (str(one), "5.00", "5.00")
    assert is_true(volunteer)


def test_what_was_set_aside_before_the_register_comes_back_to_the_volunteer(volunteer: RunningService) -> None:
    who = person(Role.GRID_WORKER, at=COMMUNITY)
    credit(volunteer, who.account_id, "4")
    task = taken_task(volunteer)
    volunteer.ask(COORDINATOR, "reserve_hours", volunteer_id=who.account_id, task_id=task, hours="3")
    one = register(volunteer, account_id=who.account_id)["id"]
    assert held(volunteer, one)[0] == "1.00"
    volunteer.ask(COORDINATOR, "release_hours", volunteer_id=one, task_id=task)
    assert held(volunteer, one)[0] == "4.00"


def test_nobody_confirms_their_own_deed_by_either_of_their_ids(volunteer: RunningService) -> None:
    who = person(Role.COORDINATOR, at=DISTRICT)
    one = register(volunteer, account_id=who.account_id)["id"]
    said = {"area_code": COMMUNITY, "code": "mediate", "done_on": "2026-05-01", "text": "调解"}
    for doer in (one, who.account_id):
        deed = volunteer.ask(COORDINATOR, "report_deed", doer_id=doer, **said)
        assert deed["doer_id"] == one
        assert volunteer.refusal(who, "decide_deed", id=deed["id"], confirmed=True).code == "second_person"
        volunteer.ask(JUDGE, "decide_deed", id=deed["id"], confirmed=True)
    assert volunteer.ask(COORDINATOR, "get_points", owner_id=who.account_id)["balance"] == "60.00"


def test_completing_a_planned_task_by_hand_credits_each_who_took_part(volunteer: RunningService) -> None:
    people = [register(volunteer)["id"] for _ in range(2)]
    task = open_task(volunteer, roles=[{"code": "helper", "places": 2}])
    for one in people:
        volunteer.ask(COORDINATOR, "offer_place", id=task["id"], volunteer_id=one)
    for offer in engagements(volunteer, task["id"]):
        volunteer.ask(COORDINATOR, "accept_offer", id=offer["id"])
    begun(volunteer, hours=3)
    too_long = volunteer.refusal(COORDINATOR, "complete_task", id=task["id"], hours="2.25")
    assert (too_long.code, list(too_long.fields)) == ("above_plan", ["hours"])
    done = volunteer.ask(COORDINATOR, "complete_task", id=task["id"], hours="1.75", note="顺利")
    assert (done["task"]["state"], done["hours"], done["note"]) == ("done", "3.50", "顺利")
    assert [held(volunteer, UUID(one))[0] for one in people] == ["1.75", "1.75"]
    assert volunteer.refusal(COORDINATOR, "complete_task", id=task["id"], hours="1").code == "not_begun"


def test_a_task_that_nobody_took_is_not_completed(volunteer: RunningService) -> None:
    task = open_task(volunteer)
    begun(volunteer, hours=3)
    assert volunteer.refusal(COORDINATOR, "complete_task", id=task["id"], hours="1").code == "nobody_served"


def test_hours_taken_back_after_they_were_spent_are_owed_and_the_next_service_pays_them(
    volunteer: RunningService,
) -> None:
    engagement = served(volunteer, "2")
    (one,) = {row["volunteer_id"] for row in engagements(volunteer, _task(volunteer, engagement))}
    volunteer.ask(COORDINATOR, "donate_hours", volunteer_id=one, hours="1.5")
    volunteer.ask(COORDINATOR, "dispute_hours", id=engagement, hours="0.25", reason="提前离开")
    decided = volunteer.ask(JUDGE, "decide_hours", id=engagement, hours="0.25", reason="监控核实")
    assert decided["hours"] == "0.25"
    found = volunteer.ask(COORDINATOR, "get_hours", volunteer_id=one)
    assert (found["balance"], found["owed"], found["served"]) == ("0.00", "1.25", "0.25")
    credit(volunteer, UUID(one), "1")
    found = volunteer.ask(COORDINATOR, "get_hours", volunteer_id=one)
    assert (found["balance"], found["owed"], found["served"]) == ("0.00", "0.25", "1.25")
    credit(volunteer, UUID(one), "3")
    found = volunteer.ask(COORDINATOR, "get_hours", volunteer_id=one)
    assert (found["balance"], found["owed"], found["served"]) == ("2.75", "0.00", "4.25")
    assert is_true(volunteer)
    assert Decimal(found["served"]) == Decimal(found["balance"]) + Decimal("1.5")


def _task(service: RunningService, engagement: str) -> str:
    with service.database.reading() as session:
        found = session.execute(ENGAGEMENT.select().where(ENGAGEMENT.c.id == UUID(engagement))).one()
        return str(found.task_id)


def test_nobody_decides_a_dispute_about_their_own_hours(volunteer: RunningService) -> None:
    who = person(Role.COORDINATOR, at=DISTRICT)
    engagement = served(volunteer, "2", account_id=who.account_id)
    volunteer.ask(COORDINATOR, "dispute_hours", id=engagement, hours="1", reason="核对")
    assert volunteer.refusal(who, "decide_hours", id=engagement, hours="2", reason="本人").code == "party_to_dispute"


def test_the_migration_brings_over_what_was_credited_to_accounts(volunteer: RunningService) -> None:
    """As the database stood before: the account of a volunteer of the register has hours of its own."""
    account = uuid4()
    credit(volunteer, account, "3")
    one = register(volunteer)["id"]
    with volunteer.database.transaction() as session:
        session.execute(update(VOLUNTEER).where(VOLUNTEER.c.id == UUID(one)).values(account_id=account))
        migration = import_module("services.volunteer.migrations.0010_one_key")
        with Operations.context(MigrationContext.configure(session.connection())):
            migration.upgrade()
            migration.upgrade()
    assert held(volunteer, UUID(one)) == ("3.00", "0.00", "3.00")
    assert is_true(volunteer)
