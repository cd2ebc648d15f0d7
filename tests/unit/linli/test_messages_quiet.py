"""Nobody is disturbed in the quiet hours, and everybody as soon as they are over."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.clock import LOCAL
from linli.messages.quiet import NEVER_QUIET, NIGHT, QuietHours, quiet_hours_from

MINUTES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=UTC)
)


def quiet_minutes(hours: QuietHours) -> set[tuple[int, int]]:
    """The minutes of a day that are quiet, walked through one by one from the start on."""
    found, clock = set(), datetime(2000, 1, 1, hours.start.hour, hours.start.minute)
    while clock.time() != hours.end:
        found.add((clock.hour, clock.minute))
        clock += timedelta(minutes=1)
    return found


@given(MINUTES, MINUTES, MOMENTS)
def test_the_next_allowed_moment_is_the_first_minute_that_is_not_quiet(
    start: time, end: time, moment: datetime
) -> None:
    hours = QuietHours(start, end)
    quiet, wanted = quiet_minutes(hours), moment
    while (wanted.astimezone(LOCAL).hour, wanted.astimezone(LOCAL).minute) in quiet:
        wanted += timedelta(minutes=1)
    assert hours.next_allowed(moment) == wanted
    assert hours.holds(moment) == (wanted != moment)


@pytest.mark.parametrize(
    ("local", "allowed"),
    [
        ("2026-03-02 21:59:59", "2026-03-02 21:59:59"),
        ("2026-03-02 22:00:00", "2026-03-03 08:00:00"),
        ("2026-03-03 00:30:00", "2026-03-03 08:00:00"),
        ("2026-03-03 07:59:59", "2026-03-03 08:00:00"),
        ("2026-03-03 08:00:00", "2026-03-03 08:00:00"),
    ],
)
def test_the_night_is_from_ten_to_eight_on_the_clocks_of_the_district(local: str, allowed: str) -> None:
    moment, wanted = (datetime.fromisoformat(one).replace(tzinfo=LOCAL) for one in (local, allowed))
    assert NIGHT.next_allowed(moment) == wanted


def test_hours_are_read_as_they_are_written() -> None:
    assert quiet_hours_from("22:00-08:00") == NIGHT
    assert quiet_hours_from("9:30-17:05") == QuietHours(time(9, 30), time(17, 5))
    assert quiet_hours_from("none") == NEVER_QUIET
    assert not NEVER_QUIET.holds(datetime(2026, 3, 2, tzinfo=UTC))


@pytest.mark.parametrize(
    "written", ["", "22-8", "22:00", "22:00-", "24:00-08:00", "22:0-08:00", "²2:00-08:00", "a:b-c:d"]
)
def test_other_texts_are_no_hours(written: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        quiet_hours_from(written)
