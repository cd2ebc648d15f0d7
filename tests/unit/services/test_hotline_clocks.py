"""A clock agrees with one that is wound minute by minute: when it warns, when it is due, what a pause gives back."""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.calendar import Deadline, WorkingCalendar
from linli.clock import LOCAL
from linli.contracts.hotline.clocks import ClockKind, Measure, Stage
from services.hotline.domain.clocks import Clock

CALENDAR = WorkingCalendar()
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
FIRST = datetime(2025, 1, 1, tzinfo=LOCAL)
LAST = datetime(2027, 1, 1, tzinfo=LOCAL)


# ---- the oracle: two years of single minutes -------------------------------------------------------------------------

# The State Council's notices for 2025 and 2026, typed from their texts: first and last day off, days worked instead.
REST = (
    ("2025-01-01", "2025-01-01"),
    ("2025-01-28", "2025-02-04"),
    ("2025-04-04", "2025-04-06"),
    ("2025-05-01", "2025-05-05"),
    ("2025-05-31", "2025-06-02"),
    ("2025-10-01", "2025-10-08"),
    ("2026-01-01", "2026-01-03"),
    ("2026-02-15", "2026-02-23"),
    ("2026-04-04", "2026-04-06"),
    ("2026-05-01", "2026-05-05"),
    ("2026-06-19", "2026-06-21"),
    ("2026-09-25", "2026-09-27"),
    ("2026-10-01", "2026-10-07"),
)
SWAPPED = frozenset(
    map(
        date.fromisoformat,
        [
            *("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"),
            *("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"),
        ],
    )
)


def is_worked(day: date) -> bool:
    """Whether the notices say so."""
    rest = any(date.fromisoformat(first) <= day <= date.fromisoformat(last) for first, last in REST)
    return day in SWAPPED or (day.weekday() < 5 and not rest)


@functools.cache
def worked_minutes() -> bytes:
    """For each minute of the two years 1 if it is worked."""
    days = [(FIRST + n * timedelta(days=1)).date() for n in range((LAST - FIRST).days)]
    return b"".join(bytes(9 * 60) + bytes([is_worked(day)]) * 8 * 60 + bytes(7 * 60) for day in days)


def number(moment: datetime) -> int:
    """Which minute of the two years begins at this moment."""
    return int((moment - FIRST) / MINUTE)


class Wound:
    """The naive clock: it looks at every minute from the start on, and counts it or does not."""

    def __init__(
        self, measure: Measure, allowed: int, start: datetime, pauses: list[tuple[datetime, datetime]]
    ) -> None:
        self.allowed = allowed
        self._whole_days = measure is Measure.WORKING_DAYS
        self._start = number(start)
        self._resumed = pauses[-1][1] if pauses else start
        self._worked = worked_minutes()[self._start :]
        self._counts = bytearray([1]) * len(self._worked) if measure is Measure.CALENDAR else bytearray(self._worked)
        for a, b in pauses:
            for minute in range(number(a), number(b)):
                self._counts[minute - self._start] = 0

    def when_used(self, wanted: float) -> datetime:
        """The first moment by which so many minutes were counted."""
        counted = 0
        for minute, counts in enumerate(self._counts):
            if counted >= wanted:
                return FIRST + (self._start + minute) * MINUTE
            counted += counts
        raise AssertionError("not within the two years")

    def due(self) -> datetime:
        """When it runs and all is used up; of whole days the next minute that is worked."""
        due = max(self.when_used(self.allowed), self._resumed)
        while self._whole_days and not worked_minutes()[number(due)]:
            due += MINUTE
        return due

    def used(self, moment: datetime) -> int:
        """How many minutes were counted up to this moment."""
        return sum(self._counts[: number(moment) - self._start])


# ---- what clocks are made of -----------------------------------------------------------------------------------------

