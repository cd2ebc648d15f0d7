"""The table of the work order: every state × action × role is as it is written down here, and nothing else."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.calls import calls_of
from linli.contracts.envelope import Event
from linli.contracts.hotline import events
from linli.contracts.hotline.words import ENDED, RequestState
from linli.errors import Conflict, Invalid
from linli.identity import Role
from services.hotline.domain.escalation import Clocks
from services.hotline.domain.order import Order
from services.hotline.domain.transitions import RULES, TRANSITIONS, Action, possible, roles_of
from services.hotline.service import Hotline
from tests.factories.orders import ACTIONS, FRIDAY_NOON, LATER, REACHABLE, opening, request_that_is

WITH_UNIT = "dispatched signed in_progress waiting"
UNDONE = f"pending_dispatch {WITH_UNIT} disputed"
INTAKE = "operator dispatcher supervisor administrator"
UNIT = "handler dispatcher supervisor administrator"
CHIEFS = "dispatcher supervisor administrator"
EXPECTED: dict[str, tuple[str, str, str, type[Event]]] = {
    "answer": ("recorded pending_dispatch", "closed", INTAKE, events.RequestClosed),
    "hold": ("recorded", "pending_dispatch", INTAKE, events.RequestHeld),
    "route": ("recorded", "dispatched", INTAKE, events.RequestDispatched),
    "dispatch": ("pending_dispatch dispatched signed in_progress", "dispatched", CHIEFS, events.RequestDispatched),
    "sign": ("dispatched", "signed", UNIT, events.RequestSigned),
    "start": ("signed", "in_progress", UNIT, events.RequestStarted),
    "reply": ("signed in_progress waiting", "", UNIT, events.RequestReplied),
    "wait": ("signed in_progress", "waiting", UNIT, events.RequestWaiting),
    "resume": ("waiting", "in_progress", UNIT, events.RequestResumed),
    "return": (WITH_UNIT, "dispatched", UNIT, events.RequestReturned),
    "dispute": (WITH_UNIT, "disputed", UNIT, events.RequestDisputed),
    "decide_dispute": ("disputed", "dispatched", CHIEFS, events.RequestDispatched),
    "take_up": ("disputed", "dispatched", "", events.RequestDispatched),
    "ask_extension": ("signed in_progress", "", UNIT, events.RequestExtensionAsked),
    "decide_extension": (WITH_UNIT, "", CHIEFS, events.RequestExtensionDecided),
    "supervise": (UNDONE, "", "supervisor administrator", events.RequestSupervised),
    "exclude": (f"{UNDONE} settled call_back closed", "", "supervisor administrator", events.RequestExcluded),
    "add_helper": (WITH_UNIT, "", UNIT, events.RequestHelpersChanged),
    "sign_help": (f"{WITH_UNIT} disputed", "", UNIT, events.RequestHelpersChanged),
    "report_help": (f"{WITH_UNIT} disputed", "", UNIT, events.RequestHelpersChanged),
    "release_helper": (f"{WITH_UNIT} disputed", "", UNIT, events.RequestHelpersChanged),
    "settle": (f"{WITH_UNIT} disputed", "settled", UNIT, events.RequestSettled),
    "accept": ("settled", "call_back", CHIEFS, events.RequestVerified),
    "refuse": ("settled", "in_progress", CHIEFS, events.RequestRefused),
    "call_again": ("call_back", "", INTAKE, events.RequestCalledBack),
    "satisfied": ("settled call_back", "closed", INTAKE, events.RequestClosed),
    "unsatisfied": ("settled call_back closed", "dispatched", INTAKE, events.RequestReopened),
    "close": ("settled call_back", "closed", INTAKE, events.RequestClosed),
    "reopen": ("closed", "dispatched", INTAKE, events.RequestReopened),
    "withdraw": (UNDONE, "withdrawn", INTAKE, events.RequestWithdrawn),
    "merge": (UNDONE, "merged", INTAKE, events.RequestMerged),
    "unmerge": ("merged", "dispatched", INTAKE, events.RequestUnmerged),
    "refer": (UNDONE, "referred", INTAKE, events.RequestReferred),
    "keep": (UNDONE, "", INTAKE, events.RequestKept),
    "take_back": ("referred", "pending_dispatch", INTAKE, events.RequestTakenBack),
}
"""Action → from which states, to which (none: it stays), by which roles, with which event."""

CALLS: dict[str, str] = {
    "open_request": "hold route answer",
    "answer_request": "answer",
    "dispatch_request": "dispatch",
    "sign_request": "sign",
    "start_request": "start",
    "reply_to_request": "reply",
    "wait_request": "wait",
    "resume_request": "resume",
    "return_request": "return",
    "dispute_request": "dispute",
    "decide_dispute": "decide_dispute",
    "ask_extension": "ask_extension",
    "decide_extension": "decide_extension",
    "supervise_request": "supervise",
    "exclude_request": "exclude",
    "add_helper": "add_helper",
    "sign_help": "sign_help",
    "report_help": "report_help",
    "release_helper": "release_helper",
    "settle_request": "settle",
    "verify_request": "accept refuse",
    "record_call_back": "call_again satisfied unsatisfied",
    "close_request": "close",
    "reopen_request": "reopen",
    "withdraw_request": "withdraw",
    "refer_request": "refer keep",
    "take_back_request": "take_back",
}
"""By which calls which actions are taken."""


def leads_to(state: RequestState, action: Action) -> RequestState | None:
    """Where this file says that the action leads; None: nowhere."""
    of, to, _, _ = EXPECTED[action]
    return RequestState(to or state) if state in of.split() else None


def test_the_table_has_the_actions_written_here() -> None:
    assert {action.value for action in RULES} == {action.value for action in Action} == set(EXPECTED)


@pytest.mark.parametrize("action", list(Action))
def test_each_action_starts_leads_and_is_allowed_as_written_here(action: Action) -> None:
    for state in RequestState:
        assert TRANSITIONS.get((state, action)) == leads_to(state, action), state
        assert (action in possible(state)) is (leads_to(state, action) is not None and EXPECTED[action][2] != "")
    for role in Role:
        assert (role in RULES[action].roles) is (role in EXPECTED[action][2].split()), role


@pytest.mark.parametrize(("state", "action"), list(product(REACHABLE, ACTIONS)))
def test_an_action_of_the_table_causes_its_event_and_any_other_is_a_conflict_without_effect(
    state: RequestState, action: Action
) -> None:
    request = request_that_is(state)
    before, at, then = request.sequence, request.moved_at + LATER, leads_to(state, action)
    assert request.may(action) is (then is not None)
    if then is None:
        with pytest.raises(Conflict) as refused:
            ACTIONS[action](request, at)
        assert refused.value.code == "illegal_transition"
        assert (request.state, request.sequence) == (state, before)
        return
    caused = ACTIONS[action](request, at)
    assert type(caused) is EXPECTED[action][3]
    assert (request.state, caused.sequence, request.sequence, request.moved_at) == (then, before + 1, before + 1, at)
    assert isinstance(caused, events.RequestEvent)
    assert caused.request == request.summary()
    assert (request.ended_at is not None) is (then in ENDED)


@pytest.mark.parametrize(("state", "action"), [pair for pair in product(REACHABLE, ACTIONS) if leads_to(*pair)])
def test_a_step_before_the_last_one_is_refused_and_changes_nothing(state: RequestState, action: Action) -> None:
    request = request_that_is(state)
    before = request.sequence
    with pytest.raises(Invalid) as refused:
        ACTIONS[action](request, request.moved_at - timedelta(seconds=1))
    assert (refused.value.code, list(refused.value.fields)) == ("before_last_step", ["at"])
    assert (request.state, request.sequence) == (state, before)


def test_every_call_lets_in_the_roles_of_its_actions_and_every_action_a_person_takes_has_a_call() -> None:
    calls = calls_of(Hotline)
    for name, actions in CALLS.items():
        assert calls[name].roles == roles_of(*map(Action, actions.split())), name
    called = {action for actions in CALLS.values() for action in actions.split()}
    assert called | {"merge", "unmerge"} == {action.value for action, rule in RULES.items() if rule.roles}


@pytest.mark.parametrize("action", [action for action in Action if RULES[action].carries])
def test_what_an_action_must_carry_is_a_field_of_its_call(action: Action) -> None:
    calls = calls_of(Hotline)
    for name, actions in CALLS.items():
        if action in actions.split():
            fields = {one.name for one in dataclasses.fields(calls[name].command)}
            assert set(RULES[action].carries) <= fields, name


def test_every_event_of_a_request_is_caused_by_an_action_or_by_time_or_by_words() -> None:
    of_time = {events.RequestWarned, events.RequestBreached, events.RequestEscalated, events.RequestRecounted}
    of_words = {events.RequestUpdated, events.RequestRated}
    caused = {event for *_, event in EXPECTED.values()} | {events.RequestOpened}
    assert caused | of_time | of_words == set(events.REQUEST_EVENTS)
    assert not caused & (of_time | of_words)


def test_everything_that_a_summary_tells_is_kept_by_the_request() -> None:
    told, kept = ({one.name for one in dataclasses.fields(kind)} for kind in (events.RequestSummary, Order))
    assert told - kept == {"stage", "escalated_to"}
    assert {"stage", "escalated_to"} <= {one.name for one in dataclasses.fields(Clocks)} | {*vars(Clocks)}


@given(actions=st.lists(st.sampled_from(sorted(ACTIONS)), max_size=25))
def test_however_it_moves_a_requests_events_count_from_one_without_gaps_and_somebody_has_it(
    actions: list[Action],
) -> None:
    request, told = opening()
    for hours, action in enumerate(actions, start=1):
        if request.may(action):
            try:
                told.append(ACTIONS[action](request, FRIDAY_NOON + hours * LATER))
            except (Conflict, Invalid):
                continue
    assert [event.sequence for event in told] == list(range(1, len(told) + 1))
    assert request.sequence == len(told)
    assert {event.subject for event in told} == {request.id}
    assert request.area_code.startswith(request.unit_area)
    assert (request.ended_at is not None) is (request.state in ENDED)
    assert (request.waiting_since is not None) is (request.state is RequestState.WAITING)
    assert (request.dispute_due_at is not None) is (request.state is RequestState.DISPUTED)
