"""A work order goes from dispatch to closing, its unit and its deadlines follow from area and category."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from linli.areas import Tier
from linli.contracts.hotline.events import RequestDispatched, RequestOpened, RequestReturned
from linli.contracts.hotline.words import RequestState, TaskService
from linli.errors import Invalid
from services.hotline.domain.request import task_id_for
from services.hotline.domain.routing import Unit, responsible_unit
from tests.factories.orders import FRIDAY_NOON, LATER, category, opening, request_that_is
from tests.factories.people import COMMUNITY, DISTRICT, STREET

CELL = "01001021010300500301"


def test_an_opened_request_is_recorded_and_dispatched_and_asks_for_its_task() -> None:
    request, events = opening()
    assert [type(event) for event in events] == [RequestOpened, RequestDispatched]
    assert [event.sequence for event in events] == [1, 2]
    assert request.state is RequestState.DISPATCHED
    dispatched = events[1]
    assert isinstance(dispatched, RequestDispatched)
    assert dispatched.request == request.summary()
    assert (dispatched.request.service, dispatched.request.task_id) == (TaskService.GRID, task_id_for(request.id, 1))


@pytest.mark.parametrize(
    ("tier", "area", "unit"),
    [
        (Tier.DISTRICT, COMMUNITY, DISTRICT),
        (Tier.STREET, COMMUNITY, STREET),
        (Tier.COMMUNITY, COMMUNITY, COMMUNITY),
        (Tier.DISTRICT, CELL, DISTRICT),
        (Tier.STREET, CELL, STREET),
        (Tier.COMMUNITY, CELL, COMMUNITY),
        (Tier.DISTRICT, STREET, DISTRICT),
        (Tier.COMMUNITY, STREET, STREET),
        (Tier.COMMUNITY, DISTRICT, DISTRICT),
        (Tier.STREET, DISTRICT, DISTRICT),
    ],
)
def test_the_unit_is_the_department_at_the_categorys_tier_or_where_the_request_is_if_that_is_higher(
    tier: Tier, area: str, unit: str
) -> None:
    assert responsible_unit(area, category(tier)) == Unit(unit, "CG")


def test_a_return_goes_one_tier_up_with_a_new_task_and_ends_at_the_district() -> None:
    request, _ = opening()
    seen: list[tuple[str, UUID]] = [(request.unit_area, request.task_id)]
    for hours in range(1, 5):
        request.send_back(FRIDAY_NOON + hours * LATER)
        seen.append((request.unit_area, request.task_id))
    assert [area for area, _ in seen] == [COMMUNITY, STREET, DISTRICT, DISTRICT, DISTRICT]
    assert len({task for _, task in seen}) == 5
    assert (request.department, request.area_code) == ("CG", COMMUNITY)


def test_a_returned_request_must_be_signed_for_again() -> None:
    request = request_that_is(RequestState.SIGNED)
    event = request.send_back(request.moved_at + LATER)
    assert isinstance(event, RequestReturned)
    assert event.request.signed_at is None
    assert request.may("sign")


def test_the_task_of_a_dispatch_has_the_same_id_however_often_it_is_asked_for() -> None:
    request_id = uuid4()
    assert task_id_for(request_id, 1) == task_id_for(request_id, 1)
    assert task_id_for(request_id, 1) != task_id_for(request_id, 2) != task_id_for(uuid4(), 2)


def test_deadlines_count_from_the_opening_in_calendar_or_working_time() -> None:
    request, _ = opening()
    assert request.sign_due_at == FRIDAY_NOON + timedelta(hours=2)
    assert request.answer_due_at == datetime(2026, 3, 10, 4, 0, tzinfo=UTC)  # 5 h Friday, 8 h Monday, 3 h Tuesday
    assert request.settle_due_at == datetime(2026, 3, 13, 4, 0, tzinfo=UTC)  # five working days on: Friday noon


def test_an_imported_due_moment_takes_the_place_of_the_categorys() -> None:
    due = FRIDAY_NOON + timedelta(days=40)
    request, _ = opening(settle_due_at=due)
    assert request.settle_due_at == due
    assert request.sign_due_at == FRIDAY_NOON + timedelta(hours=2)


def test_a_due_moment_before_the_opening_is_refused_by_name() -> None:
    with pytest.raises(Invalid) as refused:
        opening(settle_due_at=FRIDAY_NOON - timedelta(seconds=1))
    assert (refused.value.code, list(refused.value.fields)) == ("due_before_opening", ["settle_due_at"])


def test_a_step_before_a_return_is_refused_like_any_other() -> None:
    request, _ = opening()
    request.sign(FRIDAY_NOON + 2 * LATER)
    request.send_back(FRIDAY_NOON + 3 * LATER)
    with pytest.raises(Invalid):
        request.sign(FRIDAY_NOON + LATER)
