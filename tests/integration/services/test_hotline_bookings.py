"""However many book, move and cancel at once, no place is given twice; a bundle opens all its requests or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from linli.clock import now
from linli.errors import Conflict, Forbidden, Invalid, LinliError, NotFound
from linli.identity import Role
from linli.timers import TIMER
from services.hotline.tables.booking import APPOINTMENT, SLOT
from services.hotline.tables.request import REQUEST
from tests.factories.databases import BOTH, either_hotline, module_hotline
from tests.factories.directory import BATHING, book, keep_service, open_request, open_slots, tomorrow, write_provider
from tests.factories.knowledge import EDITOR, WRITER
from tests.factories.people import COMMUNITY, ELSEWHERE, administrator, person
from tests.factories.running import RunningService
from tests.factories.unique import tracking_code
from tests.machine import Scratch


@pytest.fixture(scope="module")
def distributed(scratch: Scratch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    yield from module_hotline(scratch, tmp_path_factory.mktemp("bookings"), "bookings")


@pytest.fixture(params=BOTH)
def hotline(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningService]:
    for one in either_hotline(request, tmp_path):
        keep_service(one)
        yield one


def phone(number: int) -> str:
    return f"139{number:08}"


def free(hotline: RunningService) -> list[int]:
    items = hotline.ask(WRITER, "find_slots", area_code=COMMUNITY, service=BATHING)["items"]
    return [one["free"] for one in items]


def test_slots_are_opened_once_within_hours_and_found_where_the_provider_serves(hotline: RunningService) -> None:
    made = write_provider(hotline)
    assert len(open_slots(hotline, made)) == 3
    assert len(open_slots(hotline, made, last_day=tomorrow(3))) == 6
    elsewhere = hotline.ask(administrator(ELSEWHERE), "find_slots", area_code=ELSEWHERE, service=BATHING)
    assert elsewhere["items"] == []
    other = hotline.ask(WRITER, "find_slots", area_code=COMMUNITY, service=BATHING, provider_id=uuid4())
    assert other["items"] == []


def test_an_appointment_is_booked_moved_and_given_back(hotline: RunningService) -> None:
    first, second, _ = open_slots(hotline, write_provider(hotline))
    made = book(hotline, first["id"], request_id=open_request(hotline))
    assert (made["contact_name"], made["contact_phone"], made["state"]) == ("王*", "139******78", "booked")
    assert free(hotline) == [1, 1]
    moved = hotline.ask(WRITER, "move_appointment", id=made["id"], slot_id=second["id"], version=1)
    assert moved["starts_at"] == second["starts_at"]
    hotline.ask(WRITER, "cancel_appointment", id=made["id"], reason="改天", version=2)
    assert free(hotline) == [1, 1, 1]
    assert [name for name in hotline.names() if name.startswith("appointment")] == [
        "appointment.booked",
        "appointment.moved",
        "appointment.cancelled",
    ]
    assert isinstance(hotline.refusal(WRITER, "cancel_appointment", id=made["id"], reason="again"), Conflict)


def test_one_telephone_has_one_place_in_a_slot_and_a_full_or_closed_slot_none(hotline: RunningService) -> None:
    first, second, _ = open_slots(hotline, write_provider(hotline), capacity=2)
    book(hotline, first["id"])
    assert refusal(hotline, first["id"], "+86 139-1234-5678") == "booked_already"
    book(hotline, first["id"], phone(1))
    assert refusal(hotline, first["id"], phone(2)) == "slot_full"
    hotline.ask(EDITOR, "close_slot", id=second["id"])
    assert refusal(hotline, second["id"], phone(2)) == "slot_over"
    assert free(hotline) == [2]


def refusal(hotline: RunningService, slot_id: str, number: str) -> str:
    with pytest.raises(Conflict) as refused:
        book(hotline, slot_id, number)
    return refused.value.code


def test_a_providers_appointments_are_listed_page_by_page_for_its_own_staff(hotline: RunningService) -> None:
    made = write_provider(hotline)
    slots = open_slots(hotline, made, capacity=5)
    for number, slot in enumerate([*slots, slots[0]]):
        book(hotline, slot["id"], phone(number))
    seen: list[str] = []
    cursor = None
    while cursor is not None or not seen:
        said = {"provider_id": made, "since": now().isoformat(), "limit": 3, "cursor": cursor}
        page = hotline.ask(EDITOR, "list_appointments", **said)  # type: ignore[arg-type]  # no key in it
        seen += [one["starts_at"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert seen == sorted([*(slot["starts_at"] for slot in slots), slots[0]["starts_at"]])
    own = person(Role.HANDLER, at=COMMUNITY)
    listed = hotline.refusal(own, "list_appointments", provider_id=made, since=now().isoformat())
    assert isinstance(listed, NotFound)


def test_the_resident_is_reminded_a_day_before_once_and_not_after_a_cancellation(hotline: RunningService) -> None:
    first, second, _ = open_slots(hotline, write_provider(hotline), capacity=2)
    kept, given_back = book(hotline, first["id"]), book(hotline, second["id"], phone(1))
    hotline.ask(WRITER, "cancel_appointment", id=given_back["id"], reason="改天")
    soon = now() + timedelta(hours=20)
    with hotline.database.transaction() as session:
        session.execute(update(TIMER).values(due_at=now() - timedelta(minutes=1)))
        session.execute(update(APPOINTMENT).values(starts_at=soon))
    while hotline.member.firing.fire_due():
        pass
    near = [event for event in hotline.said() if event.name == "appointment.near"]
    assert [str(event.subject) for event in near] == [kept["id"]]


def test_whether_the_resident_came_is_noted_after_the_slot_began(hotline: RunningService) -> None:
    (slot, *_) = open_slots(hotline, write_provider(hotline))
    made = book(hotline, slot["id"])
    assert hotline.refusal(WRITER, "record_attendance", id=made["id"], came=True).code == "not_begun"
    with hotline.database.transaction() as session:
        session.execute(update(APPOINTMENT).values(starts_at=now() - timedelta(minutes=1)))
    assert hotline.ask(WRITER, "record_attendance", id=made["id"], came=False)["state"] == "missed"


def test_who_may_open_slots_and_book(hotline: RunningService) -> None:
    made = write_provider(hotline)
    (slot, *_) = open_slots(hotline, made)
    days = {"first_day": tomorrow(), "last_day": tomorrow(), "minutes": 60}
    booking = {"slot_id": slot["id"], "area_code": COMMUNITY, "contact_name": "王芳", "contact_phone": phone(1)}
    cases: list[tuple[Any, str, dict[str, Any], type]] = [
        (WRITER, "open_slots", {"provider_id": made, "service": BATHING, **days}, Forbidden),
        (EDITOR, "open_slots", {"provider_id": made, "service": "repair.lock", **days}, Invalid),
        (administrator(ELSEWHERE), "close_slot", {"id": slot["id"]}, NotFound),
        (person(Role.AUDITOR), "book_slot", booking, Forbidden),
        (administrator(ELSEWHERE), "book_slot", booking, NotFound),
        (WRITER, "book_slot", {**booking, "slot_id": uuid4()}, NotFound),
        (WRITER, "book_slot", {**booking, "request_id": uuid4()}, NotFound),
    ]
    for who, method, said, kind in cases:
        assert type(hotline.refusal(who, method, **said)) is kind


# ---- many at once ----------------------------------------------------------------------------------------------------


def books_are_right(hotline: RunningService) -> None:
    """What each slot counts is what its appointments are, and none has more than its places."""
    with hotline.database.reading() as session:
        held = select(APPOINTMENT.c.slot_id, func.count().label("held")).where(APPOINTMENT.c.state == "booked")
        counted = {row.slot_id: row.held for row in session.execute(held.group_by(APPOINTMENT.c.slot_id))}
        for slot in session.execute(select(SLOT)):
            assert slot.booked == counted.get(slot.id, 0) <= slot.capacity


def test_the_last_place_goes_to_one_of_many(hotline: RunningService) -> None:
    (slot, *_) = open_slots(hotline, write_provider(hotline), capacity=3)

    def attempt(number: int) -> str:
        try:
            return str(book(hotline, slot["id"], phone(number))["state"])
        except LinliError as refused:
            return refused.code

    with ThreadPoolExecutor(8) as threads:
        outcomes = Counter(threads.map(attempt, range(20)))
    assert outcomes == {"booked": 3, "slot_full": 17}
    books_are_right(hotline)


@pytest.mark.parametrize("seed", [1, 2])
def test_bookings_moves_and_cancellations_at_once_never_give_a_place_twice(hotline: RunningService, seed: int) -> None:
    """Four desks do as they please with the same few slots; every refusal is one that a person may be told."""
    slots = [one["id"] for one in open_slots(hotline, write_provider(hotline), capacity=2)]
    refused: Counter[str] = Counter()

    def desk(number: int) -> None:
        random = Random(seed * 100 + number)
        mine: list[str] = []
        for turn in range(15):
            try:
                if mine and random.random() < 0.4:
                    hotline.ask(WRITER, "move_appointment", id=random.choice(mine), slot_id=random.choice(slots))
                elif mine and random.random() < 0.5:
                    hotline.ask(WRITER, "cancel_appointment", id=mine.pop(), reason="改天")
                else:
                    mine.append(book(hotline, random.choice(slots), phone(number * 100 + turn))["id"])
            except Conflict as error:
                refused[error.code] += 1

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(desk, range(4)))
    assert set(refused) <= {"slot_full", "not_another_time", "booked_already"}
    assert refused["slot_full"]
    books_are_right(hotline)


def test_the_database_itself_refuses_a_place_too_many(hotline: RunningService) -> None:
    made = write_provider(hotline)
    at = now() + timedelta(days=9)
    values = {"provider_id": made, "service": BATHING, "starts_at": at, "ends_at": at + timedelta(hours=1)}
    row = {"id": uuid4(), **values, "capacity": 1, "booked": 2, "closed": False}
    with pytest.raises(IntegrityError), hotline.database.transaction() as session:
        session.execute(insert(SLOT).values(row))


# ---- bundles ---------------------------------------------------------------------------------------------------------


def form(*parts: str, **said: Any) -> dict[str, Any]:
    wanted = [{"code": one, "request_id": uuid4(), "tracking_code": tracking_code()} for one in parts]
    answers = {"new_address": "滨河路1号", "moved_on": "2026-03-01", "persons": "3"}
    return {"id": uuid4(), "code": "moving_in", "area_code": COMMUNITY, "parts": wanted, "answers": answers, **said}


def count(hotline: RunningService) -> int:
    with hotline.database.reading() as session:
        return int(session.scalar(select(func.count()).select_from(REQUEST)) or 0)


def test_one_form_opens_a_request_for_each_office_once_and_shows_where_each_stands(hotline: RunningService) -> None:
    said = form("household", "school", contact_name="王芳", contact_phone=phone(1))
    opened = hotline.ask(WRITER, "open_bundle", **said)
    assert [one["zh"] for one in opened["parts"]] == ["户籍登记", "子女入学"]
    assert hotline.ask(WRITER, "open_bundle", **said) == opened
    assert count(hotline) == 2
    request_id = opened["parts"][0]["request_id"]
    shown = hotline.ask(WRITER, "get_request", id=request_id)
    assert (shown["title"], shown["contact_name"]) == ("新居民入住：户籍登记", "王*")
    hotline.ask(administrator(), "withdraw_request", id=request_id)
    now_stands = hotline.ask(WRITER, "get_bundle", id=opened["id"])
    assert (now_stands["ended"], now_stands["parts"][0]["state"]) == (1, "withdrawn")


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "no_such"},
        {"answers": {"new_address": "滨河路1号"}},
        {"parts": form("household", "no_such")["parts"]},
        {"area_code": ELSEWHERE},
    ],
)
def test_a_bundle_is_opened_whole_or_not_at_all(hotline: RunningService, wrong: dict[str, Any]) -> None:
    refused = hotline.refusal(WRITER, "open_bundle", **{**form("household", "school"), **wrong})
    assert isinstance(refused, Invalid | NotFound)
    assert count(hotline) == 0


def test_a_bundle_whose_last_request_fails_opens_none(hotline: RunningService) -> None:
    """The second part takes the tracking code of the first: the database refuses it, and with it the whole."""
    said = form("household", "school")
    said["parts"][1]["tracking_code"] = said["parts"][0]["tracking_code"]
    with pytest.raises(LinliError):
        hotline.ask(WRITER, "open_bundle", **said)
    assert count(hotline) == 0
    assert isinstance(hotline.refusal(WRITER, "get_bundle", id=said["id"]), NotFound)
