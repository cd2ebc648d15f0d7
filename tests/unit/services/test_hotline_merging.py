"""What is merged goes on as part of one being handled; a part can be taken out again; repeats are recognised."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from linli.contracts.hotline.events import RequestOpened, RequestUnmerged
from linli.contracts.hotline.requests import OpenRequest
from linli.contracts.hotline.words import RequestState
from linli.errors import Conflict, Invalid
from services.hotline.domain.duplicates import Matter
from services.hotline.domain.merging import UNDOING, check_distinct, check_merger, check_undoing, check_withdrawal
from services.hotline.domain.repeats import is_repeat
from services.hotline.domain.request import Request
from services.hotline.domain.transitions import UNDONE
from tests.factories.matters import METRE_DEGREES, START
from tests.factories.orders import CALENDAR, CATEGORY, FRIDAY_NOON, LATER, REACHABLE, opening, request_that_is
from tests.factories.people import COMMUNITY

LAMP = Matter("文安路12号路灯不亮", START, COMMUNITY, "road.lighting", 41.8, 123.4, "sealed")


@pytest.mark.parametrize("state", REACHABLE)
def test_only_a_request_that_is_being_handled_takes_others_in(state: RequestState) -> None:
    main, other = request_that_is(state), request_that_is(RequestState.DISPATCHED)
    if state in UNDONE:
        check_merger(main, [other])
        return
    with pytest.raises(Conflict) as refused:
        check_merger(main, [other])
    assert refused.value.code == "main_not_open"


@pytest.mark.parametrize("state", REACHABLE)
def test_only_what_is_not_done_is_merged_and_each_at_fault_is_named(state: RequestState) -> None:
    main, good, other = (request_that_is(RequestState.SIGNED) for _ in range(3))
    other.state = state
    if state in UNDONE:
        check_merger(main, [good, other])
        return
    with pytest.raises(Conflict) as refused:
        check_merger(main, [good, other])
    assert (refused.value.code, list(refused.value.fields)) == ("cannot_be_merged", ["requests.1.id"])


def test_a_request_named_twice_or_merged_into_itself_is_refused_by_its_place() -> None:
    main, one, other = uuid4(), uuid4(), uuid4()
    check_distinct(main, [one, other])
    with pytest.raises(Invalid) as refused:
        check_distinct(main, [one, main, other, one])
    assert sorted(refused.value.fields) == ["requests.1.id", "requests.3.id"]


def test_a_merger_undone_gives_the_time_back_and_asks_for_another_task() -> None:
    request = request_that_is(RequestState.DISPATCHED)
    answer, settle, task = request.answer_due_at, request.settle_due_at, request.task_id
    merged_at = request.moved_at + LATER
    request.merge(merged_at, uuid4())
    undone = request.unmerge(merged_at + timedelta(days=2))
    assert isinstance(undone, RequestUnmerged)
    assert (request.state, request.merged_into, request.ended_at) == (RequestState.DISPATCHED, None, None)
    assert (request.answer_due_at, request.settle_due_at) == (answer + 4 * LATER, settle + 4 * LATER)
    assert request.sign_due_at == merged_at + timedelta(days=2) + 2 * LATER
    assert request.task_id != task


def test_a_merger_is_undone_within_thirty_days() -> None:
    request = request_that_is(RequestState.MERGED)
    assert request.ended_at is not None
    check_undoing(request, request.ended_at + UNDOING)
    with pytest.raises(Conflict) as refused:
        check_undoing(request, request.ended_at + UNDOING + timedelta(seconds=1))
    assert refused.value.code == "unmerging_too_late"
    check_undoing(request_that_is(RequestState.CLOSED), FRIDAY_NOON + 9 * UNDOING)  # the table refuses it, not the time


def test_what_others_were_merged_into_is_not_withdrawn() -> None:
    check_withdrawal(request_that_is(RequestState.SIGNED), 0)
    with pytest.raises(Conflict) as refused:
        check_withdrawal(request_that_is(RequestState.SIGNED), 2)
    assert refused.value.code == "others_merged_into_it"
    assert "2" in refused.value.message


@pytest.mark.parametrize(
    ("changes", "repeated"),
    [
        ({}, True),
        ({"text": "上次说的灯还是没修"}, True),
        ({"latitude": None, "longitude": None}, True),
        ({"latitude": 41.8 + 240 * METRE_DEGREES}, True),
        ({"told_at": START - timedelta(days=80)}, True),
        ({"latitude": 41.8 + 260 * METRE_DEGREES}, False),
        ({"text": "文安路96号路灯不亮", "latitude": None}, False),
        ({"category": "road.surface"}, False),
        ({"caller": "other"}, False),
        ({"caller": None}, False),
    ],
)
def test_a_repeat_is_the_same_callers_and_categorys_with_nothing_that_says_another_place(
    changes: dict[str, object], repeated: bool
) -> None:
    earlier = replace(LAMP, **changes)  # type: ignore[arg-type]
    assert is_repeat(LAMP, earlier) is is_repeat(earlier, LAMP) is repeated


def test_nobody_repeats_what_nobody_told() -> None:
    anonymous = replace(LAMP, caller=None)
    assert not is_repeat(anonymous, anonymous)


def test_a_repeat_says_so_from_its_first_event_on() -> None:
    _, events = opening()
    assert isinstance(events[0], RequestOpened)
    assert events[0].request.repeats == 0
    earlier = [uuid4(), uuid4()]
    said = OpenRequest(id=uuid4(), tracking_code="7K3QX-9M2TB", area_code=COMMUNITY, category="other", title="Lamp out")
    request, events = Request.open(said, CATEGORY, CALENDAR, FRIDAY_NOON, earlier)
    assert (request.repeat_of, request.repeats) == (earlier[0], 2)
    assert [event.request.repeats for event in events] == [2, 2]  # type: ignore[attr-defined]
