"""Slots fit into a provider's hours, places are never given twice, and a bundle gives each office what it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.clock import LOCAL, local
from linli.contracts.base import load
from linli.contracts.hotline.bookings import AppointmentState, BookSlot
from linli.contracts.hotline.bundles import BundleDefinition, OpenBundle, PartToOpen
from linli.contracts.hotline.directory import Opening, ProviderContent
from linli.errors import Conflict, Invalid
from services.hotline.bundle_file import definitions
from services.hotline.catalogue import shipped
from services.hotline.domain.booking import REMINDED_BEFORE, Appointment, Slot, slot_times
from services.hotline.domain.bundle import check, requests_of
from tests.factories.directory import BATHING, provider
from tests.factories.people import COMMUNITY

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
LATER = AT + timedelta(days=3)


def content(*openings: Opening) -> ProviderContent:
    return replace(load(ProviderContent, provider()), hours=openings)


def a_slot(capacity: int = 1, starts_at: datetime = LATER, **said: Any) -> Slot:
    ends_at = starts_at + timedelta(hours=1)
    return Slot(uuid4(), UUID(int=1), BATHING, starts_at, ends_at, capacity, **said)


def booked(slot: Slot) -> Appointment:
    said = BookSlot(slot_id=slot.id, area_code=COMMUNITY, contact_name="王芳", contact_phone="13912345678")
    return Appointment.book(uuid4(), slot, said, ("sealed", "sealed"), AT)[0]


# ---- slots -----------------------------------------------------------------------------------------------------------


def test_evening_and_weekend_hours_give_slots_too() -> None:
    """Monday evening and Sunday up to midnight, in the district's own time."""
    hours = content(
        Opening(weekday=1, opens="18:00", closes="20:30"), Opening(weekday=7, opens="22:00", closes="24:00")
    )
    times = [local(start) for start, _ in slot_times(hours, date(2026, 3, 2), date(2026, 3, 8), 60, LOCAL)]
    assert [f"{at:%a %H:%M}" for at in times] == ["Mon 18:00", "Mon 19:00", "Sun 22:00", "Sun 23:00"]


@given(st.integers(0, 22), st.integers(1, 8), st.integers(5, 480))
def test_slots_follow_each_other_within_the_hours(opens: int, hours: int, minutes: int) -> None:
    closes = min(opens + hours, 24)
    one = content(Opening(weekday=1, opens=f"{opens:02}:00", closes=f"{closes:02}:00"))
    times = list(slot_times(one, date(2026, 3, 2), date(2026, 3, 2), minutes, LOCAL))
    assert len(times) == (closes - opens) * 60 // minutes
    assert all(end - start == timedelta(minutes=minutes) for start, end in times)
    assert all(end == start for (_, end), (start, _) in pairwise(times))
    assert all(local(start).hour >= opens for start, _ in times)


@pytest.mark.parametrize(("first", "last"), [(2, 1), (1, 93)])
def test_days_in_the_wrong_order_or_too_many_are_refused(first: int, last: int) -> None:
    days = [date(2026, 3, 1) + timedelta(days=one) for one in (first, last)]
    with pytest.raises(Invalid, match="bad_days"):
        list(slot_times(content(), days[0], days[1], 60, LOCAL))


@pytest.mark.parametrize(
    ("said", "code"),
    [({"booked": 1}, "slot_full"), ({"starts_at": AT}, "slot_over"), ({"closed": True}, "slot_over")],
)
def test_a_full_begun_or_closed_slot_gives_no_place(said: dict[str, Any], code: str) -> None:
    slot = a_slot(**said)
    before = slot.booked
    with pytest.raises(Conflict, match=code):
        slot.take(AT)
    assert slot.booked == before


# ---- appointments ----------------------------------------------------------------------------------------------------


def test_an_appointment_moves_to_another_time_of_its_service_and_gives_the_old_place_back() -> None:
    old, new, full = a_slot(), a_slot(starts_at=LATER + timedelta(days=1)), a_slot(booked=1)
    appointment = booked(old)
    with pytest.raises(Conflict, match="slot_full"):
        appointment.move(old, full, AT)
    for wrong in (old, replace(new, service="repair.lock")):
        with pytest.raises(Conflict, match="not_another_time"):
            appointment.move(old, wrong, AT)
    assert (old.booked, appointment.starts_at) == (1, LATER)
    appointment.move(old, new, AT)
    assert (old.booked, new.booked, appointment.starts_at) == (0, 1, new.starts_at)


