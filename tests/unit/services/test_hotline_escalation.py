"""A request's clocks follow its steps; what is breached climbs, and nothing restarts that but what should."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.areas import Tier
from linli.contracts.envelope import Event
from linli.contracts.hotline.clocks import Stage
from linli.contracts.hotline.words import RequestState, ReturnReason, WaitingFor
from linli.errors import LinliError
from services.hotline.domain.clocks import Clock
from services.hotline.domain.request import Action, Request
from tests.factories.orders import ACTIONS, CALENDAR, CATEGORY, FRIDAY_NOON, TERMS, opening, request_that_is
from tests.factories.people import COMMUNITY, DISTRICT, STREET

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def opened(tier: Tier = Tier.COMMUNITY, **said: Any) -> Request:
    """A request opened on Friday 12:00: to sign by 14:00, to answer in 16 working hours, to settle in 5 days."""
    return opening(tier, **said)[0]


def running(request: Request) -> list[str]:
    """The clocks that run."""
    return [one.kind.value for one in request.clocks.all if not one.held_at]


def at_next(request: Request) -> tuple[datetime, list[str]]:
    """Let time pass until its clocks have something to say: when that is, and what."""
    moment = request.clocks.next_moment()
    assert moment is not None
    return moment, names(request.watch(moment, TERMS))


def names(events: list[Event]) -> list[str]:
    """The events' names without what all of them begin with."""
    return [one.name.removeprefix("request.") for one in events]


# ---- the clocks follow -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "left"),
    [
        (RequestState.PENDING_DISPATCH, ["sign", "answer", "settle"]),
        (RequestState.DISPATCHED, ["sign", "answer", "settle"]),
        (RequestState.DISPUTED, ["sign", "answer", "settle"]),
        (RequestState.SIGNED, ["answer", "settle"]),
        (RequestState.IN_PROGRESS, ["answer", "settle"]),
        (RequestState.WAITING, []),
        (RequestState.SETTLED, []),
        (RequestState.CALL_BACK, []),
        (RequestState.CLOSED, []),
        (RequestState.WITHDRAWN, []),
        (RequestState.MERGED, []),
        (RequestState.REFERRED, []),
    ],
)
def test_in_each_state_the_clocks_run_that_count_down_to_what_has_not_happened(
    state: RequestState, left: list[str]
) -> None:
    request = request_that_is(state)
    assert running(request) == left
    assert (request.clocks.next_moment() is None) is (left == [])


def test_an_answer_given_while_the_matter_goes_on_stops_the_clock_for_it() -> None:
    request = request_that_is(RequestState.SIGNED)
    request.reply(request.moved_at + HOUR, "somebody comes on Monday")
    assert running(request) == ["settle"]


def test_waiting_over_a_weekend_costs_nothing_and_the_event_tells_the_moment() -> None:
    request = request_that_is(RequestState.SIGNED)  # Friday 13:00
    due = request.settle_due_at
    request.wait(FRIDAY_NOON + 5 * HOUR, WaitingFor.CITIZEN)
    told = request.resume(FRIDAY_NOON + 2 * DAY)
    assert (request.settle_due_at, told.request.settle_due_at) == (due, due)  # type: ignore[attr-defined]
    request.wait(FRIDAY_NOON + 3 * DAY, WaitingFor.THIRD_PARTY)
    request.settle(FRIDAY_NOON + 4 * DAY, "done")
    assert request.settle_due_at == due + 3 * DAY, "a working day more, which is after the weekend"


@pytest.mark.parametrize(("away", "back"), [(Action.MERGE, Action.UNMERGE), (Action.REFER, Action.TAKE_BACK)])
def test_what_was_away_and_comes_back_has_its_time_back_and_a_fresh_clock_to_sign(away: Action, back: Action) -> None:
    request = opened()
    settle, answer = request.settle_due_at, request.answer_due_at
    ACTIONS[away](request, FRIDAY_NOON + HOUR)
    ACTIONS[back](request, FRIDAY_NOON + HOUR + 7 * DAY)
    assert (request.settle_due_at, request.answer_due_at) == (settle + 7 * DAY, answer + 7 * DAY)
    fresh = Clock.start(request.clocks.sign.kind, CATEGORY.sign, FRIDAY_NOON + HOUR + 7 * DAY, CALENDAR)
    if back is Action.UNMERGE:
        assert request.clocks.sign == fresh


