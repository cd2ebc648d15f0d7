"""A work order goes from dispatch to closing, its unit and its deadlines follow from area and category."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.areas import Tier
from linli.calendar import Deadline, WorkingCalendar
from linli.contracts.envelope import Event
from linli.contracts.hotline import (
    OpenRequest,
    RequestClosed,
    RequestDispatched,
    RequestOpened,
    RequestReturned,
    RequestSettled,
    RequestSigned,
    RequestState,
    RequestWithdrawn,
    TaskService,
)
from linli.errors import Conflict, Invalid
from services.hotline.domain import Category, Request, Unit, responsible_unit, task_id_for
from tests.factories.people import COMMUNITY, DISTRICT, STREET

CALENDAR = WorkingCalendar()
CELL = "01001021010300500301"
FRIDAY_NOON = datetime(2026, 3, 6, 4, 0, tzinfo=UTC)
"""Friday 6 March 2026, 12:00 in Shanghai."""
LATER = timedelta(hours=1)

ACTIONS: dict[str, Callable[[Request, datetime], Event]] = {
    "sign": lambda request, at: request.sign(at),
    "return": lambda request, at: request.send_back(at),
    "settle": lambda request, at: request.settle(at, "lamp replaced"),
    "close": lambda request, at: request.close(at),
    "withdraw": lambda request, at: request.withdraw(at),
}
WAY = {
    RequestState.DISPATCHED: (),
    RequestState.SIGNED: ("sign",),
    RequestState.SETTLED: ("sign", "settle"),
    RequestState.CLOSED: ("sign", "settle", "close"),
    RequestState.WITHDRAWN: ("withdraw",),
}
ALLOWED = {
    (RequestState.DISPATCHED, "sign"): (RequestState.SIGNED, RequestSigned),
    (RequestState.DISPATCHED, "return"): (RequestState.DISPATCHED, RequestReturned),
    (RequestState.DISPATCHED, "settle"): (RequestState.SETTLED, RequestSettled),
    (RequestState.DISPATCHED, "withdraw"): (RequestState.WITHDRAWN, RequestWithdrawn),
    (RequestState.SIGNED, "return"): (RequestState.DISPATCHED, RequestReturned),
    (RequestState.SIGNED, "settle"): (RequestState.SETTLED, RequestSettled),
    (RequestState.SIGNED, "withdraw"): (RequestState.WITHDRAWN, RequestWithdrawn),
    (RequestState.SETTLED, "close"): (RequestState.CLOSED, RequestClosed),
}
ENDS = {RequestState.CLOSED, RequestState.WITHDRAWN}


def category(tier: Tier = Tier.COMMUNITY, **clocks: str) -> Category:
    """A category of the urban management department at this tier."""
    named = {"sign": "2h", "answer": "16wh", "settle": "5wd", **clocks}
    deadlines = {name: Deadline.parse(text, field=name) for name, text in named.items()}
    return Category("road.lighting", "路灯", "Lamp", TaskService.GRID, tier, "CG", urgent=False, **deadlines)


def opening(tier: Tier = Tier.COMMUNITY, at: datetime = FRIDAY_NOON, **said: Any) -> tuple[Request, list[Event]]:
    """A request opened at the moment, with the events of its opening."""
    given_fields = {"area_code": COMMUNITY, "tracking_code": "7K3QX-9M2TB", "title": "Lamp out", **said}
    command = OpenRequest(id=uuid4(), category="road.lighting", **given_fields)
    return Request.open(command, category(tier), CALENDAR, at)


def last_step(request: Request) -> datetime:
    """The moment of the last step of a request that came straight to its state."""
    return request.ended_at or request.settled_at or request.signed_at or request.opened_at


def request_that_is(state: RequestState) -> Request:
    """A request that came to this state an hour a step."""
    request, _ = opening()
    for action in WAY[state]:
        ACTIONS[action](request, last_step(request) + LATER)
    assert request.state is state
    return request


def test_an_opened_request_is_recorded_and_dispatched_and_asks_for_its_task() -> None:
    request, events = opening()
    assert [type(event) for event in events] == [RequestOpened, RequestDispatched]
    assert [event.sequence for event in events] == [1, 2]
    assert request.state is RequestState.DISPATCHED
    dispatched = events[1]
    assert isinstance(dispatched, RequestDispatched)
    assert dispatched.request == request.summary()
    assert (dispatched.request.service, dispatched.request.task_id) == (TaskService.GRID, task_id_for(request.id, 1))


@pytest.mark.parametrize(("state", "action"), list(product(RequestState, ACTIONS)))
def test_each_action_is_allowed_in_the_states_of_the_table_and_a_conflict_in_all_others(
    state: RequestState, action: str
) -> None:
    request = request_that_is(state)
    before, at = request.sequence, last_step(request) + LATER
    assert request.may(action) is ((state, action) in ALLOWED)
    if (state, action) not in ALLOWED:
        with pytest.raises(Conflict) as refused:
            ACTIONS[action](request, at)
        assert refused.value.code == "illegal_transition"
        assert (request.state, request.sequence) == (state, before)
        return
    then, event = ALLOWED[(state, action)]
    caused = ACTIONS[action](request, at)
    assert type(caused) is event
    assert (request.state, caused.sequence, request.sequence) == (then, before + 1, before + 1)
    assert request.ended_at == (at if then in ENDS else None)


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
    event = request.send_back(last_step(request) + LATER)
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


@pytest.mark.parametrize(("state", "action"), [pair for pair in ALLOWED if pair[1] != "return"])
def test_a_step_before_the_last_one_is_refused_and_changes_nothing(state: RequestState, action: str) -> None:
    request = request_that_is(state)
    before = request.sequence
    with pytest.raises(Invalid) as refused:
        ACTIONS[action](request, last_step(request) - timedelta(seconds=1))
    assert (refused.value.code, list(refused.value.fields)) == ("before_last_step", ["at"])
    assert (request.state, request.sequence) == (state, before)


def test_a_step_before_a_return_is_refused_like_any_other() -> None:
    request, _ = opening()
    request.sign(FRIDAY_NOON + 2 * LATER)
    request.send_back(FRIDAY_NOON + 3 * LATER)
    with pytest.raises(Invalid):
        request.sign(FRIDAY_NOON + LATER)


@given(actions=st.lists(st.sampled_from(sorted(ACTIONS)), max_size=15))
def test_however_it_moves_a_requests_events_count_from_one_without_gaps(actions: list[str]) -> None:
    request, told = opening()
    for hours, action in enumerate(actions, start=1):
        if request.may(action):
            told.append(ACTIONS[action](request, FRIDAY_NOON + hours * LATER))
    assert [event.sequence for event in told] == list(range(1, len(told) + 1))
    assert request.sequence == len(told)
    assert {event.subject for event in told} == {request.id}