@pytest.mark.parametrize("state", [AppointmentState.CANCELLED, AppointmentState.KEPT, AppointmentState.MISSED])
def test_what_is_over_is_changed_no_more(state: AppointmentState) -> None:
    slot = a_slot()
    appointment = booked(slot)
    appointment.state = state
    steps: list[Callable[[], object]] = [
        lambda: appointment.cancel(slot, AT, "忙"),
        lambda: appointment.move(slot, a_slot(), AT),
        lambda: appointment.attend(True, LATER),
    ]
    for act in steps:
        with pytest.raises(Conflict, match="illegal_transition"):
            act()
    assert appointment.remind(appointment.reminded_at) is None
    assert slot.booked == 1


def test_attendance_is_noted_once_the_slot_has_begun() -> None:
    appointment = booked(a_slot())
    with pytest.raises(Conflict, match="not_begun"):
        appointment.attend(True, LATER - timedelta(seconds=1))
    appointment.attend(False, LATER)
    assert appointment.state is AppointmentState.MISSED


def test_a_resident_is_reminded_within_the_last_day_only() -> None:
    appointment = booked(a_slot())
    asked = [LATER - REMINDED_BEFORE - timedelta(seconds=1), LATER - REMINDED_BEFORE, LATER - timedelta(1 / 24), LATER]
    assert [appointment.remind(at) is not None for at in asked] == [False, True, True, False]


# ---- bundles ---------------------------------------------------------------------------------------------------------

MOVING = definitions()["moving_in"]
ANSWERS = {"new_address": "滨河路1号", "moved_on": "2026-03-01", "persons": "3", "insured_at": "和平区"}


def ask(*parts: str, **answers: str) -> OpenBundle:
    wanted = tuple(PartToOpen(code=one, request_id=uuid4(), tracking_code="7K3QX-9M2TB") for one in parts)
    return OpenBundle(id=uuid4(), code=MOVING.code, area_code=COMMUNITY, parts=wanted, answers=answers)


def test_each_office_gets_the_answers_it_needs_and_no_others() -> None:
    opened = list(requests_of(ask("household", "medical_insurance", **ANSWERS), MOVING))
    assert [one.title for one in opened] == ["新居民入住：户籍登记", "新居民入住：医保关系转移"]
    assert opened[0].description == "新住址：滨河路1号\n入住日期：2026-03-01\n同住人数：3"
    assert opened[1].description == "入住日期：2026-03-01\n原医保参保地：和平区"


@pytest.mark.parametrize(
    ("parts", "answers", "field"),
    [
        ((), ANSWERS, "parts"),
        (("household", "household"), ANSWERS, "parts"),
        (("no_such",), ANSWERS, "parts"),
        (("household",), {**ANSWERS, "colour": "red"}, "answers.colour"),
        (("household",), {"new_address": "a", "moved_on": "b"}, "answers.persons"),
    ],
)
def test_a_form_that_is_not_right_names_the_field(parts: tuple[str, ...], answers: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid, match="bad_bundle") as refused:
        list(requests_of(ask(*parts, **answers), MOVING))
    assert list(refused.value.fields) == [field]


def test_what_no_part_asked_for_needs_may_be_left_out() -> None:
    (one,) = requests_of(ask("medical_insurance", moved_on="2026-03-01"), MOVING)
    assert one.description == "入住日期：2026-03-01"


@pytest.mark.parametrize("definition", list(definitions().values()), ids=lambda one: one.code)
def test_the_shipped_bundles_ask_what_their_parts_need_and_go_to_categories_that_there_are(
    definition: BundleDefinition,
) -> None:
    for part in definition.parts:
        shipped().on(date(2026, 3, 2)).category(part.category)
    with pytest.raises(Invalid, match="bad_bundle"):
        check(replace(definition, form=definition.form[1:]))
