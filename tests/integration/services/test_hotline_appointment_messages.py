"""Residents are told of their appointments by the telephone they booked with, as they want to be told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from linli.clock import local, now
from linli.messages.quiet import NEVER_QUIET
from linli.timers import TIMER
from services.hotline.tables.booking import APPOINTMENT
from tests.factories import directory
from tests.factories.knowledge import WRITER
from tests.factories.receiver import Receiver, receiver
from tests.factories.running import RunningService, running

PHONE = "13912345678"


@pytest.fixture
def gateway() -> Iterator[Receiver]:
    """The SMS gateway."""
    with receiver() as made:
        yield made


@pytest.fixture
def hotline(tmp_path: Path, gateway: Receiver) -> Iterator[RunningService]:
    """The hotline with an SMS gateway, at any hour of the day, and a service to book."""
    changed: dict[str, Any] = {"sms_url": gateway.url, "webhook_secret": bytes(16), "quiet_citizen": NEVER_QUIET}
    with running("hotline", tmp_path, **changed) as service:
        directory.keep_service(service)
        yield service


def told(hotline: RunningService, gateway: Receiver) -> list[dict[str, Any]]:
    """What was sent of appointments, once all events were heard and everything due has gone out."""
    for envelope in hotline.sent():
        hotline.tell(envelope)
    while hotline.member.service.deliver_messages():
        pass
    return [came.said for came in gateway.received if came.said["template"].startswith("appointment.")]


def shown(moment: str) -> str:
    """A moment as residents read it."""
    return f"{local(datetime.fromisoformat(moment)):%Y-%m-%d %H:%M}"


def test_a_resident_is_told_at_each_step_and_reminded(hotline: RunningService, gateway: Receiver) -> None:
    first, second, _ = directory.open_slots(hotline, directory.write_provider(hotline))
    made = directory.book(hotline, first["id"], PHONE)
    hotline.ask(WRITER, "move_appointment", id=made["id"], slot_id=second["id"])
    with hotline.database.transaction() as session:
        session.execute(update(TIMER).values(due_at=now() - timedelta(minutes=1)))
        session.execute(update(APPOINTMENT).values(starts_at=now() + timedelta(hours=20)))
    while hotline.member.firing.fire_due():
        pass
    hotline.ask(WRITER, "cancel_appointment", id=made["id"], reason="改天")
    came = told(hotline, gateway)
    assert [one["template"].partition(".")[2] for one in came] == ["booked", "moved", "near", "cancelled"]
    assert {one["to"] for one in came} == {PHONE}
    assert shown(first["starts_at"]) in came[0]["text"]
    assert shown(second["starts_at"]) in came[1]["text"]


@pytest.mark.parametrize(("notify", "messages"), [("none", 0), ("sms", 1)])
def test_it_is_told_as_the_request_says_that_it_was_booked_for(
    hotline: RunningService, gateway: Receiver, notify: str, messages: int
) -> None:
    request_id = directory.open_request(hotline, contact_phone="13900000001", notify=notify, language="en")
    slot, *_ = directory.open_slots(hotline, directory.write_provider(hotline))
    directory.book(hotline, slot["id"], PHONE, request_id=request_id)
    came = told(hotline, gateway)
    assert [(one["language"], one["to"]) for one in came] == [("en", PHONE)] * messages
