"""Working time is the State Council's, and every count agrees with a count minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.calendar import (
    PUBLISHED_YEARS,
    Deadline,
    WorkingCalendar,
    WorkingHours,
)
from linli.calendar_files import load_overrides
from linli.clock import LOCAL
from linli.errors import Invalid

CALENDAR = WorkingCalendar()
MINUTE = timedelta(minutes=1)


def days(first: str, last: str) -> set[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return {start + timedelta(days=n) for n in range((end - start).days + 1)}


def at(text: str) -> datetime:
    """A moment written as the clocks of Asia/Shanghai show it."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


# The notice of the State Council for 2026 (国务院办公厅关于2026年部分节假日安排的通知), typed from its text.
REST_2026 = (
    days("2026-01-01", "2026-01-03")
    | days("2026-02-15", "2026-02-23")
    | days("2026-04-04", "2026-04-06")
    | days("2026-05-01", "2026-05-05")
    | days("2026-06-19", "2026-06-21")
    | days("2026-09-25", "2026-09-27")
    | days("2026-10-01", "2026-10-07")
)
SWAPPED_2026 = {date(2026, *day) for day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))}


def oracle_works(wall: datetime) -> bool:
    day = wall.date()
    worked = day in SWAPPED_2026 or (day.weekday() < 5 and day not in REST_2026)
    return worked and 9 <= wall.hour < 17


def oracle_between(a: datetime, b: datetime) -> timedelta:
    wall, end, total = a.astimezone(LOCAL).replace(tzinfo=None), b.astimezone(LOCAL).replace(tzinfo=None), timedelta()
    while wall < end:
        total += MINUTE * oracle_works(wall)
        wall += MINUTE
    return total


def oracle_add(start: datetime, amount: timedelta) -> datetime:
    wall = start.astimezone(LOCAL).replace(tzinfo=None)
    while amount:
        amount -= MINUTE * oracle_works(wall)
        wall += MINUTE
    return wall.replace(tzinfo=LOCAL)


def oracle_add_days(start: datetime, n: int) -> datetime:
    wall = start.astimezone(LOCAL).replace(tzinfo=None)
    while not oracle_works(wall):
        wall += MINUTE
    while n:
        wall += timedelta(days=1)
        n -= oracle_works(wall)
    return wall.replace(tzinfo=LOCAL)


minutes_of_2026 = st.integers(0, 330 * 24 * 60).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + n * MINUTE)
near_a_swap = st.sampled_from(sorted(SWAPPED_2026 | REST_2026)).flatmap(
    lambda day: st.integers(-1440, 1440).map(lambda n: datetime.combine(day, time(4), UTC) + n * MINUTE)
)
starts = st.one_of(minutes_of_2026, near_a_swap)


@settings(deadline=None, max_examples=150)
@given(starts, st.integers(0, 4 * 480))
def test_adding_working_time_ends_where_counting_single_minutes_ends(start: datetime, minutes: int) -> None:
    due = CALENDAR.add_working_time(start, minutes * MINUTE)
    assert due == oracle_add(start, minutes * MINUTE)
    assert due.tzinfo is UTC


@settings(deadline=None, max_examples=100)
@given(starts, st.integers(0, 12 * 1440))
def test_working_time_between_is_the_sum_of_worked_minutes_and_changes_sign_when_turned(a: datetime, gap: int) -> None:
    b = a + gap * MINUTE
    assert CALENDAR.working_time_between(a, b) == oracle_between(a, b)
    assert CALENDAR.working_time_between(b, a) == -oracle_between(a, b)


PARTLY = PUBLISHED_YEARS[-1] + 1
PARTLY_KNOWN = WorkingCalendar(overrides={date(PARTLY, 1, day): day % 3 > 0 for day in range(1, 32)})
"""January of a year that is not published, and nothing after it."""
any_moment = st.datetimes(datetime(PUBLISHED_YEARS[0], 1, 1), datetime(PARTLY, 1, 31, 23, 59))