def test_a_report_found_wanting_leaves_the_time_that_was_left_when_it_was_made() -> None:
    request = request_that_is(RequestState.SETTLED)  # Friday 14:00
    due = request.settle_due_at
    request.refuse(request.moved_at + 3 * DAY)  # Monday 14:00
    assert request.settle_due_at == due + 3 * DAY, "a working day more, which is after the weekend"
    assert running(request) == ["settle"]


def test_a_unit_that_is_new_to_the_request_has_its_own_time_to_sign_and_the_rest_runs_on() -> None:
    request = opened()
    before = request.clocks
    request.send_back(FRIDAY_NOON + HOUR, ReturnReason.NOT_OURS)
    assert request.clocks.sign == Clock.start(before.sign.kind, CATEGORY.sign, FRIDAY_NOON + HOUR, CALENDAR)
    assert (request.clocks.answer, request.clocks.settle) == (before.answer, before.settle)


def test_beginning_again_does_not_breach_at_once() -> None:
    request = request_that_is(RequestState.CLOSED)
    long_after = request.moved_at + 20 * DAY
    request.reopen(long_after, CATEGORY, CALENDAR, TERMS)
    assert request.stage is Stage.ON_TIME
    assert request.settle_due_at == CATEGORY.settle.due(long_after, CALENDAR)
    assert request.watch(long_after + timedelta(minutes=1), TERMS) == []


def test_an_extension_and_supervision_move_the_clock_to_settle_with_its_warning() -> None:
    request = request_that_is(RequestState.IN_PROGRESS)
    warning = request.clocks.settle.warning_at
    until = request.settle_due_at + 7 * DAY
    request.ask_extension(request.moved_at + HOUR, until, TERMS)
    assert request.clocks.settle.warning_at == warning
    request.decide_extension(request.moved_at + HOUR, approved=True)
    assert (request.clocks.settle.due_at, request.clocks.settle.allowed) == (until, 80 * HOUR)
    assert request.clocks.settle.warning_at > warning
    request.supervise(request.moved_at + HOUR, None, FRIDAY_NOON + 3 * DAY, TERMS, CALENDAR)
    assert request.settle_due_at == request.clocks.settle.due_at == FRIDAY_NOON + 3 * DAY
    assert request.clocks.settle.warning_at < warning


@given(
    steps=st.lists(st.tuples(st.sampled_from(sorted(ACTIONS)), st.integers(0, 3000)), max_size=20),
)
def test_whatever_happens_the_due_moments_told_are_the_clocks_and_an_edit_alone_restarts_none(
    steps: list[tuple[Action, int]],
) -> None:
    request = opened()
    for action, minutes in steps:
        at = request.moved_at + timedelta(minutes=minutes)
        if request.may(action):
            with contextlib.suppress(LinliError):  # a step may be refused for more than its state
                ACTIONS[action](request, at)
        dues = (request.sign_due_at, request.answer_due_at, request.settle_due_at)
        assert dues == tuple(one.due_at for one in request.clocks.all)
        assert request.clocks.follow(request, at + HOUR, CALENDAR) == request.clocks
        ended = request.ended_at or request.settled_at or request.waiting_since
        assert bool(running(request)) is not bool(ended)


# ---- time passes -----------------------------------------------------------------------------------------------------


def test_a_request_nobody_touches_warns_breaches_and_climbs_to_the_district_and_then_is_silent() -> None:
    request = opened()
    told = [at_next(request) for _ in range(3)]
    assert [(moment - FRIDAY_NOON, said) for moment, said in told] == [
        (1.6 * HOUR, ["warned"]),  # 80 % of the two hours to sign
        (2 * HOUR + timedelta.resolution, ["breached", "escalated"]),
        (3 * DAY + 2 * HOUR, ["escalated"]),  # a working day later, on Monday
    ]
    assert request.escalated_to == DISTRICT
    while request.clocks.next_moment():
        assert "escalated" not in at_next(request)[1]
    assert request.unit_area == COMMUNITY
    assert [one.told for one in request.clocks.all] == [Stage.BREACHED] * 3


