"""A provider is open when its hours say so, and ranks by its stars; a referral goes on to the next provider."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.calendar import WorkingCalendar
from linli.contracts.base import load
from linli.contracts.hotline.directory import ConvenienceService, Opening, ProviderContent
from linli.contracts.hotline.referrals import ReferralState
from linli.errors import Conflict, Invalid
from services.hotline.domain.directory import Provider, check, hours_on
from services.hotline.domain.referral import Attempt, Referral
from tests.factories.directory import provider, service
from tests.factories.people import DISTRICT

MONDAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
"""A Monday, ten in the morning."""
CALENDAR = WorkingCalendar()


def content(**said: Any) -> ProviderContent:
    return load(ProviderContent, provider(**said))


def a_provider(**said: Any) -> Provider:
    return Provider.write(uuid4(), "p.1", DISTRICT, content(**said))


HOURS = [
    {"weekday": 1, "opens": "09:00", "closes": "12:00"},
    {"weekday": 1, "opens": "18:00", "closes": "24:00"},
    {"weekday": 7, "opens": "00:00", "closes": "24:00"},
]


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-03-02 08:59:59", False),
        ("2026-03-02 09:00:00", True),
        ("2026-03-02 11:59:59", True),
        ("2026-03-02 12:00:00", False),
        ("2026-03-02 23:59:59", True),
        ("2026-03-03 10:00:00", False),
        ("2026-03-08 00:00:00", True),
        ("2026-03-09 10:00:00", False),
        ("2026-03-15 10:00:00", False),
        ("2026-03-16 15:00:00", True),
    ],
)
def test_a_provider_is_open_within_its_hours_and_a_special_day_takes_the_place_of_its_weekday(
    moment: str, is_open: bool
) -> None:
    special = [
        {"day": "2026-03-09", "opens": "13:00", "closes": "14:00"},
        {"day": "2026-03-15"},
        {"day": "2026-03-16", "opens": "15:00", "closes": "16:00"},
    ]
    assert a_provider(hours=HOURS, special_days=special).open_at(datetime.fromisoformat(moment)) is is_open


@given(st.lists(st.tuples(st.integers(0, 23), st.integers(0, 23)), max_size=4), st.integers(0, 24 * 60 - 1))
def test_open_is_what_a_look_at_every_opening_says(pairs: list[tuple[int, int]], minute: int) -> None:
    hours = tuple(Opening(weekday=1, opens=f"{a:02}:00", closes=f"{b:02}:00") for a, b in pairs)
    at = datetime(2026, 3, 2) + timedelta(minutes=minute)
    made = Provider(uuid4(), "p", DISTRICT, DISTRICT, replace(content(), hours=hours))
    assert made.open_at(at) == any(a * 60 <= minute < b * 60 for a, b in pairs)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"services": []}, "content.services"),
        ({"areas": []}, "content.areas"),
        ({"hours": [{"weekday": 1, "opens": "12:00", "closes": "12:00"}]}, "content.hours"),
        ({"hours": [*HOURS, {"weekday": 1, "opens": "11:00", "closes": "13:00"}]}, "content.hours"),
        ({"special_days": [{"day": "2026-03-09", "opens": "13:00"}]}, "content.special_days.0"),
        ({"special_days": [{"day": "2026-03-09", "opens": "13:00", "closes": "12:00"}]}, "content.special_days"),
    ],
)
def test_a_provider_that_is_not_right_names_the_field(said: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        check(content(**said))
    assert list(refused.value.fields) == [field]


def test_one_rating_makes_nobody_first_and_many_do() -> None:
    once, often, poor, new = (a_provider() for _ in range(4))
    once.rate(5)
    poor.rate(1)
    for _ in range(20):
        often.rate(5)
    assert often.rank > once.rank > new.rank > poor.rank
    assert (once.rating, often.ratings, new.rating) == (5.0, 20, None)


def test_a_provider_is_closed_once_and_open_again_when_it_is_revised() -> None:
    made = a_provider()
    made.close()
    with pytest.raises(Conflict, match="already_closed"):
        made.close()
    made.revise(content())
    assert (made.closed, made.sequence) == (False, 3)


def test_hours_of_a_day_without_any_are_none() -> None:
    assert list(hours_on(content(hours=[]), MONDAY)) == []


# ---- referrals -------------------------------------------------------------------------------------------------------

ALLOWED = {"offered": {"accept", "decline", "expire", "withdraw"}, "accepted": {"decline", "finish", "withdraw"}}


def a_referral(state: ReferralState = ReferralState.OFFERED) -> tuple[Referral, Attempt]:
    terms = load(ConvenienceService, service())
    candidates = [str(UUID(int=number)) for number in (1, 2)]
    facts = (uuid4(), uuid4(), DISTRICT, terms.code, terms, candidates)
    referral = Referral(*facts, state=ReferralState.OFFERED, started_at=AT)
    attempt = referral.ask_next("甲", CALENDAR, AT)
    referral.state = state
    return referral, attempt


def act(referral: Referral, attempt: Attempt, action: str) -> Any:
    late = AT + timedelta(days=9)
    steps: dict[str, Callable[[], object]] = {
        "accept": lambda: referral.accept(attempt, CALENDAR, AT, ""),
        "decline": lambda: referral.decline(attempt, AT, "忙"),
        "expire": lambda: referral.expire(attempt, late),
        "finish": lambda: referral.finish(attempt, AT, "已完成"),
        "withdraw": lambda: referral.withdraw(attempt, AT, "不需要"),
    }
    return steps[action]()


@pytest.mark.parametrize("state", list(ReferralState))
@pytest.mark.parametrize("action", ["accept", "decline", "expire", "finish", "withdraw"])
def test_a_referral_takes_the_steps_of_its_state_and_no_other(state: ReferralState, action: str) -> None:
    """A clock that runs out where nothing is awaited is passed over; all else is a conflict."""
    referral, attempt = a_referral(state)
    if action in ALLOWED.get(state.value, set()):
        act(referral, attempt, action)
        assert referral.sequence == 2
    elif action == "expire":
        assert act(referral, attempt, action) is False
        assert referral.state is state
    else:
        with pytest.raises(Conflict, match="illegal_transition"):
            act(referral, attempt, action)


def test_an_answer_is_due_in_working_hours_and_the_work_after_it_is_accepted() -> None:
    referral, attempt = a_referral()
    assert referral.due_at == AT + timedelta(hours=4)
    assert referral.expire(attempt, AT + timedelta(hours=3, minutes=59)) is False
    referral.accept(attempt, CALENDAR, AT, "")
    assert referral.due_at == AT + timedelta(days=3)
    assert attempt.outcome is None
    other, unanswered = a_referral()
    assert other.expire(unanswered, AT + timedelta(hours=4)) is True


def test_the_next_provider_is_the_one_after_the_present_until_there_is_none() -> None:
    referral, attempt = a_referral()
    assert referral.next_provider == UUID(int=2)
    referral.decline(attempt, AT, "忙")
    referral.ask_next("乙", CALENDAR, AT)
    assert referral.next_provider is None


def test_only_work_that_is_done_is_rated_and_once() -> None:
    referral, attempt = a_referral()
    with pytest.raises(Conflict, match="not_to_be_rated"):
        referral.rate(5)
    referral.accept(attempt, CALENDAR, AT, "")
    referral.finish(attempt, AT, "已完成")
    referral.rate(5)
    with pytest.raises(Conflict, match="not_to_be_rated"):
        referral.rate(4)
