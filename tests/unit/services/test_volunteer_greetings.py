"""When somebody is called next, and what a call may become."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.areas import path_of
from linli.clock import LOCAL
from linli.contracts.volunteer.greetings import GreetingLevel, GreetingMeans, GreetingResult, GreetingState, PauseReason
from linli.errors import Conflict, Invalid
from services.volunteer.domain.greetings import CLIMBS_AFTER, Greeted, GreetingCall, next_moment
from tests.factories.people import COMMUNITY

AT = datetime(2026, 11, 21, 0, 0, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
DAYS = st.sets(st.integers(1, 7), min_size=1).map(lambda days: "".join(map(str, sorted(days))))
TIMES = st.times().map(lambda time: f"{time:%H:%M}")


@given(TIMES, DAYS, MOMENTS)
def test_the_next_moment_is_the_first_minute_of_these_days_and_this_time_that_is_still_to_come(
    call_at: str, days: str, after: datetime
) -> None:
    found = next_moment(call_at, days, after, LOCAL)
    minute = after.replace(second=0, microsecond=0) + timedelta(minutes=1)
    while not (f"{minute.astimezone(LOCAL):%H:%M}" == call_at and str(minute.astimezone(LOCAL).isoweekday()) in days):
        minute += timedelta(minutes=1)
    assert found == minute


def greeted(neighbour: bool = True) -> Greeted:
    where = (uuid4(), COMMUNITY, path_of(COMMUNITY), "sealed", "sealed", "08:00", "1234567")
    return Greeted(*where, uuid4() if neighbour else None, "", AT)


def a_call(neighbour: bool = True) -> GreetingCall:
    return GreetingCall.begin(uuid4(), greeted(neighbour), AT, AT)[0]


def test_an_alarm_climbs_step_by_step_and_stays_with_the_hotline() -> None:
    call = a_call()
    call.alarm(AT)
    seen = [call.level]
    while call.climb(AT + CLIMBS_AFTER):
        seen.append(call.level)
    assert seen == list(GreetingLevel)
    assert (call.state, call.climbs_at) == (GreetingState.ALARMED, None)
    assert call.alarm(AT) is None


@pytest.mark.parametrize("alarmed", [False, True])
def test_nothing_happens_to_a_call_that_is_over(alarmed: bool) -> None:
    call = a_call()
    if alarmed:
        call.alarm(AT)
    call.record(GreetingResult.WELL, GreetingMeans.VOICE, "", None, AT)
    assert call.state is (GreetingState.CLOSED if alarmed else GreetingState.ANSWERED)
    assert (call.alarm(AT), call.climb(AT)) == (None, None)
    with pytest.raises(Conflict):
        call.dial(uuid4(), AT)
    with pytest.raises(Conflict):
        call.record(GreetingResult.HELP, GreetingMeans.VOICE, "", None, AT)


def test_help_is_told_to_the_hotline_once() -> None:
    call = a_call(neighbour=False)
    assert call.record(GreetingResult.HELP, GreetingMeans.KEY, "", None, AT) is not None
    assert call.level is GreetingLevel.HOTLINE
    assert call.record(GreetingResult.HELP, GreetingMeans.VISIT, "", None, AT) is None


def test_a_pause_is_of_days_to_come_and_over_on_its_last() -> None:
    one, today = greeted(), AT.date()
    with pytest.raises(Invalid):
        one.pause(PauseReason.AWAY, today, today)
    one.pause(PauseReason.AWAY, today + timedelta(days=2), today)
    called = [one.is_called_on(today + timedelta(days=number)) for number in range(4)]
    assert called == [False, False, True, True]
    with pytest.raises(Conflict):
        one.resume()