deadlines = st.one_of(
    st.integers(1, 15).map(lambda n: Deadline(n, working=True)),
    st.integers(1, 60).map(lambda n: Deadline(n * HOUR, working=True)),
    st.integers(1, 15 * 24).map(lambda n: Deadline(n * HOUR, working=False)),
)
ordinary = st.integers(0, 20 * 30 * 24 * 60).map(lambda n: FIRST + n * MINUTE)
near_a_holiday = st.tuples(st.sampled_from(REST), st.integers(-3 * 1440, 3 * 1440)).map(
    lambda found: min(
        datetime.fromisoformat(found[0][0]).replace(tzinfo=LOCAL) + found[1] * MINUTE, LAST - 120 * 24 * HOUR
    )
)
starts = st.one_of(ordinary, near_a_holiday).map(lambda moment: max(moment, FIRST).astimezone(UTC))
gaps = st.lists(st.tuples(st.integers(0, 3 * 1440), st.integers(0, 5 * 1440)), max_size=3)
"""Minutes that it runs, then minutes that it is paused."""


def wind(deadline: Deadline, start: datetime, said: list[tuple[int, int]]) -> tuple[Clock, Wound, datetime]:
    """A clock that was paused and resumed so, its naive twin, and the moment it was last resumed.

    Pauses that would begin after it is due are left out: there is nothing to give back.
    """
    clock, pauses, moment = Clock.start(ClockKind.SETTLE, deadline, start, CALENDAR), [], start
    for run, stand in said:
        if moment + run * MINUTE > clock.due_at:
            break
        paused = moment + run * MINUTE
        moment = paused + stand * MINUTE
        pauses.append((paused, moment))
        clock = clock.pause(paused).resume(moment, CALENDAR)
    return clock, Wound(clock.measure, int(clock.allowed / MINUTE), start, pauses), moment


# ---- the arithmetic --------------------------------------------------------------------------------------------------


@settings(max_examples=120)
@given(deadlines, starts)
def test_a_new_clock_warns_and_is_due_when_the_wound_one_does(deadline: Deadline, start: datetime) -> None:
    clock, wound, _ = wind(deadline, start, [])
    assert (clock.due_at, clock.due_at) == (wound.due(), deadline.due(start, CALENDAR))
    assert clock.warning_at == wound.when_used(0.8 * wound.allowed)


@settings(max_examples=150)
@given(deadlines, starts, gaps)
def test_a_pause_gives_back_exactly_the_time_that_did_not_count(
    deadline: Deadline, start: datetime, said: list[tuple[int, int]]
) -> None:
    clock, wound, resumed = wind(deadline, start, said)
    assert clock.due_at == wound.due()
    for later in (0, 7, 481, 1440, 10_000):
        now = resumed + later * MINUTE
        assert clock.used(now, CALENDAR) == pytest.approx(wound.used(now) / wound.allowed)


@settings(max_examples=80)
@given(deadlines, starts, gaps, st.integers(0, 20 * 1440))
def test_a_clock_is_at_risk_when_four_fifths_are_used_and_breached_when_more_than_all_is_past(
    deadline: Deadline, start: datetime, said: list[tuple[int, int]], later: int
) -> None:
    clock, wound, resumed = wind(deadline, start, said)
    now = resumed + later * MINUTE
    late = now > wound.due()
    expected = Stage.BREACHED if late else Stage.AT_RISK if wound.used(now) >= 0.8 * wound.allowed else Stage.ON_TIME
    assert clock.stage(now) is expected


@settings(max_examples=60)
@given(deadlines, starts, st.integers(0, 30 * 1440), st.integers(0, 30 * 1440))
def test_while_it_is_paused_nothing_is_used_and_what_was_late_stays_late(
    deadline: Deadline, start: datetime, run: int, stand: int
) -> None:
    running = Clock.start(ClockKind.SIGN, deadline, start, CALENDAR)
    paused_at, now = start + run * MINUTE, start + (run + stand) * MINUTE
    paused = running.pause(paused_at)
    assert paused.next_moment() is None
    assert paused.pause(now) == paused
    assert (paused.used(now, CALENDAR), paused.stage(now)) == (
        running.used(paused_at, CALENDAR),
        running.stage(paused_at),
    )
    resumed = paused.resume(now, CALENDAR)
    assert (resumed.stage(now), resumed.allowed) == (paused.stage(now), running.allowed)
    assert resumed.due_at >= running.due_at
    assert paused.stop(now, CALENDAR) == replace(resumed, stopped_at=now)