@settings(deadline=None, max_examples=150)
@given(any_moment, any_moment)
def test_working_time_between_moments_years_apart_is_the_sum_of_the_days(a: datetime, b: datetime) -> None:
    """Each day by itself is what the counting of single minutes confirms."""
    first, last = sorted((a, b))
    total, day = timedelta(), first.date()
    while day <= last.date():
        opens, closes = (datetime.combine(day, hour) for hour in (time(9), time(17)))
        if PARTLY_KNOWN.is_working_day(day):
            total += max(min(closes, last) - max(opens, first), timedelta())
        day += timedelta(days=1)
    told = PARTLY_KNOWN.working_time_between(first.replace(tzinfo=LOCAL), last.replace(tzinfo=LOCAL))
    assert told == total


def oracle_subtract(end: datetime, amount: timedelta) -> datetime:
    wall = end.astimezone(LOCAL).replace(tzinfo=None)
    while amount or not oracle_works(wall - MINUTE):
        wall -= MINUTE
        amount -= MINUTE * oracle_works(wall)
    return wall.replace(tzinfo=LOCAL)


@settings(deadline=None, max_examples=150)
@given(starts.filter(lambda moment: moment > datetime(2026, 2, 1, tzinfo=UTC)), st.integers(0, 4 * 480))
def test_subtracting_working_time_ends_where_counting_single_minutes_backwards_ends(
    end: datetime, minutes: int
) -> None:
    assert CALENDAR.subtract_working_time(end, minutes * MINUTE) == oracle_subtract(end, minutes * MINUTE)


@settings(deadline=None, max_examples=150)
@given(starts, st.integers(0, 8))
def test_working_days_are_so_many_days_of_working_hours_due_at_the_next_worked_moment(start: datetime, n: int) -> None:
    hours_later = CALENDAR.add_working_time(start, n * CALENDAR.hours.length)
    assert CALENDAR.next_working_moment(hours_later) == CALENDAR.add_working_days(start, n)


@settings(deadline=None, max_examples=150)
@given(starts, st.integers(0, 8))
def test_adding_working_days_agrees_with_walking_day_by_day(start: datetime, n: int) -> None:
    assert CALENDAR.add_working_days(start, n) == oracle_add_days(start, n)


@settings(deadline=None)
@given(starts, st.timedeltas(timedelta(), timedelta(hours=100)), st.timedeltas(timedelta(), timedelta(days=30)))
def test_what_was_added_has_passed_to_the_microsecond_and_parts_add_up(
    start: datetime, amount: timedelta, later: timedelta
) -> None:
    due = CALENDAR.add_working_time(start, amount)
    assert CALENDAR.working_time_between(start, due) == amount
    halves = CALENDAR.add_working_time(CALENDAR.add_working_time(start, amount / 2), amount - amount / 2)
    assert halves == due
    parts = CALENDAR.working_time_between(start, start + later) + CALENDAR.working_time_between(start + later, due)
    assert parts == amount


def test_every_day_of_2026_is_worked_as_the_notice_says() -> None:
    for day in days("2026-01-01", "2026-12-31"):
        expected = day in SWAPPED_2026 or (day.weekday() < 5 and day not in REST_2026)
        assert CALENDAR.is_working_day(day) is expected, day


@pytest.mark.parametrize(
    ("first", "last", "swapped"),
    [
        ("2018-02-15", "2018-02-21", ["2018-02-11", "2018-02-24"]),  # Spring Festival 2018
        ("2018-10-01", "2018-10-07", ["2018-09-29", "2018-09-30"]),  # National Day 2018
        ("2026-02-15", "2026-02-23", ["2026-02-14", "2026-02-28"]),  # Spring Festival 2026
        ("2026-10-01", "2026-10-07", ["2026-09-20", "2026-10-10"]),  # National Day 2026
    ],
)
def test_the_published_holidays_are_rest_and_their_swapped_weekend_days_are_worked(
    first: str, last: str, swapped: list[str]
) -> None:
    assert not any(CALENDAR.is_working_day(day) for day in days(first, last))
    for day in map(date.fromisoformat, swapped):
        assert day.weekday() >= 5
        assert CALENDAR.is_working_day(day)