def test_the_unit_stays_responsible_and_signing_late_stops_the_climbing() -> None:
    request = opened()
    at_next(request)
    at_next(request)
    assert (request.escalated_to, request.unit_area, request.state) == (STREET, COMMUNITY, RequestState.DISPATCHED)
    request.sign(FRIDAY_NOON + 3 * HOUR)
    assert request.watch(FRIDAY_NOON + 3 * DAY + 3 * HOUR, TERMS) == []
    assert (request.stage, request.escalated_to) == (Stage.BREACHED, STREET)
    while request.escalated_to == STREET:
        moment, said = at_next(request)
    assert "breached" in said
    assert moment == request.answer_due_at + timedelta.resolution


def test_what_time_brings_moves_nothing_and_does_not_lie_between_steps() -> None:
    request = opened()
    moved_at, state = request.moved_at, request.state
    while request.clocks.next_moment():
        at_next(request)
    assert (request.moved_at, request.state) == (moved_at, state)
    request.sign(FRIDAY_NOON + HOUR)  # recorded from the past
    assert request.signed_at == FRIDAY_NOON + HOUR


def test_a_step_recorded_from_the_past_takes_back_what_time_had_brought() -> None:
    request = opened()
    request.watch(FRIDAY_NOON + 30 * DAY, TERMS)
    assert (request.stage, request.escalated_to) == (Stage.BREACHED, DISTRICT)
    request.settle(FRIDAY_NOON + HOUR, "in time")
    assert (request.stage, request.escalated_to) == (Stage.ON_TIME, None)


def test_told_long_after_it_is_told_once_and_has_climbed_as_high_as_it_would_have() -> None:
    request = opened()
    told = request.watch(FRIDAY_NOON + 300 * DAY, TERMS)
    assert (names(told), request.escalated_to) == (["breached", "escalated"], DISTRICT)
    assert request.clocks.next_moment() is None
    assert request.watch(FRIDAY_NOON + 301 * DAY, TERMS) == []


@pytest.mark.parametrize(
    ("tier", "climbs"), [(Tier.COMMUNITY, [STREET, DISTRICT]), (Tier.STREET, [DISTRICT]), (Tier.DISTRICT, [])]
)
def test_it_climbs_from_the_responsible_unit_tier_by_tier(tier: Tier, climbs: list[str]) -> None:
    request = opened(tier)
    found: list[str | None] = []
    while request.clocks.next_moment():
        at_next(request)
        found += [request.escalated_to] if request.escalated_to not in (None, *found) else []
    assert found == climbs


def test_an_urgent_request_climbs_after_two_hours_at_any_hour() -> None:
    request = opened()
    request.urgent = True
    moments = [at_next(request)[0] for _ in range(3)]
    assert moments[2] - FRIDAY_NOON == 4 * HOUR


@given(st.lists(st.integers(1, 3000), max_size=30))
def test_however_often_time_is_looked_at_the_same_has_come_to_be(minutes: list[int]) -> None:
    often, once = opened(), opened()
    now = FRIDAY_NOON
    for passed in minutes:
        now += timedelta(minutes=passed)
        often.watch(now, TERMS)
    once.watch(now, TERMS)
    assert [one.told for one in often.clocks.all] == [one.told for one in once.clocks.all]
    assert often.escalated_to == once.escalated_to
    assert often.clocks.next_moment() == once.clocks.next_moment()


def test_what_was_done_at_the_last_moment_is_forgotten_and_what_was_done_late_is_not() -> None:
    close, late = opened(), opened()
    for request, hours in ((close, 1.9), (late, 2.1)):
        request.watch(FRIDAY_NOON + hours * HOUR, TERMS)
        assert request.stage is not Stage.ON_TIME
        request.sign(FRIDAY_NOON + hours * HOUR)
    assert (close.stage, late.stage) == (Stage.ON_TIME, Stage.BREACHED)


def test_each_event_of_time_counts_and_tells_the_stage() -> None:
    request = opened()
    before = request.sequence
    moment = request.clocks.next_moment()
    assert moment
    (warned,) = request.watch(moment, TERMS)
    assert (warned.sequence, warned.request.stage) == (before + 1, Stage.AT_RISK)  # type: ignore[attr-defined]
    assert warned.occurred_at == moment
