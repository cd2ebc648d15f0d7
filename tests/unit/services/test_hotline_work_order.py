"""What a work order's steps do to its unit, its clocks and its helpers, beyond leading from state to state."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.contracts.hotline.events import RequestDispatched, RequestEvent, RequestHeld, RequestOpened
from linli.contracts.hotline.words import EmergencyLine, HelperState, RequestState, ReturnReason, WaitingFor
from linli.errors import Conflict, Invalid
from services.hotline.domain.joint import Helper
from services.hotline.domain.request import Request, task_id_for
from services.hotline.domain.routing import Unit
from services.hotline.domain.transitions import Action
from tests.factories.orders import (
    ACTIONS,
    CALENDAR,
    CATEGORY,
    FRIDAY_NOON,
    LATER,
    TERMS,
    opening,
    request_that_is,
)
from tests.factories.people import COMMUNITY, DISTRICT, STREET

WAITS = st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5000)), max_size=8)
"""Minutes of work and of waiting, in turn."""
LATE_MONDAY = datetime(2026, 3, 9, 8, 30, tzinfo=UTC)
"""Monday 9 March 2026, 16:30 in Shanghai."""


def next_step(request: Request) -> datetime:
    return request.moved_at + LATER


# ---- recorded --------------------------------------------------------------------------------------------------------


def test_a_held_request_names_no_task_that_was_asked_for_until_it_is_dispatched() -> None:
    request, events = opening(hold=True)
    assert [type(event) for event in events] == [RequestOpened, RequestHeld]
    assert (request.state, request.dispatches) == (RequestState.PENDING_DISPATCH, 0)
    dispatched = request.dispatch(next_step(request), Unit(COMMUNITY, "CG"))
    assert isinstance(dispatched, RequestDispatched)
    assert (dispatched.request.dispatches, dispatched.request.task_id) == (1, task_id_for(request.id, 1))


def test_the_event_of_its_opening_says_recorded_and_the_next_where_it_went() -> None:
    for said, state in (
        ({}, "dispatched"),
        ({"hold": True}, "pending_dispatch"),
        ({"answer": "nine to five"}, "closed"),
    ):
        _, events = opening(**said)
        assert [event.request.state for event in events if isinstance(event, RequestEvent)] == ["recorded", state]


def test_what_is_answered_on_the_phone_counts_as_first_answer_and_ends_at_once() -> None:
    request, _ = opening(answer="nine to five")
    assert (request.answered_at_once, request.first_answered_at, request.ended_at) == (True, FRIDAY_NOON, FRIDAY_NOON)


# ---- clocks ----------------------------------------------------------------------------------------------------------


@given(turns=WAITS)
def test_all_the_time_that_was_waited_is_given_back_and_no_more(turns: list[tuple[int, int]]) -> None:
    """In working time, as these clocks count."""
    request = request_that_is(RequestState.SIGNED)
    for work, wait in turns:
        request.wait(request.moved_at + timedelta(minutes=work), WaitingFor.CITIZEN)
        since, dues = request.moved_at, (request.settle_due_at, request.answer_due_at)
        left = [CALENDAR.working_time_between(since, due) for due in dues if since <= due]
        request.resume(request.moved_at + timedelta(minutes=wait))
        dues = (request.settle_due_at, request.answer_due_at)
        assert [CALENDAR.working_time_between(request.moved_at, due) for due in dues if request.moved_at <= due] == left
    assert request.sign_due_at == FRIDAY_NOON + 2 * LATER


@pytest.mark.parametrize("action", [Action.RESUME, Action.SETTLE, Action.RETURN, Action.DISPUTE, Action.WITHDRAW])
def test_however_a_wait_ends_its_time_is_given_back(action: Action) -> None:
    request = request_that_is(RequestState.WAITING)
    due = request.settle_due_at
    ACTIONS[action](request, request.moved_at + 7 * LATER)
    assert request.settle_due_at == due + 3 * LATER, "of the seven hours that are worked"
    assert (request.waiting_since, request.waiting_for) == (None, None)


def test_a_wait_after_the_first_answer_leaves_its_deadline_alone() -> None:
    request = request_that_is(RequestState.SIGNED)
    request.reply(next_step(request), "a lamp is ordered")
    due = request.answer_due_at
    request.wait(next_step(request), WaitingFor.THIRD_PARTY)
    request.resume(next_step(request))
    assert request.answer_due_at == due


def test_a_step_while_it_waits_that_leaves_it_waiting_gives_nothing_back_yet() -> None:
    request = request_that_is(RequestState.WAITING)
    due, since = request.settle_due_at, request.waiting_since
    request.reply(next_step(request), "still waiting for the lamp")
    assert (request.settle_due_at, request.waiting_since) == (due, since)


@pytest.mark.parametrize(("end", "back"), [(Action.MERGE, Action.UNMERGE), (Action.REFER, Action.TAKE_BACK)])
def test_the_time_a_request_was_gone_by_mistake_is_given_back(end: Action, back: Action) -> None:
    request, _ = opening()
    due = request.settle_due_at
    ACTIONS[end](request, next_step(request))
    ACTIONS[back](request, request.moved_at + 48 * LATER)
    assert request.settle_due_at == due + 4 * LATER, "of a Friday afternoon and a weekend"
    assert (request.ended_at, request.merged_into) == (None, None)


def test_only_the_first_answer_counts_and_the_report_is_one() -> None:
    request = request_that_is(RequestState.SIGNED)
    first = next_step(request)
    request.reply(first, "we look at it")
    request.reply(next_step(request), "a lamp is ordered")
    request.settle(next_step(request), "lamp replaced")
    assert (request.first_answered_at, request.result) == (first, "lamp replaced")
    silent = request_that_is(RequestState.SETTLED)
    assert silent.first_answered_at == silent.settled_at


def test_an_extension_is_asked_for_before_the_deadline_and_not_at_it() -> None:
    for seconds, refused in ((-1, False), (0, True)):
        request = request_that_is(RequestState.SIGNED)
        at = request.settle_due_at + timedelta(seconds=seconds)
        if refused:
            with pytest.raises(Conflict, match="extension_too_late"):
                ACTIONS[Action.ASK_EXTENSION](request, at)
        else:
            ACTIONS[Action.ASK_EXTENSION](request, at)
            assert request.extension_asked_at == at


def test_an_application_for_more_time_goes_with_the_unit_that_made_it() -> None:
    request = request_that_is(RequestState.SIGNED)
    ACTIONS[Action.ASK_EXTENSION](request, next_step(request))
    request.send_back(next_step(request))
    assert request.extension_asked_at is None
    with pytest.raises(Conflict, match="no_extension_asked"):
        request.decide_extension(next_step(request), approved=True)


def test_supervision_makes_the_time_three_working_days_unless_it_is_shorter_already() -> None:
    request, _ = opening()
    request.supervise(FRIDAY_NOON + LATER, uuid4(), None, TERMS, CALENDAR)
    assert request.settle_due_at == datetime(2026, 3, 11, 5, 0, tzinfo=UTC)  # Friday 13:00 to Wednesday 13:00
    request.supervise(LATE_MONDAY, uuid4(), None, TERMS, CALENDAR)
    assert request.settle_due_at == datetime(2026, 3, 11, 5, 0, tzinfo=UTC)


def test_a_request_begun_again_has_new_deadlines_and_is_as_if_nobody_had_signed() -> None:
    request = request_that_is(RequestState.CLOSED)
    request.supervised_at, request.final = request.moved_at, True
    again = request.moved_at + timedelta(days=20)
    request.reopen(again, CATEGORY, CALENDAR, TERMS)
    assert request.sign_due_at == CATEGORY.sign.due(again, CALENDAR)
    assert request.answer_due_at == CATEGORY.answer.due(again, CALENDAR)
    assert request.settle_due_at == CATEGORY.settle.due(again, CALENDAR)
    marks = {request.signed_at, request.settled_at, request.ended_at, request.supervised_at}
    assert marks == {None}
    assert (request.final, request.reopenings, request.unit_area) == (False, 1, COMMUNITY)


def test_it_can_be_begun_again_until_the_last_second_of_the_thirtieth_day() -> None:
    for late, refused in ((timedelta(), False), (timedelta(seconds=1), True)):
        request = request_that_is(RequestState.CLOSED)
        at = request.moved_at + TERMS.reopening + late
        for action in (Action.REOPEN, Action.UNSATISFIED) if refused else (Action.REOPEN,):
            if refused:
                with pytest.raises(Conflict, match="reopening_too_late"):
                    ACTIONS[action](request, at)
            else:
                ACTIONS[action](request, at)


# ---- whose it is -----------------------------------------------------------------------------------------------------


def test_a_dispute_is_due_four_working_hours_on() -> None:
    request, _ = opening(at=LATE_MONDAY)
    request.dispute(LATE_MONDAY, ReturnReason.NOT_OURS, TERMS, CALENDAR)
    assert request.dispute_due_at == datetime(2026, 3, 10, 4, 30, tzinfo=UTC)  # half an hour Monday, 3.5 Tuesday
    assert request.dispute_area == STREET


def test_only_a_unit_that_returned_it_before_disputes_by_returning_it() -> None:
    request, _ = opening()
    assert not request.returned_before
    request.send_back(next_step(request))
    assert not request.returned_before, "the street has it for the first time"
    request.dispatch(next_step(request), Unit(COMMUNITY, "CG"))
    assert request.returned_before


@given(choices=st.lists(st.sampled_from([COMMUNITY, STREET, DISTRICT]), max_size=12))
def test_however_it_is_dispatched_units_that_always_return_it_come_to_an_end(choices: list[str]) -> None:
    """Each unit returns it once at most; then it is disputed, decided, and stays."""
    request, _ = opening()
    returned: list[str] = []
    for area in choices:
        if request.final or request.state is RequestState.DISPUTED:
            break
        request.dispatch(next_step(request), Unit(area, "CG"))
        if request.returned_before:
            request.dispute(next_step(request), ReturnReason.NOT_OURS, TERMS, CALENDAR)
        elif area != DISTRICT:
            returned.append(area)
            request.send_back(next_step(request))
    assert len(returned) == len(set(returned)) <= 2
    if request.state is RequestState.DISPUTED:
        request.decide_dispute(next_step(request), None)
        assert request.unit == Unit(DISTRICT, "CG")
        for action in (Action.RETURN, Action.DISPUTE, Action.DISPATCH):
            with pytest.raises(Conflict, match="decision_final"):
                ACTIONS[action](request, next_step(request))


def test_a_task_given_up_after_a_final_decision_is_asked_for_anew_where_it_is() -> None:
    request = request_that_is(RequestState.DISPUTED)
    request.decide_dispute(next_step(request), Unit(COMMUNITY, "CG"))
    task = request.task_id
    request.give_up_task(next_step(request))
    assert (request.unit_area, request.returned_for) == (COMMUNITY, ReturnReason.TASK_GIVEN_UP)
    assert request.task_id != task


def test_a_dispute_nobody_decided_in_time_is_the_level_aboves_finally() -> None:
    request = request_that_is(RequestState.DISPUTED)
    request.take_up(next_step(request))
    assert (request.unit, request.final) == (Unit(STREET, "CG"), True)


@pytest.mark.parametrize("area", ["210103006", "210103005004", "210102"])
def test_a_unit_elsewhere_is_refused_by_name(area: str) -> None:
    tries: tuple[tuple[RequestState, Callable[[Request, datetime], object]], ...] = (
        (RequestState.DISPATCHED, lambda one, at: one.dispatch(at, Unit(area, "CG"))),
        (RequestState.DISPUTED, lambda one, at: one.decide_dispute(at, Unit(area, "CG"))),
        (RequestState.SIGNED, lambda one, at: one.add_helper(at, Unit(area, "GA"), "come", None)),
    )
    for state, attempt in tries:
        request = request_that_is(state)
        before = request.sequence
        with pytest.raises(Invalid) as refused:
            attempt(request, next_step(request))
        assert (list(refused.value.fields), request.state, request.sequence) == (["unit_area"], state, before)


def test_a_line_that_was_asked_leaves_the_request_where_it_was() -> None:
    request = request_that_is(RequestState.IN_PROGRESS)
    before = (request.state, request.unit, request.task_id, request.settle_due_at)
    request.keep(next_step(request), EmergencyLine.POLICE)
    assert (request.state, request.unit, request.task_id, request.settle_due_at) == before
    assert request.referred_to is EmergencyLine.POLICE


# ---- joint handling --------------------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from([Action.ADD_HELPER, Action.SIGN_HELP, Action.REPORT_HELP, Action.RELEASE_HELPER])))
def test_the_lead_can_settle_exactly_when_no_helping_unit_is_still_to_report(actions: list[Action]) -> None:
    request = request_that_is(RequestState.SIGNED)
    helpers: list[Helper] = []
    for action in actions:
        at = next_step(request)
        waiting = [one for one in helpers if one.state in (HelperState.ASKED, HelperState.SIGNED)]
        if action is Action.ADD_HELPER:
            helpers.append(request.add_helper(at, Unit(STREET, "GA"), "close the road", None)[0])
        elif action is Action.SIGN_HELP and waiting and waiting[0].state is HelperState.ASKED:
            request.sign_help(at, waiting[0])
        elif action is Action.REPORT_HELP and waiting:
            request.report_help(at, waiting[0], "closed")
        elif action is Action.RELEASE_HELPER and waiting:
            request.release_helper(at, waiting[0], "not needed")
    undone = [one for one in helpers if one.ended_at is None]
    assert (request.helpers, request.helpers_open) == (len(helpers), len(undone))
    assert len({one.id for one in helpers}) == len(helpers)
    if undone:
        with pytest.raises(Conflict, match="helpers_open"):
            request.settle(next_step(request), "done")
    else:
        request.settle(next_step(request), "done")


@pytest.mark.parametrize("state", [HelperState.REPORTED, HelperState.RELEASED])
def test_a_part_that_ended_takes_no_further_step(state: HelperState) -> None:
    request = request_that_is(RequestState.SIGNED)
    helper, _ = request.add_helper(next_step(request), Unit(STREET, "GA"), "close the road", None)
    end = request.report_help if state is HelperState.REPORTED else request.release_helper
    end(next_step(request), helper, "as said")
    assert (helper.state, helper.result) == (state, "as said")
    for attempt in (request.report_help, request.release_helper):
        with pytest.raises(Conflict, match="illegal_transition"):
            attempt(next_step(request), helper, "again")
    with pytest.raises(Conflict, match="illegal_transition"):
        request.sign_help(next_step(request), helper)
    assert request.helpers_open == 0


def test_a_helping_units_part_is_due_with_the_request_unless_said_otherwise() -> None:
    request = request_that_is(RequestState.SIGNED)
    own = request.moved_at + 5 * LATER
    first, _ = request.add_helper(next_step(request), Unit(STREET, "GA"), "close the road", None)
    second, _ = request.add_helper(next_step(request), Unit(STREET, "ZJ"), "look at the pipes", own)
    assert (first.due_at, second.due_at) == (request.settle_due_at, own)


# ---- its end ---------------------------------------------------------------------------------------------------------


def test_a_report_found_wanting_goes_back_to_the_same_unit_with_another_task() -> None:
    request = request_that_is(RequestState.SETTLED)
    unit, task = request.unit, request.task_id
    request.refuse(next_step(request))
    assert (request.unit, request.settled_at, request.reworks) == (unit, None, 1)
    assert request.task_id != task


def test_call_backs_are_counted_and_the_last_rating_stands() -> None:
    request = request_that_is(RequestState.CALL_BACK)
    request.call_again(next_step(request))
    request.unsatisfied(next_step(request), 2, CATEGORY, CALENDAR, TERMS)
    assert (request.call_backs, request.satisfaction, request.unit_area) == (2, 2, STREET)
    for action in (Action.SIGN, Action.SETTLE, Action.ACCEPT, Action.SATISFIED):
        ACTIONS[action](request, next_step(request))
    assert (request.call_backs, request.satisfaction, request.state) == (3, 5, RequestState.CLOSED)


# ---- its history -----------------------------------------------------------------------------------------------------

HOTLINE = Path(__file__).parents[3] / "services" / "hotline"


def emitted_without_a_step(source: str) -> list[str]:
    """The steps of a request whose event is published other than by `tell`, which keeps it in the history."""
    calls = [one for one in ast.walk(ast.parse(source)) if isinstance(one, ast.Call)]
    emits = [one for one in calls if isinstance(one.func, ast.Attribute) and one.func.attr == "emit"]
    inner = [part for one in emits for argument in one.args for part in ast.walk(argument)]
    called = [one.func for one in inner if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)]
    return [one.attr for one in called if ast.unparse(one.value) == "request"]


def test_no_use_case_publishes_a_step_of_a_request_without_keeping_it_in_the_history() -> None:
    for file in sorted((HOTLINE / "usecases").glob("*.py")):
        assert emitted_without_a_step(file.read_text(encoding="utf-8")) == [], file.name


def test_a_step_published_past_the_history_is_found() -> None:
    assert emitted_without_a_step("work.emit(request.merge(work.now, into))") == ["merge"]
