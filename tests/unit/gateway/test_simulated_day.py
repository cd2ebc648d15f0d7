"""A simulated day has the hours of a real one, is the same for a seed, and counts itself as a queue would."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

import linli
from gateway.telephone.day import (
    PICK_UP,
    TALK,
    WRAP_UP,
    SimulatedCall,
    agents_for,
    arrivals_by_hour,
    own_count,
    simulated_day,
)
from linli.clock import LOCAL

PROFILE = arrivals_by_hour(Path(linli.__file__).parent / "data" / "nyc311.csv")
MIDNIGHT = datetime(2026, 3, 2, tzinfo=LOCAL)


def test_the_profile_is_that_of_the_requests_that_came_by_telephone() -> None:
    assert sum(PROFILE) == 290
    assert max(range(24), key=PROFILE.__getitem__) in (9, 10, 11)
    assert sum(PROFILE[9:18]) > 5 * sum(PROFILE[0:6])


def test_a_seed_is_a_day_and_another_seed_another() -> None:
    assert simulated_day(200, PROFILE, "a") == simulated_day(200, PROFILE, "a")
    assert simulated_day(200, PROFILE, "a") != simulated_day(200, PROFILE, "b")


def test_calls_arrive_by_the_hours_of_the_profile_in_order() -> None:
    calls = simulated_day(20_000, PROFILE, "a")
    assert [one.rings for one in calls] == sorted(one.rings for one in calls)
    by_hour = Counter(int(one.rings // 3600) for one in calls)
    for hour, share in enumerate(PROFILE):
        assert by_hour[hour] == pytest.approx(20_000 * share / sum(PROFILE), abs=200)


def test_nobody_is_answered_before_an_agent_is_free_and_talks_are_erlang() -> None:
    calls = simulated_day(5_000, PROFILE, "a")
    talks = [one.talk for one in calls if one.talk is not None]
    assert sum(talks) / len(talks) == pytest.approx(TALK, rel=0.05)
    mean = sum(talks) / len(talks)
    variance = sum((talk - mean) ** 2 for talk in talks) / len(talks)
    assert variance / mean**2 == pytest.approx(1 / 2, rel=0.15), "two stages"
    assert all(one.wait >= PICK_UP[0] - 0.001 for one in calls)
    chairs = max(agents_for(5_000 * share / sum(PROFILE)) for share in PROFILE)
    moments = [(one.rings + one.wait, 1) for one in calls if one.talk is not None]
    moments += [(one.ends + WRAP_UP, -1) for one in calls if one.talk is not None]
    at_once = most = 0
    for _moment, change in sorted(moments):
        at_once += change
        most = max(most, at_once)
    assert most <= chairs + 1
    gave_up = sum(one.talk is None for one in calls)
    assert 0 < gave_up < 0.2 * len(calls)


@pytest.mark.parametrize(("calls_an_hour", "agents"), [(0, 1), (1, 1), (60, 6), (600, 41)])
def test_an_hour_has_agents_for_its_load_and_the_root_of_it(calls_an_hour: float, agents: int) -> None:
    assert agents_for(calls_an_hour) == agents


def test_a_call_reports_itself_in_its_order_with_its_moments() -> None:
    answered = list(SimulatedCall("a", "13912345678", "热线", 60, 5, 100).reports(MIDNIGHT))
    assert [said["event"] for _, said in answered] == ["newCall", "answer", "hangup"]
    assert [said["at"][14:19] for _, said in answered] == ["01:00", "01:05", "02:45"]
    given_up = [said for _, said in SimulatedCall("b", "anonymous", "热线", 60, 30, None).reports(MIDNIGHT)]
    assert [said["event"] for said in given_up] == ["newCall", "hangup"]
    assert given_up[1]["cause"] == "cancel"


def test_the_own_count_is_of_calls_that_were_answered_or_over_by_the_moment() -> None:
    calls = [
        SimulatedCall("quick", "1", "q", 0, 15, 100),
        SimulatedCall("slow", "2", "q", 10, 15.5, 100),
        SimulatedCall("given up", "3", "q", 20, 30, None),
        SimulatedCall("ringing", "4", "q", 90, 30, 100),
    ]
    count = own_count(calls, at=100)
    assert (count.offered, count.connected, count.answered_in_15s, count.abandoned) == (3, 2, 1, 1)
