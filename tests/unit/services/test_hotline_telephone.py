"""Marks, return calls and agents by their rules alone: who may do what when, and what an agent did all day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.contracts.hotline.agents import AgentState, SetUpAgent
from linli.contracts.hotline.callers import MarkKind
from linli.contracts.hotline.return_calls import ReturnCallResult, ReturnCallState
from linli.contracts.hotline.telephone import CallDirection, CallSign
from linli.errors import Conflict, Invalid
from services.hotline.domain.agent import Agent, AgentSpell
from services.hotline.domain.call import Call, CallFact, CallTurn, call_id_for
from services.hotline.domain.caller_mark import CallerMark
from services.hotline.domain.return_call import CLAIM, ReturnCall
from tests.factories.people import COMMUNITY, DISTRICT

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ME, OTHER = uuid4(), uuid4()
LINE = UUID(int=7)
NEW, ANSWER, HANGUP = CallSign


def call(*signs: CallSign, at: datetime = NOW, ref: str = "a", out: bool = False, cause: str = "noAnswer") -> Call:
    """A call of which these signs were reported, a minute apart."""
    direction = CallDirection.OUT if out else CallDirection.IN
    facts = [
        CallFact(call_id_for(LINE, ref), sign, at + number * MINUTE, direction, "96198", "sealed", cause=cause)
        for number, sign in enumerate(signs)
    ]
    made = Call.first(LINE, ref, COMMUNITY, facts[0])
    made.learn(facts)
    return made


# ---- marks -----------------------------------------------------------------------------------------------------------


def mark(until: datetime | None = None) -> CallerMark:
    return CallerMark(uuid4(), DISTRICT, DISTRICT, "sealed", MarkKind.REJECT, "骚扰", ME, NOW, until)


def test_a_mark_counts_until_its_moment_or_until_it_is_lifted_once() -> None:
    for_good, for_a_while = mark(), mark(NOW + MINUTE)
    assert for_good.counts(NOW + timedelta(days=9999))
    assert for_a_while.counts(NOW)
    assert not for_a_while.counts(NOW + MINUTE)
    for_good.lift(OTHER, NOW + MINUTE)
    assert (for_good.counts(NOW + MINUTE), for_good.lifted_by, for_good.version) == (False, OTHER, 2)
    for over in (for_good, for_a_while):
        with pytest.raises(Conflict, match="mark_over"):
            over.lift(ME, NOW + 2 * MINUTE)


def test_a_mark_that_is_over_already_is_refused() -> None:
    with pytest.raises(Invalid, match="in_the_past"):
        mark(NOW)


# ---- turns of a call -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "sign", "turn"),
    [
        (call(NEW), call(NEW, HANGUP), HANGUP, CallTurn.MISSED),
        (call(NEW, HANGUP), call(NEW, ANSWER, HANGUP), ANSWER, CallTurn.NOT_MISSED),
        (call(NEW), call(NEW, ANSWER), ANSWER, CallTurn.SPOKEN),
        (call(NEW, ANSWER), call(NEW, ANSWER, HANGUP), HANGUP, None),
        (call(NEW), call(NEW), NEW, None),
        (call(NEW), call(NEW, HANGUP, cause="forwarded"), HANGUP, None),
        (call(NEW, out=True), call(NEW, HANGUP, out=True), HANGUP, CallTurn.IN_VAIN),
        (call(NEW, out=True), call(NEW, ANSWER, out=True), ANSWER, CallTurn.SPOKEN),
        (call(HANGUP, out=True), call(NEW, HANGUP, out=True), NEW, None),
    ],
)
def test_a_report_turns_a_call_or_does_not(before: Call, after: Call, sign: CallSign, turn: CallTurn | None) -> None:
    assert after.turn(before, sign) is turn


# ---- return calls ----------------------------------------------------------------------------------------------------


def return_call(calls: int = 1) -> ReturnCall:
    made = ReturnCall.after(call(NEW, HANGUP), 30)
    for _ in range(calls):
        made.missed(made.first_missed_at, NOW)
    return made


def test_a_return_call_is_due_some_minutes_after_the_call_ended_however_often_they_call() -> None:
    made = return_call()
    again = made.missed(NOW + 20 * MINUTE, NOW + 20 * MINUTE)
    assert (made.calls, made.due_at, made.last_missed_at) == (2, NOW + 31 * MINUTE, NOW + 20 * MINUTE)
    assert (again.sequence, made.state) == (2, ReturnCallState.DUE)


def test_a_claim_keeps_others_away_for_a_while_and_can_be_given_back() -> None:
    made = return_call()
    made.claim(ME, NOW)
    made.claim(ME, NOW + MINUTE)
    with pytest.raises(Conflict, match="claimed"):
        made.claim(OTHER, NOW + MINUTE)
    with pytest.raises(Conflict, match="claimed"):
        made.close(OTHER, *REACHED, NOW + MINUTE)
    with pytest.raises(Conflict, match="not_claimed"):
        made.release(OTHER, NOW)
    made.claim(OTHER, NOW + MINUTE + CLAIM)
    made.release(OTHER, NOW)
    assert (made.state, made.claimed_by) == (ReturnCallState.DUE, None)


REACHED = ReturnCallResult.REACHED, ""


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.claim(ME, NOW),
        lambda one: one.release(ME, NOW),
        lambda one: one.close(ME, *REACHED, NOW),
    ],
)
def test_a_return_call_that_is_done_stays_so(change: Callable[[ReturnCall], Any]) -> None:
    made = return_call()
    made.close(ME, *REACHED, NOW)
    with pytest.raises(Conflict, match="return_call_done"):
        change(made)


def test_a_call_that_is_answered_ends_it_but_not_one_answered_before_they_called_in_vain() -> None:
    for out, result in ((True, ReturnCallResult.REACHED), (False, ReturnCallResult.CALLED_AGAIN)):
        made = return_call()
        assert made.spoken(call(NEW, ANSWER, at=NOW - timedelta(hours=1), out=out), NOW) is None
        assert made.spoken(call(NEW, out=out), NOW) is None
        assert made.spoken(call(NEW, ANSWER, at=NOW + 5 * MINUTE, out=out), NOW) is not None
        assert (made.state, made.result, made.closed_by) == (ReturnCallState.DONE, result, None)


def test_a_call_out_in_vain_is_an_attempt_and_leaves_it_to_whoever_comes_next() -> None:
    made = return_call()
    made.claim(ME, NOW)
    made.tried(NOW)
    assert (made.attempts, made.state, made.claimed_by) == (1, ReturnCallState.DUE, None)


def test_the_last_call_that_was_answered_after_all_ends_it() -> None:
    made = return_call(calls=2)
    made.not_missed(call(NEW, ANSWER, at=NOW - timedelta(hours=1)), NOW, NOW)
    assert (made.state, made.calls, made.last_missed_at) == (ReturnCallState.DUE, 1, NOW)
    made.not_missed(call(NEW, ANSWER, at=NOW), None, NOW)
    assert (made.state, made.result) == (ReturnCallState.DONE, ReturnCallResult.NOT_NEEDED)


def test_a_call_that_was_answered_after_all_ends_it_when_the_others_were_missed_before() -> None:
    made = return_call(calls=2)
    made.not_missed(call(NEW, ANSWER, at=NOW + 5 * MINUTE), NOW, NOW + 10 * MINUTE)
    assert (made.state, made.result) == (ReturnCallState.DONE, ReturnCallResult.CALLED_AGAIN)


# ---- agents ----------------------------------------------------------------------------------------------------------


def agent(state: AgentState = AgentState.READY, wrap_up: int = 30) -> Agent:
    made = Agent.enrol(SetUpAgent(id=uuid4(), area_code=COMMUNITY, wrap_up_seconds=wrap_up), NOW)
    made.choose(state, NOW)
    return made


def test_a_new_agent_is_away() -> None:
    made = Agent.enrol(SetUpAgent(id=ME, area_code=COMMUNITY), NOW)
    assert made.at_moment(NOW) == (AgentState.OFFLINE, NOW)


@pytest.mark.parametrize("chosen", [AgentState.READY, AgentState.BREAK, AgentState.OFFLINE])
def test_after_a_call_comes_wrap_up_which_ends_by_itself_in_the_state_that_was_chosen(chosen: AgentState) -> None:
    made, call_id = agent(chosen), uuid4()
    made.pick_up(call_id, NOW + MINUTE)
    assert made.at_moment(NOW + 2 * MINUTE) == (AgentState.ON_CALL, NOW + MINUTE)
    made.hang_up(call_id, NOW + 3 * MINUTE)
    ends = NOW + 3 * MINUTE + timedelta(seconds=30)
    assert made.at_moment(ends - timedelta(microseconds=1)) == (AgentState.WRAP_UP, NOW + 3 * MINUTE)
    assert made.at_moment(ends) == (chosen, ends)


def test_an_agent_with_no_time_to_wrap_up_is_ready_at_once() -> None:
    made, call_id = agent(wrap_up=0), uuid4()
    made.pick_up(call_id, NOW)
    made.hang_up(call_id, NOW + MINUTE)
    assert made.at_moment(NOW + MINUTE) == (AgentState.READY, NOW + MINUTE)


def test_a_break_asked_for_on_a_call_begins_after_it_and_one_asked_for_in_wrap_up_at_once() -> None:
    made, call_id = agent(), uuid4()
    made.pick_up(call_id, NOW)
    made.choose(AgentState.BREAK, NOW + MINUTE)
    assert made.state is AgentState.ON_CALL
    made.hang_up(call_id, NOW + 2 * MINUTE)
    assert made.at_moment(NOW + 3 * MINUTE)[0] is AgentState.BREAK
    made.choose(AgentState.READY, NOW + 2 * MINUTE + timedelta(seconds=1))
    assert made.at_moment(NOW + 3 * MINUTE)[0] is AgentState.READY


def test_the_end_of_another_call_moves_nobody() -> None:
    made = agent()
    made.pick_up(uuid4(), NOW)
    assert made.hang_up(uuid4(), NOW + MINUTE) is None
    assert made.state is AgentState.ON_CALL


def test_who_is_free_for_a_queue_is_ready_and_answers_for_it() -> None:
    made = agent()
    made.set_up(SetUpAgent(id=made.id, area_code=COMMUNITY, queues=("help",), skills=("sign language",)))
    assert made.serves("help", "sign language", NOW, free=True)
    assert not made.serves("social", None, NOW, free=False)
    assert not made.serves(None, "dialect", NOW, free=False)
    made.pick_up(uuid4(), NOW)
    assert not made.serves("help", None, NOW, free=True)
    assert made.serves("help", None, NOW, free=False)


STEPS = st.tuples(st.sampled_from(["ready", "break", "offline", "pick up", "hang up"]), st.integers(-60, 300))


@given(st.lists(STEPS, max_size=30), st.integers(0, 120))
def test_spells_follow_each_other_without_gap_or_overlap_whatever_happens(
    steps: list[tuple[str, int]], wrap_up: int
) -> None:
    made, spells, at = agent(wrap_up=wrap_up), list[AgentSpell](), NOW
    for what, seconds in steps:
        at += timedelta(seconds=seconds)
        changed = _done(made, what, at)
        spells += changed[1] if changed else []
    end = max(at, made.since) + timedelta(hours=1)
    spells += made.spells_until(end)
    assert spells[0].since == NOW
    assert [one.until for one in spells[:-1]] == [one.since for one in spells[1:]]
    assert spells[-1].until == end
    assert all(one.since < one.until for one in spells)
    wrapped = [one.until - one.since for one in spells if one.state is AgentState.WRAP_UP]
    assert max(wrapped, default=timedelta()) <= timedelta(seconds=wrap_up)


def _done(made: Agent, what: str, at: datetime) -> tuple[Any, list[AgentSpell]] | None:
    if what == "pick up":
        return made.pick_up(ME, at)
    return made.hang_up(ME, at) if what == "hang up" else made.choose(AgentState(what), at)