def at(text: str) -> datetime:
    """A moment written as the clocks of Asia/Shanghai show it."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("deadline", "start", "paused", "resumed", "due"),
    [
        # two working days are left before National Day; waiting over it and two days more costs nothing
        ("3wd", "2026-09-28T10:00", "2026-09-29T10:00", "2026-10-09T10:00", "2026-10-12T10:00"),
        # Friday evening to Saturday: no working time lies in between, the deadline stays
        ("1wd", "2026-11-20T16:00", "2026-11-20T18:00", "2026-11-21T12:00", "2026-11-23T16:00"),
        # the day was full at closing: it is due at the opening that follows the pause
        ("1wd", "2026-11-20T09:00", "2026-11-20T16:00", "2026-11-24T16:00", "2026-11-25T09:00"),
        ("8wh", "2026-11-20T09:00", "2026-11-20T16:00", "2026-11-24T16:00", "2026-11-24T17:00"),
        # a day used up at closing, then paused: it goes on as due at the next worked moment
        ("1wd", "2026-11-20T09:00", "2026-11-20T17:00", "2026-11-23T17:00", "2026-11-24T09:00"),
        # calendar time does not mind the night
        ("24h", "2026-11-20T09:00", "2026-11-20T10:00", "2026-11-22T03:30", "2026-11-23T02:30"),
    ],
)
def test_pauses_across_nights_weekends_and_holidays(
    deadline: str, start: str, paused: str, resumed: str, due: str
) -> None:
    clock = Clock.start(ClockKind.SETTLE, Deadline.parse(deadline), at(start), CALENDAR)
    assert clock.pause(at(paused)).resume(at(resumed), CALENDAR).due_at == at(due)


# ---- what happens to a clock -----------------------------------------------------------------------------------------

START = at("2026-11-23T09:00")
DAY = Deadline.parse("10h")


def clock_of(deadline: Deadline = DAY) -> Clock:
    """A clock of ten hours, due at 19:00 and at risk from 17:00 on."""
    return Clock.start(ClockKind.ANSWER, deadline, START, CALENDAR)


def test_a_clock_announces_its_warning_then_its_breach_then_nothing() -> None:
    clock = clock_of()
    assert clock.next_moment() == START + 8 * HOUR
    late = START + 10 * HOUR + timedelta.resolution
    assert replace(clock, told=Stage.AT_RISK).next_moment() == late
    assert (clock.stage(late), clock.stage(late - timedelta.resolution)) == (Stage.BREACHED, Stage.AT_RISK)
    assert replace(clock, told=Stage.BREACHED).next_moment() is None
    assert clock.stop(START + HOUR, CALENDAR).next_moment() is None


def test_a_stopped_clock_stays_as_it_was_and_runs_on_when_the_stop_is_taken_back() -> None:
    stopped = clock_of().stop(START + 9 * HOUR, CALENDAR)
    assert (stopped.stage(START + 99 * HOUR), stopped.used(START + 99 * HOUR, CALENDAR)) == (Stage.AT_RISK, 0.9)
    assert stopped.stop(START + 99 * HOUR, CALENDAR) == stopped
    again = stopped.resume(START + 99 * HOUR, CALENDAR)
    assert (again.due_at, again.stopped_at) == (START + 100 * HOUR, None)
    late = clock_of().stop(START + 11 * HOUR, CALENDAR)
    assert late.stage(START) is Stage.BREACHED
    assert late.resume(START + 99 * HOUR, CALENDAR).due_at == START + 10 * HOUR


def test_a_clock_begun_anew_is_as_if_it_were_the_first() -> None:
    breached = replace(clock_of(), told=Stage.BREACHED).stop(START + 20 * HOUR, CALENDAR)
    assert breached.restart(START + 30 * HOUR, CALENDAR) == Clock.start(
        ClockKind.ANSWER, DAY, START + 30 * HOUR, CALENDAR
    )


def test_more_time_allowed_warns_again_and_less_time_is_warned_of_at_once() -> None:
    warned = replace(clock_of(), told=Stage.AT_RISK)
    now = START + 9 * HOUR
    longer = warned.move(START + 20 * HOUR, now, CALENDAR)
    assert (longer.allowed, longer.told, longer.warning_at) == (20 * HOUR, Stage.ON_TIME, START + 16 * HOUR)
    assert warned.move(START + 10.5 * HOUR, now, CALENDAR).told is Stage.AT_RISK
    shorter = clock_of().move(START + 5 * HOUR, START + 4.5 * HOUR, CALENDAR)
    assert (shorter.stage(START + 4.5 * HOUR), shorter.told) == (Stage.AT_RISK, Stage.ON_TIME)
    assert warned.move(warned.due_at, now, CALENDAR) == warned


def test_a_due_moment_that_was_given_runs_in_calendar_time_and_may_be_the_start_itself() -> None:
    given_one = Clock.until(ClockKind.SETTLE, START, START + 10 * HOUR)
    assert (given_one.measure, given_one.warning_at) == (Measure.CALENDAR, START + 8 * HOUR)
    nothing = Clock.until(ClockKind.SETTLE, START, START)
    assert (nothing.used(START, CALENDAR), nothing.stage(START)) == (1.0, Stage.AT_RISK)
    assert nothing.stage(START + MINUTE) is Stage.BREACHED


def test_a_clock_is_shown_with_its_stage_and_the_share_that_is_used() -> None:
    shown = clock_of(Deadline.parse("2wd")).pause(START + HOUR).view(START + 50 * HOUR, CALENDAR)
    assert (shown.measure, shown.allowed_hours, shown.used) == (Measure.WORKING_DAYS, 16.0, 0.0625)
    assert (shown.paused_at, shown.stopped_at, shown.stage) == (START + HOUR, None, Stage.ON_TIME)


# ---- counted anew ----------------------------------------------------------------------------------------------------

NEW_YEAR = datetime(2026, 1, 1, tzinfo=LOCAL)
BEFORE_THE_NOTICE = WorkingCalendar(
    overrides={day: day.weekday() < 5 for day in (date(2026, 1, 1) + n * timedelta(days=1) for n in range(365))}
)
"""What was known of 2026 when its notice was still to come: its weekdays."""


@settings(max_examples=150)
@given(deadlines, st.integers(0, 60 * 1440), gaps)
def test_counted_anew_it_is_due_as_if_the_notice_had_always_been_there(
    deadline: Deadline, early: int, said: list[tuple[int, int]]
) -> None:
    """Whatever was paused and given back while the next year was provisional."""
    moment = (NEW_YEAR - (60 * 1440 - early) * MINUTE).astimezone(UTC)
    then, ever = (Clock.start(ClockKind.SETTLE, deadline, moment, one) for one in (BEFORE_THE_NOTICE, CALENDAR))
    for run, stand in said:
        paused, resumed = moment + run * MINUTE, moment + (run + stand) * MINUTE
        if resumed >= NEW_YEAR or paused > min(then.due_at, ever.due_at):
            break
        moment = resumed
        then = then.pause(paused).resume(resumed, BEFORE_THE_NOTICE)
        ever = ever.pause(paused).resume(resumed, CALENDAR)
    if moment < min(then.due_at, ever.due_at):
        assert then.recount(moment, CALENDAR) == ever
        assert ever.recount(moment, CALENDAR) is ever


def test_what_was_set_or_is_over_or_late_is_not_counted_anew_and_nobody_is_made_late() -> None:
    three_days = Deadline.parse("3wd")
    start, due = at("2025-12-31T10:00"), at("2026-01-05T10:00")
    clock = Clock.start(ClockKind.SETTLE, three_days, start, BEFORE_THE_NOTICE)
    assert clock.due_at == due
    assert clock.recount(start, CALENDAR).due_at == at("2026-01-06T10:00"), "two days are off, one Sunday is worked"
    assert clock.recount(due, CALENDAR) is clock, "its time is up"
    assert clock.stop(start + HOUR, BEFORE_THE_NOTICE).recount(start + 2 * HOUR, CALENDAR).due_at == due
    moved = clock.move(at("2026-01-04T12:00"), start, BEFORE_THE_NOTICE)
    assert moved.recount(start, CALENDAR) == moved, "a person has set it"
    more_work = WorkingCalendar(overrides={date(2026, 1, day): True for day in (1, 2, 3, 4)})
    assert clock.recount(start, more_work).due_at == at("2026-01-03T10:00")
    assert clock.recount(at("2026-01-03T10:00"), more_work) is clock, "it would have been due already"
    warned = replace(clock, told=Stage.AT_RISK)
    assert warned.recount(start, CALENDAR).told is Stage.ON_TIME