def test_a_deadline_of_16_hours_before_spring_festival_2018_falls_after_it() -> None:
    """Wednesday 14 February 15:00: two hours that day, eight on the 22nd, six on the 23rd."""
    assert CALENDAR.add_working_time(at("2018-02-14T15:00"), timedelta(hours=16)) == at("2018-02-23T15:00")


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2026-11-20T10:00", 1, "2026-11-23T10:00"),  # Friday within hours → Monday, same time
        ("2026-11-20T08:00", 1, "2026-11-23T09:00"),  # before opening counts from the opening that day
        ("2026-11-20T17:00", 1, "2026-11-24T09:00"),  # closing time is outside: counts from Monday's opening
        ("2026-11-21T12:00", 0, "2026-11-23T09:00"),  # Saturday + 0 is the next opening
        ("2026-09-30T11:30", 3, "2026-10-10T11:30"),  # over National Day, onto the swapped Saturday
    ],
)
def test_working_days_keep_the_time_of_day_and_count_from_the_next_opening(start: str, n: int, due: str) -> None:
    assert CALENDAR.add_working_days(at(start), n) == at(due)


def test_a_full_day_is_over_at_closing_and_nothing_is_over_at_once() -> None:
    assert CALENDAR.add_working_time(at("2026-11-23T09:00"), timedelta(hours=8)) == at("2026-11-23T17:00")
    assert CALENDAR.add_working_time(at("2026-11-22T03:00"), timedelta()) == at("2026-11-22T03:00")


def test_other_working_hours_are_respected() -> None:
    calendar = WorkingCalendar(WorkingHours(time(8, 30), time(17, 30)))
    assert calendar.add_working_time(at("2026-11-23T17:00"), timedelta(hours=1)) == at("2026-11-24T09:00")


def test_the_published_years_run_without_a_gap_and_the_years_beside_them_are_refused() -> None:
    assert PUBLISHED_YEARS[0] <= 2004
    assert PUBLISHED_YEARS[-1] >= 2026
    for year, following in pairwise(PUBLISHED_YEARS):
        assert following == year + 1
        assert not CALENDAR.is_working_day(date(year, 1, 1))
    for year in (PUBLISHED_YEARS[0] - 1, PUBLISHED_YEARS[-1] + 1):
        with pytest.raises(Invalid, match=f"{year}.*overrides") as caught:
            CALENDAR.is_working_day(date(year, 6, 1))
        assert caught.value.code == "calendar_year_unknown"
        assert str(year) in caught.value.message_zh


def test_every_count_that_would_need_an_unpublished_year_is_refused() -> None:
    last = PUBLISHED_YEARS[-1]
    eve = at(f"{last}-12-31T16:59")
    for ask in (
        lambda: CALENDAR.add_working_time(eve, timedelta(hours=1)),
        lambda: CALENDAR.add_working_time(eve, timedelta.max),
        lambda: CALENDAR.add_working_days(eve, 1),
        lambda: CALENDAR.working_time_between(eve, at(f"{last + 1}-01-05T10:00")),
    ):
        with pytest.raises(Invalid, match=str(last + 1)):
            ask()


def test_overrides_outrank_the_notice_and_answer_for_unpublished_years() -> None:
    year = PUBLISHED_YEARS[-1] + 1
    calendar = WorkingCalendar(overrides={date(2026, 11, 23): False, date(year, 1, 1): False, date(year, 1, 2): True})
    assert not calendar.is_working_day(date(2026, 11, 23))
    assert calendar.is_working_day(date(year, 1, 2))
    with pytest.raises(Invalid):
        calendar.is_working_day(date(year, 1, 3))


def test_naive_moments_negative_amounts_and_moments_in_place_of_days_are_programming_errors() -> None:
    naive, aware = datetime(2026, 11, 23, 10), at("2026-11-23T10:00")
    for ask in (
        lambda: CALENDAR.add_working_time(naive, timedelta(hours=1)),
        lambda: CALENDAR.working_time_between(aware, naive),
        lambda: CALENDAR.add_working_time(aware, -MINUTE),
        lambda: CALENDAR.add_working_days(aware, -1),
        lambda: Deadline.parse("2h").due(naive, CALENDAR),
        lambda: WorkingHours(time(17), time(9)),
        lambda: Deadline(3, working=False),
        lambda: Deadline(timedelta(), working=True),
    ):
        with pytest.raises(ValueError, match=r"\w"):
            ask()
    with pytest.raises(TypeError):
        CALENDAR.is_working_day(aware)


