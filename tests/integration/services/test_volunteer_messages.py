"""Volunteers are told of offers, changes, cancellations, hours and documents, as they want to be told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from linli.clock import local, now
from linli.contracts.messages import Language
from linli.identity import Grant, Principal, Role
from linli.messages.quiet import NEVER_QUIET
from linli.timers import TIMER
from services.volunteer.domain.messages import DOCUMENTS, TOLD_OF_TASKS, TOLD_OF_THEMSELVES, Facts
from services.volunteer.tables.tasks import ENGAGEMENT, VOLUNTEER_TASK
from services.volunteer.usecases.messages import REASON, TITLE
from tests.factories.either_volunteer import BOTH, either
from tests.factories.people import COMMUNITY, DISTRICT, person
from tests.factories.planned import engagements, open_task
from tests.factories.receiver import Receiver, receiver
from tests.factories.running import RunningService
from tests.factories.unique import phone
from tests.factories.volunteer_register import COORDINATOR, give, profile, register

JUDGE = person(Role.COORDINATOR, at=DISTRICT)
PUBLIC = Principal(uuid4(), (Grant(Role.CITIZEN, DISTRICT),))


@pytest.fixture
def gateway() -> Iterator[Receiver]:
    """The SMS gateway."""
    with receiver() as made:
        yield made


@pytest.fixture(params=BOTH)
def volunteer(request: pytest.FixtureRequest, tmp_path: Path, gateway: Receiver) -> Iterator[RunningService]:
    """The service with an SMS gateway, at any hour of the day."""
    changed: dict[str, Any] = {"sms_url": gateway.url, "webhook_secret": bytes(16), "quiet_citizen": NEVER_QUIET}
    with either(request, tmp_path, **changed) as service:
        yield service


def told(service: RunningService, gateway: Receiver) -> list[str]:
    """The templates of all that was sent, once every event was heard and everything due has gone out."""
    for envelope in service.sent():
        service.tell(envelope)
    while service.member.service.deliver_messages():
        pass
    return [came.said["template"] for came in gateway.received]


def last(gateway: Receiver) -> dict[str, Any]:
    return gateway.received[-1].said


def offered(service: RunningService, **more: Any) -> tuple[dict[str, Any], str, str]:
    """A volunteer, the task that they are asked to take, and the offer."""
    made, task = register(service), open_task(service, **more)
    service.ask(COORDINATOR, "offer_place", id=task["id"], volunteer_id=made["id"])
    return made, task["id"], engagements(service, task["id"])[0]["id"]


def fire(service: RunningService, name: str) -> None:
    with service.database.transaction() as session:
        session.execute(update(TIMER).where(TIMER.c.name == name).values(due_at=now() - timedelta(seconds=1)))
    while service.member.firing.fire_due():
        pass


def begun(service: RunningService, hours: float) -> None:
    starts = now() - timedelta(hours=hours)
    with service.database.transaction() as session:
        session.execute(update(ENGAGEMENT).values(starts_at=starts, ends_at=starts + timedelta(hours=2)))
        session.execute(update(VOLUNTEER_TASK).values(starts_at=starts))


def test_a_volunteer_is_asked_reminded_and_told_of_the_hours(volunteer: RunningService, gateway: Receiver) -> None:
    _, task, offer = offered(volunteer, hours=48)
    assert told(volunteer, gateway) == ["engagement.offered", "volunteer.registered"], "what runs out goes first"
    asked = gateway.received[0].said
    starts = engagements(volunteer, task)[0]["starts_at"]
    assert f"{local(datetime.fromisoformat(starts)):%m-%d %H:%M}" in asked["text"]
    assert "陪伴就医" in asked["text"]
    assert "谢绝" in asked["text"]
    volunteer.ask(COORDINATOR, "accept_offer", id=offer)
    fire(volunteer, "engagement.reminder")
    assert told(volunteer, gateway)[2:] == ["engagement.near"]
    begun(volunteer, 3)
    volunteer.ask(COORDINATOR, "complete_task", id=task, hours="1.5")
    assert told(volunteer, gateway)[3:] == ["engagement.served"]
    assert "1.5小时" in last(gateway)["text"]
    volunteer.ask(COORDINATOR, "dispute_hours", id=offer, hours="2", reason="记录有误")
    volunteer.ask(JUDGE, "decide_hours", id=offer, hours="2", reason="签到表为准")
    assert told(volunteer, gateway)[4:] == ["engagement.corrected"]
    assert "2小时" in last(gateway)["text"]
    assert "签到表为准" in last(gateway)["text"]


def test_what_they_did_themselves_is_not_told_them_but_what_others_took_back_is(
    volunteer: RunningService, gateway: Receiver
) -> None:
    _, _, first = offered(volunteer)
    volunteer.ask(COORDINATOR, "decline_offer", id=first)
    _, task, second = offered(volunteer)
    volunteer.ask(COORDINATOR, "withdraw_offer", id=second, reason="活动改期")
    assert "engagement.ended" in told(volunteer, gateway)
    assert [one for one in told(volunteer, gateway) if one == "engagement.ended"] == ["engagement.ended"]
    assert "活动改期" in last(gateway)["text"]
    assert engagements(volunteer, task)[0]["state"] == "withdrawn"


def test_an_offer_that_was_answered_meanwhile_is_not_sent(volunteer: RunningService, gateway: Receiver) -> None:
    _, _, offer = offered(volunteer)
    volunteer.ask(COORDINATOR, "accept_offer", id=offer)
    assert told(volunteer, gateway) == ["volunteer.registered"]


def test_a_task_at_another_time_asks_anew_who_had_taken_it(volunteer: RunningService, gateway: Receiver) -> None:
    _, task, offer = offered(volunteer, hours=48)
    volunteer.ask(COORDINATOR, "accept_offer", id=offer)
    starts = now() + timedelta(hours=72)
    when: dict[str, Any] = {"starts_at": starts, "ends_at": starts + timedelta(hours=1)}
    moved = volunteer.ask(COORDINATOR, "move_task", id=task, reason="场地维修", **when)
    assert (moved["task"]["state"], moved["filled"], moved["out"]) == ("offered", 0, 1)
    (again,) = engagements(volunteer, task)
    assert (again["id"], again["state"], again["starts_at"]) == (offer, "offered", moved["plan"]["starts_at"])
    assert told(volunteer, gateway)[-1] == "engagement.moved"
    assert f"{local(starts):%m-%d %H:%M}" in last(gateway)["text"]
    fire(volunteer, "engagement.reminder")
    fire(volunteer, "attendance.no_show")
    assert engagements(volunteer, task)[0]["state"] == "offered"
    volunteer.ask(COORDINATOR, "accept_offer", id=offer)
    begun(volunteer, 1)
    refused = volunteer.refusal(COORDINATOR, "move_task", id=task, reason="再改", **when)
    assert refused.code == "task_begun"


def test_who_does_not_come_is_asked_whether_they_are_well(volunteer: RunningService, gateway: Receiver) -> None:
    _, _, offer = offered(volunteer)
    volunteer.ask(COORDINATOR, "accept_offer", id=offer)
    begun(volunteer, 1)
    fire(volunteer, "attendance.no_show")
    assert told(volunteer, gateway)[-1] == "engagement.missed"


def test_a_document_that_ends_is_told_of_before_and_when_it_has(volunteer: RunningService, gateway: Receiver) -> None:
    made = register(volunteer)
    give(volunteer, made["id"], "insurance", "accident", days=30)
    fire(volunteer, "document.reminder")
    assert told(volunteer, gateway)[-1] == "document.expiring"
    assert "意外保险" in last(gateway)["text"]
    assert "30天" in last(gateway)["text"]
    give(volunteer, made["id"], "check", "police", days=0)
    fire(volunteer, "document.reminder")
    assert told(volunteer, gateway).count("document.expired") == 1


def test_an_applicant_is_told_what_was_decided_and_each_in_the_way_they_want(
    volunteer: RunningService, gateway: Receiver
) -> None:
    number = phone()
    said: dict[str, Any] = {"area_code": COMMUNITY, "name": "韩梅", "phone": number, "profile": profile()}
    applied = volunteer.ask(PUBLIC, "apply_as_volunteer", **said)
    volunteer.ask(PUBLIC, "set_own_wish", phone=number, language="en")
    volunteer.ask(COORDINATOR, "review_application", id=applied["id"], accept=False, reason="名额已满")
    assert told(volunteer, gateway) == ["volunteer.refused"]
    assert (last(gateway)["to"], last(gateway)["language"]) == (number, "en")
    assert "名额已满" in last(gateway)["text"]


def test_who_wants_to_hear_nothing_is_told_nothing(volunteer: RunningService, gateway: Receiver) -> None:
    number = phone()
    said: dict[str, Any] = {"area_code": COMMUNITY, "name": "韩梅", "phone": number, "profile": profile()}
    applied = volunteer.ask(PUBLIC, "apply_as_volunteer", **said)
    volunteer.ask(PUBLIC, "set_own_wish", phone=number, notify="none")
    volunteer.ask(COORDINATOR, "review_application", id=applied["id"], accept=True)
    assert told(volunteer, gateway) == []


def test_a_coordinator_says_how_one_wants_to_be_told_who_cannot_sign_in(
    volunteer: RunningService, gateway: Receiver
) -> None:
    made = register(volunteer)
    no_address = volunteer.refusal(COORDINATOR, "set_contact_wish", id=made["id"], notify="email")
    assert (no_address.code, list(no_address.fields)) == ("no_email", ["email"])
    shown = volunteer.ask(COORDINATOR, "set_contact_wish", id=made["id"], notify="none", language="en")
    assert (shown["notify"], shown["language"]) == ("none", "en")
    assert told(volunteer, gateway) == []


def test_every_text_fits_into_an_sms_in_both_languages(volunteer: RunningService) -> None:
    """A Chinese SMS has 70 characters; the longest title, reason and document that a message repeats must fit."""
    templates = volunteer.member.service.post.templates
    told = {one.name for one in (*TOLD_OF_TASKS, *TOLD_OF_THEMSELVES)}
    assert templates.names == told | {"document.expired"}
    for language, most in ((Language.ZH, 70), (Language.EN, 160)):
        facts = Facts(
            title="题" * TITLE + "…",
            starts="11-22 09:00",
            ends="11:00",
            until="11-22 08:00",
            hours="1.75",
            document=max((one[language] for one in DOCUMENTS.values()), key=len),
            days="30",
            reason="由" * REASON + "…",
        )
        for name in templates.names:
            worded = templates.worded(name, language, vars(facts))
            assert len(worded.short) <= most, (name, worded.short)
            assert "{" not in worded.title + worded.text


def test_the_log_names_nobody_and_what_failed_is_tried_again(volunteer: RunningService, gateway: Receiver) -> None:
    made, _, offer = offered(volunteer)
    gateway.status = 400
    assert told(volunteer, gateway)
    log = volunteer.ask(COORDINATOR, "list_deliveries", area_code=COMMUNITY, state="failed")["items"]
    assert {(one["subject_id"], one["template"]) for one in log} == {
        (made["id"], "volunteer.registered"),
        (offer, "engagement.offered"),
    }
    assert all("*" in one["recipient"] for one in log)
    gateway.status = 200
    welcome = next(one["id"] for one in log if one["template"] == "volunteer.registered")
    assert volunteer.ask(COORDINATOR, "retry_delivery", id=UUID(welcome))["state"] == "waiting"
