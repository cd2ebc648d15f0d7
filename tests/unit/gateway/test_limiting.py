"""Requests of an account are counted in a sliding window, each account's by themselves."""

from __future__ import annotations

import pytest
from limits import parse

from gateway import limiting
from gateway.limiting import Sliding
from gateway.refusals import TooMany


class Time:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.at = 60_000_000.0

    def time(self) -> float:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()
    monkeypatch.setattr(limiting, "time", made)
    return made


def hits(limit: Sliding, subject: str = "one") -> int:
    """How often it may ask until it is refused."""
    for number in range(1000):
        try:
            limit.hit(subject)
        except TooMany:
            return number
    raise AssertionError("never refused")


def test_who_asks_too_often_is_refused_and_others_are_not(clock: Time) -> None:
    limit = Sliding(parse("10/minute"))
    assert (hits(limit), hits(limit), hits(limit, "another")) == (10, 0, 10)
    clock.at += 15
    with pytest.raises(TooMany) as refused:
        limit.hit("one")
    assert refused.value.retry_after == 46


@pytest.mark.parametrize(("later", "free"), [(60, 0), (75, 3), (90, 5), (119, 10), (120, 10), (900, 10)])
def test_what_was_asked_in_the_last_window_counts_by_the_part_that_is_left_of_it(
    clock: Time, later: float, free: int
) -> None:
    limit = Sliding(parse("10/minute"))
    assert hits(limit) == 10
    clock.at += later
    assert hits(limit) == free


def test_what_is_two_windows_old_is_forgotten(clock: Time) -> None:
    limit = Sliding(parse("10/minute"))
    limit.hit("one")
    for _ in range(2):
        clock.at += 60
        limit.hit("another")
    assert "one" not in limit._counts | limit._before