@pytest.mark.parametrize(
    ("text", "deadline", "due"),
    [
        ("3m", Deadline(timedelta(minutes=3), working=False), "2026-11-20T16:03"),
        ("2h", Deadline(timedelta(hours=2), working=False), "2026-11-20T18:00"),
        ("24h", Deadline(timedelta(hours=24), working=False), "2026-11-21T16:00"),
        ("7d", Deadline(timedelta(days=7), working=False), "2026-11-27T16:00"),
        ("5wd", Deadline(5, working=True), "2026-11-27T16:00"),
        ("16wh", Deadline(timedelta(hours=16), working=True), "2026-11-24T16:00"),
    ],
)
def test_deadlines_are_read_from_text_and_fall_due(text: str, deadline: Deadline, due: str) -> None:
    """Counted from Friday 20 November 2026, 16:00."""
    assert Deadline.parse(text) == deadline
    moment = deadline.due(at("2026-11-20T16:00"), CALENDAR)
    assert moment == at(due)
    assert moment.tzinfo is UTC


@pytest.mark.parametrize(
    "text", ["", "h", "0h", "-1h", "1.5h", " 2h", "2 h", "2H", "2M", "2wm", "2w", "５wd", "2h\n", "99999h"]
)
def test_text_that_is_no_deadline_is_refused_with_the_name_of_its_field(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        Deadline.parse(text, "sign_for")
    assert list(caught.value.fields) == ["sign_for"]


def test_an_overrides_file_says_which_days_are_worked(tmp_path: Path) -> None:
    path = tmp_path / "days.yaml"
    path.write_text('# 2027\n2027-01-01: rest\n"2027-01-02": work\n', encoding="utf-8")
    assert load_overrides(path) == {date(2027, 1, 1): False, date(2027, 1, 2): True}
    path.write_text("", encoding="utf-8")
    assert load_overrides(path) == {}


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"2027-01-01: rest\n2027-01-02: maybe\n", "days.yaml:2: .*maybe"),
        (b"2027-01-01: rest\n\n2027-01-01: work\n", "days.yaml:3: .*twice"),
        (b"2027-02-30: rest\n", "days.yaml:1: .*2027-02-30"),
        (b"2027: published\n2027-01-01: rest\n2027: published\n", "days.yaml:3: .*2027 twice"),
        (b"2027: rest\n", "days.yaml:1: .*2027"),
        (b"3027: published\n", "days.yaml:1: .*published"),
        (b"2027-01-01: [rest]\n", "days.yaml:1: "),
        (b"- rest\n", "days.yaml:1: must map"),
        (b"a: b: c\n", "days.yaml:1: cannot be read"),
        (b"\xff\xfe\xfa", "days.yaml: cannot be read"),
    ],
)
def test_a_bad_overrides_file_is_refused_by_file_and_line(tmp_path: Path, content: bytes, named: str) -> None:
    path = tmp_path / "days.yaml"
    path.write_bytes(content)
    with pytest.raises(Invalid, match=named):
        load_overrides(path)


def test_a_missing_overrides_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="cannot be read"):
        load_overrides(tmp_path / "none.yaml")


def test_a_due_time_is_computed_in_less_than_a_tenth_of_a_millisecond() -> None:
    """The best of several rounds, so that a busy machine does not decide; the usual figure is a tenth of this bound."""
    deadlines = [Deadline.parse(text) for text in ("5wd", "16wh", "24h")]
    start = at("2026-09-24T15:30")
    rounds = []
    for _ in range(5):
        begun = perf_counter()
        for _ in range(100):
            for deadline in deadlines:
                deadline.due(start, CALENDAR)
        rounds.append((perf_counter() - begun) / 300)
    assert min(rounds) < 1e-4
