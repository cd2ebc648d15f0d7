"""A call's record follows from what was reported of it, in whatever order and however often; numbers have one form."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.contracts.hotline.telephone import CallDirection, CallEnded, CallOutcome, CallRinging, CallSign, CallState
from linli.phone import canonical
from services.hotline.domain.call import Call, CallFact, call_id_for
from tests.factories.people import COMMUNITY, DISTRICT

RANG = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
LINE = UUID(int=7)
NEW, ANSWER, HANGUP = CallSign


def fact(sign: CallSign, seconds: float = 0, **said: object) -> CallFact:
    """A report so many seconds after it rang."""
    values = {"direction": CallDirection.IN, "own_number": "96198", "number": "sealed", **said}
    return CallFact(call_id_for(LINE, "a"), sign, RANG + timedelta(seconds=seconds), **values)  # type: ignore[arg-type]


def record(facts: Sequence[CallFact]) -> Call:
    """The call after these reports, taken one by one as the use case takes them: the first of each sign counts."""
    call = Call.first(LINE, "a", COMMUNITY, facts[0])
    known: dict[CallSign, CallFact] = {}
    for one in facts:
        if one.sign not in known:
            known[one.sign] = one
            call.learn(list(known.values()))
    return call


def told(sign: CallSign, seconds: float = 0, **said: object) -> Callable[[], CallFact]:
    """A report that is made when the test runs: the class may be mapped onto its table before that."""
    return partial(fact, sign, seconds, **said)


@pytest.mark.parametrize(
    ("facts", "state", "outcome"),
    [
        ([told(NEW)], CallState.RINGING, None),
        ([told(NEW), told(ANSWER, 9)], CallState.ON_CALL, CallOutcome.ANSWERED),
        ([told(NEW), told(ANSWER, 9), told(HANGUP, 60, cause="normalClearing")], CallState.ENDED, CallOutcome.ANSWERED),
        ([told(NEW), told(HANGUP, 20, cause="cancel")], CallState.ENDED, CallOutcome.ABANDONED),
        *(
            ([told(NEW), told(HANGUP, 20, cause=cause)], CallState.ENDED, CallOutcome.MISSED)
            for cause in ("noAnswer", "busy", "congestion", "notFound", "normalClearing", "of another system", None)
        ),
        ([told(NEW), told(HANGUP, 20, cause="forwarded")], CallState.ENDED, CallOutcome.FORWARDED),
        ([told(NEW, rejected=True)], CallState.ENDED, CallOutcome.REJECTED),
        ([told(NEW, rejected=True), told(HANGUP, 1, cause="busy")], CallState.ENDED, CallOutcome.REJECTED),
        ([told(NEW, rejected=True), told(ANSWER, 4)], CallState.ON_CALL, CallOutcome.ANSWERED),
        ([told(HANGUP, 20, cause="cancel")], CallState.ENDED, CallOutcome.ABANDONED),
        ([told(NEW, direction=CallDirection.OUT)], CallState.RINGING, CallOutcome.OUTGOING),
    ],
)
def test_what_a_call_came_to_follows_from_its_reports(
    facts: list[Callable[[], CallFact]], state: CallState, outcome: CallOutcome | None
) -> None:
    call = record([one() for one in facts])
    assert (call.state, call.outcome) == (state, outcome)


def test_the_wait_is_from_ringing_to_the_answer() -> None:
    call = record([fact(NEW), fact(ANSWER, 14.5, extension="42"), fact(HANGUP, 100)])
    assert (call.seconds_to_answer, call.extension, call.ended_at) == (14.5, "42", RANG + timedelta(seconds=100))
    assert call.spoken
    assert not call.unanswered


def test_a_call_in_belongs_to_nobody_before_it_is_answered_a_call_out_to_who_makes_it() -> None:
    assert record([fact(NEW, extension="42")]).extension is None
    assert record([fact(NEW, extension="42", direction=CallDirection.OUT)]).extension == "42"


@st.composite
def reports(draw: st.DrawFn) -> list[CallFact]:
    """What a telephone system may report of one call: some of the signs, each at a moment of its own."""
    signs = draw(st.lists(st.sampled_from(list(CallSign)), min_size=1, unique=True))
    direction = draw(st.sampled_from(list(CallDirection)))
    return [
        fact(
            sign,
            draw(st.integers(0, 300)),
            direction=direction,
            number=draw(st.sampled_from([None, "sealed", "other"])),
            queue=draw(st.sampled_from([None, "help", "social"])),
            extension=draw(st.sampled_from([None, "41", "42"])),
            cause=draw(st.sampled_from([None, "cancel", "normalClearing", "forwarded"])),
            rejected=draw(st.booleans()),
        )
        for sign in signs
    ]


@given(reports(), st.data())
def test_shuffled_and_repeated_reports_lead_to_the_same_record(facts: list[CallFact], data: st.DataObject) -> None:
    told = data.draw(st.permutations(facts + data.draw(st.lists(st.sampled_from(facts), max_size=4))))
    assert record(told) == record(facts)


@given(reports())
def test_moments_are_in_their_natural_order_whatever_was_reported(facts: list[CallFact]) -> None:
    call = record(facts)
    moments = [one for one in (call.rang_at, call.answered_at, call.ended_at) if one is not None]
    assert moments == sorted(moments)
    assert (call.seconds_to_answer is not None) == call.spoken
    assert (call.state is CallState.ENDED) == (call.ended_at is not None)


def test_each_new_report_is_told_with_the_next_sequence_and_without_the_number() -> None:
    first = fact(NEW)
    call = Call.first(LINE, "a", DISTRICT, first)
    rang = call.learn([first])
    ended = call.learn([first, fact(HANGUP, 20, cause="cancel")])
    assert (type(rang), type(ended), rang.sequence, ended.sequence) == (CallRinging, CallEnded, 1, 2)
    assert "sealed" not in str(dataclasses.asdict(ended))


def test_a_call_is_named_by_its_line_and_the_telephone_systems_own_name() -> None:
    assert call_id_for(LINE, "a") == call_id_for(LINE, "a")
    assert len({call_id_for(LINE, "a"), call_id_for(LINE, "b"), call_id_for(uuid4(), "a")}) == 3


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("13912345678", "13912345678"),
        ("+86 139-1234-5678", "13912345678"),
        ("8613912345678", "13912345678"),
        ("008613912345678", "13912345678"),
        ("024-2345 6789", "02423456789"),
        ("+86 24 2345 6789", "02423456789"),
        ("+86 (0)24 2345 6789", "02423456789"),
        ("23456789", "23456789"),
        ("110", "110"),
        ("+49 30 609854180", "+4930609854180"),
        ("0049 30 609854180", "+4930609854180"),
        ("493055571600", "493055571600"),
        ("anonymous", None),
        ("unknown", None),
        ("", None),
        ("42", None),
        ("sip:jdoe@example.com", None),
        ("+", None),
    ],
)
def test_a_number_has_one_form_however_it_is_written(written: str, form: str | None) -> None:
    assert canonical(written) == form


@given(st.text(max_size=30))
def test_the_form_of_a_number_is_its_own_form(written: str) -> None:
    form = canonical(written)
    assert form is None or canonical(form) == form
