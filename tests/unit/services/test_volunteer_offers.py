"""How long an offer may be answered: by day, at night, and when it is urgent."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.clock import LOCAL
from services.volunteer.domain.engagements import LONGEST_OFFER, SHORTEST_OFFER, expiry_of

DAY = datetime(2026, 5, 4, tzinfo=LOCAL)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return DAY + timedelta(days=day, hours=hour, minutes=minute)


@pytest.mark.parametrize(
    ("offered", "begins", "until"),
    [
        (at(0, 9), at(1, 9), at(0, 13)),
        (at(0, 9), at(0, 13), at(0, 10)),
        (at(0, 9), at(0, 9, 20), at(0, 9, 10)),
        (at(0, 23), at(3, 9), at(1, 12)),
        (at(0, 3), at(3, 9), at(0, 12)),
        (at(0, 22), at(1, 8, 30), at(1, 8, 10)),
        (at(0, 23), at(1, 7), at(1, 7)),
        (at(0, 8), at(0, 12), at(0, 9)),
        (at(0, 21, 59), at(3, 9), at(1, 1, 59)),
    ],
)
def test_the_time_to_answer_is_a_quarter_of_what_is_left_and_runs_from_the_morning(
    offered: datetime, begins: datetime, until: datetime
) -> None:
    assert expiry_of(offered, begins, urgent=False) == until


def test_what_is_urgent_is_answered_within_ten_minutes_at_any_hour() -> None:
    assert expiry_of(at(0, 3), at(0, 4), urgent=True) == at(0, 3, 10)


@given(st.integers(0, 2879), st.integers(1, 20_000))
def test_everybody_has_ten_minutes_at_least_and_no_more_than_four_hours_by_day(offered: int, ahead: int) -> None:
    begins = at(0, 0, offered) + timedelta(minutes=ahead)
    until = expiry_of(at(0, 0, offered), begins, urgent=False)
    assert until >= at(0, 0, offered) + SHORTEST_OFFER
    assert until - at(0, 0, offered) <= LONGEST_OFFER + timedelta(hours=10)
