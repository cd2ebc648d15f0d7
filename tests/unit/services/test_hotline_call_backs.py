"""The call-back as a thing of its own: whose lot is drawn, who has it in hand, when it is tried and how it ends."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.contracts.hotline.call_backs import CallBackEnding, CallResult, Complaint, RecordCall
from linli.contracts.hotline.words import Kind, RequestState
from linli.errors import Conflict, Invalid
from services.hotline import sampling
from services.hotline.domain.call_backs import ALWAYS, IN_HAND, PAUSE, SPREAD, WHOLE, CallBack, Rule, draw, rule_for
from services.hotline.domain.request import Request
from tests.factories.orders import request_that_is

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
ANNA, BEN = uuid4(), uuid4()
GOOD: dict[str, Any] = {"contacted": True, "resolved": True, "satisfaction": 5}
BAD: dict[str, Any] = {**GOOD, "satisfaction": 2, "complaints": (Complaint.SLOW,), "comment": "too late"}


def order(**changed: Any) -> Request:
    """A request that was found done."""
    made = request_that_is(RequestState.CALL_BACK)
    for name, value in {"contact_phone": "sealed", "kind": Kind.HELP, **changed}.items():
        setattr(made, name, value)
    return made


def entered(**changed: Any) -> CallBack:
    """A call-back that is due."""
    return CallBack.enter(order(**changed), (), AT)


def said(result: CallResult = CallResult.REACHED, **more: Any) -> RecordCall:
    """What an operator reports of a try."""
    return RecordCall(id=uuid4(), result=result, **more)


def tried(one: CallBack, result: CallResult, at: datetime, **more: Any) -> None:
    """Take it in hand and report."""
    one.claim(ANNA, at)
    one.record(ANNA, said(result, **more), at)


@pytest.mark.parametrize(
    "changed", [{"kind": Kind.COMPLAINT}, {"supervised_at": AT}, {"reopenings": 1}, {"reopenings": 2}]
)
def test_complaints_and_what_was_supervised_or_reopened_are_always_called(changed: dict[str, Any]) -> None:
    spared = (Rule("none", 0),)
    assert rule_for(order(**changed), spared) is ALWAYS
    assert CallBack.enter(order(**changed), spared, AT).ending is None
    assert rule_for(order(), spared).name == "none"


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        (Rule("r", 1), True),
        (Rule("r", 1, category="noise"), True),
        (Rule("r", 1, category="noise.residential"), True),
        (Rule("r", 1, category="noi"), False),
        (Rule("r", 1, category="noise.residential.night"), False),
        (Rule("r", 1, kind=Kind.HELP), True),
        (Rule("r", 1, kind=Kind.QUESTION), False),
        (Rule("r", 1, urgent=False), True),
        (Rule("r", 1, urgent=True), False),
        (Rule("r", 1, area="210103"), True),
        (Rule("r", 1, area="210102"), False),
        (Rule("r", 1, category="noise", kind=Kind.HELP, urgent=False, area="210103"), True),
        (Rule("r", 1, category="noise", kind=Kind.PRAISE), False),
    ],
)
def test_a_rule_fits_where_all_of_its_conditions_do(rule: Rule, fits: bool) -> None:
    assert rule.fits(order(category="noise.residential", urgent=False)) is fits


def test_the_first_rule_that_fits_decides_and_without_one_all_are_called() -> None:
    first, second = Rule("first", 1, kind=Kind.HELP), Rule("second", 2)
    assert rule_for(order(), (first, second)) is first
    assert rule_for(order(kind=Kind.PRAISE), (first, second)) is second
    assert rule_for(order(kind=Kind.PRAISE), (first,)).share == WHOLE


@given(st.uuids(), st.integers(0, 9))
def test_the_lot_can_be_checked_by_anybody(request_id: UUID, round_: int) -> None:
    """Computed as the description says, on the hexadecimal digits."""
    digits = hashlib.sha256(f"{request_id}/{round_}".encode()).hexdigest()[:16]
    assert draw(request_id, round_) == int(digits, 16) % 10_000


def test_a_fifth_of_many_requests_is_about_a_fifth() -> None:
    lots = [draw(UUID(int=number), 0) for number in range(20_000)]
    assert 0.19 < sum(lot < 2000 for lot in lots) / len(lots) < 0.21


def test_what_is_not_drawn_or_left_no_number_is_over_at_once() -> None:
    none = CallBack.enter(order(kind=Kind.PRAISE), (Rule("none", 0),), AT)
    assert (none.ending, none.ended_at, none.due_at) == (CallBackEnding.NOT_DRAWN, AT, None)
    assert entered(contact_phone=None).ending is CallBackEnding.NO_NUMBER
    due = entered()
    assert (due.ending, due.due_at, due.rule, due.share) == (None, AT, "rest", WHOLE)


def test_the_lot_decides_exactly_at_the_share() -> None:
    asked = order()
    lot = draw(asked.id, 0)
    assert CallBack.enter(asked, (Rule("r", lot),), AT).ending is CallBackEnding.NOT_DRAWN
    assert CallBack.enter(asked, (Rule("r", lot + 1),), AT).ending is None


def test_one_has_it_in_hand_until_the_time_is_over_or_they_give_it_back() -> None:
    one = entered()
    one.claim(ANNA, AT)
    with pytest.raises(Conflict, match="in_other_hands"):
        one.claim(BEN, AT + IN_HAND - timedelta(seconds=1))
    assert one.in_hand_of(ANNA, AT)
    assert not one.in_hand_of(BEN, AT)
    assert not one.in_hand_of(ANNA, AT + IN_HAND)
    one.claim(BEN, AT + IN_HAND)
    with pytest.raises(Conflict, match="not_in_hand"):
        one.release(ANNA, AT + IN_HAND)
    one.release(BEN, AT + IN_HAND)
    one.claim(ANNA, AT + IN_HAND)
    assert one.sequence == 5


def test_nothing_is_recorded_by_who_does_not_have_it_in_hand() -> None:
    one = entered()
    for who, at in ((ANNA, AT), (BEN, AT)):
        with pytest.raises(Conflict, match="not_in_hand"):
            one.record(who, said(**GOOD), at)
    one.claim(ANNA, AT)
    with pytest.raises(Conflict, match="not_in_hand"):
        one.record(ANNA, said(**GOOD), AT + IN_HAND)
    assert (one.tries, one.ending) == (0, None)


@pytest.mark.parametrize(
    ("level", "ending"), [(5, "satisfied"), (4, "satisfied"), (3, "satisfied"), (2, "unsatisfied")]
)
def test_the_two_worst_levels_are_bad(level: int, ending: str) -> None:
    one = entered()
    tried(one, CallResult.REACHED, AT, **{**BAD, "satisfaction": level})
    assert (one.ending, one.satisfaction, one.contacted, one.resolved) == (ending, level, True, True)
    assert one.told().complaints == (Complaint.SLOW,)


@pytest.mark.parametrize("lacking", ["contacted", "resolved", "satisfaction", "complaints", "comment"])
def test_an_answer_that_lacks_something_is_refused_by_its_name_and_a_bad_one_needs_its_reasons(lacking: str) -> None:
    one = entered()
    one.claim(ANNA, AT)
    left = {name: value for name, value in BAD.items() if name != lacking}
    with pytest.raises(Invalid) as refused:
        one.record(ANNA, said(**left), AT)
    assert list(refused.value.fields) == [lacking]


@pytest.mark.parametrize("result", [CallResult.DECLINED, CallResult.WRONG_NUMBER])
def test_who_declines_or_is_somebody_else_is_not_called_again(result: CallResult) -> None:
    one = entered()
    tried(one, result, AT)
    assert (one.ending, one.tries, one.due_at) == (result.value, 1, None)
    with pytest.raises(Conflict, match="call_back_over"):
        one.claim(ANNA, AT)


def test_nobody_answering_three_times_on_two_days_is_the_end() -> None:
    one = entered()
    tried(one, CallResult.NO_ANSWER, AT)
    assert one.due_at == AT + PAUSE
    with pytest.raises(Conflict, match="not_due"):
        one.claim(BEN, AT + PAUSE - timedelta(seconds=1))
    tried(one, CallResult.NO_ANSWER, AT + PAUSE)
    assert one.due_at == AT + SPREAD
    tried(one, CallResult.NO_ANSWER, AT + SPREAD)
    assert (one.ending, one.tries, one.told().tries) == (CallBackEnding.NOT_REACHED, 3, 3)


@given(st.lists(st.integers(0, 72 * 60), min_size=2, max_size=2))
def test_tries_are_hours_apart_and_the_last_on_another_day_however_late_they_are_made(late: list[int]) -> None:
    one, at = entered(), AT
    tried(one, CallResult.NO_ANSWER, at)
    made = [at]
    for minutes in late:
        assert one.due_at is not None
        made.append(one.due_at + timedelta(minutes=minutes))
        tried(one, CallResult.NO_ANSWER, made[-1])
    assert all(after - before >= PAUSE for before, after in pairwise(made))
    assert made[-1] - made[0] >= SPREAD
    assert one.ending is CallBackEnding.NOT_REACHED


def test_the_shipped_rules_are_read_in_their_order() -> None:
    assert [(rule.name, rule.share) for rule in sampling.rules()] == [
        ("urgent", 10000),
        ("praise", 0),
        ("question", 2000),
    ]


@pytest.mark.parametrize(
    "rule",
    [
        "{name: r, percent: 101}",
        "{name: r, percent: 0.001}",
        "{name: r, percent: -1}",
        "{name: r, percent: 1, for: {x: 1}}",
    ],
)
def test_a_rule_that_is_not_right_is_refused_by_its_name(tmp_path: Path, rule: str) -> None:
    file = tmp_path / "sampling.yaml"
    file.write_text(f"rules: [{rule}]", encoding="utf-8")
    with pytest.raises(ValueError, match="the rule r of sampling"):
        sampling.rules(file)
