"""A cell's day is the same whatever order its visits come in; a tracker's clock and precision decide what counts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.positions.osmand import fix_from_json, fix_from_parameters
from linli.contracts.grid.positions import FixOutcome
from linli.errors import Invalid
from services.grid.domain.tracker import refusal
from services.grid.domain.visits import (
    Period,
    day_begins,
    day_of,
    hour_of_week,
    is_visit,
    local_day,
    monday_of,
    quarter_source,
)

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
"""Of the district."""
VISITS = st.lists(st.tuples(st.integers(0, 86_399).map(lambda s: NOON + timedelta(seconds=s)), st.booleans()))


@given(VISITS)
def test_a_day_is_what_a_look_at_every_visit_says(visits: list[tuple[datetime, bool]]) -> None:
    found = day_of(visits)
    on_duty = sorted(int(at.timestamp()) for at, voluntary in visits if not voluntary)
    longest = 0
    for position in range(1, len(on_duty)):
        longest = max(longest, on_duty[position] - on_duty[position - 1])
    assert (found.visits, found.extra, found.within) == (len(on_duty), len(visits) - len(on_duty), longest)
    assert (found.first, found.last) == ((on_duty[0], on_duty[-1]) if on_duty else (None, None))
    assert day_of(visits[::-1]) == found


def test_days_begin_at_midnight_of_the_district() -> None:
    assert day_begins(date(2026, 3, 2)) == datetime(2026, 3, 1, 16, tzinfo=UTC)
    assert local_day(datetime(2026, 3, 1, 15, 59, tzinfo=UTC)) == date(2026, 3, 1)
    assert local_day(datetime(2026, 3, 1, 16, tzinfo=UTC)) == date(2026, 3, 2)


@given(st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.integers(1, 370))
def test_a_period_is_its_whole_weeks_and_the_days_around_them(since: date, length: int) -> None:
    period = Period(since, since + timedelta(days=length))
    (before, after), (monday, end) = period.days, period.weeks
    weeks = [monday + timedelta(days=number) for number in range(0, (end - monday).days, 7)]
    assert all(one.weekday() == 0 for one in weeks)
    single = [a + timedelta(days=n) for a, b in (before, after) for n in range((b - a).days)]
    of_weeks = [one + timedelta(days=number) for one in weeks for number in range(7)]
    assert sorted(single + of_weeks) == [since + timedelta(days=number) for number in range(length)]
    assert len(single) <= 12, "no whole week is left to single days"


@given(st.integers(400_000, 600_000))
def test_an_hour_of_a_week_is_that_of_its_monday(number: int) -> None:
    hour = number * 3600
    first = hour_of_week(hour)
    then, monday = (local_day(datetime.fromtimestamp(one, UTC)) for one in (hour, first))
    assert (monday, (hour - first) % 86400, (hour - first) // 86400) == (monday_of(then), 0, then.weekday())


def test_positions_of_a_quarter_of_an_hour_are_one_visit() -> None:
    tracker = uuid4()
    assert quarter_source(tracker, NOON) == quarter_source(tracker, NOON + timedelta(minutes=14, seconds=59))
    assert quarter_source(tracker, NOON) != quarter_source(tracker, NOON + timedelta(minutes=15))
    assert quarter_source(tracker, NOON) != quarter_source(uuid4(), NOON)


@pytest.mark.parametrize(
    ("accuracy", "speed", "counts"),
    [(None, None, True), (50.0, 30.0, True), (50.1, None, False), (None, 30.1, False), (5.0, 4.0, True)],
)
def test_who_is_only_near_or_drives_through_visits_nothing(
    accuracy: float | None, speed: float | None, counts: bool
) -> None:
    assert is_visit(accuracy, speed) is counts


@pytest.mark.parametrize(
    ("ago", "outcome"),
    [
        (timedelta(minutes=-5), None),
        (timedelta(minutes=-5, seconds=-1), FixOutcome.IN_THE_FUTURE),
        (timedelta(days=30), None),
        (timedelta(days=30, seconds=1), FixOutcome.TOO_OLD),
    ],
)
def test_a_position_is_refused_by_its_clock(ago: timedelta, outcome: FixOutcome | None) -> None:
    assert refusal(NOON - ago, NOON, timedelta(days=30)) is outcome


# ---- the OsmAnd protocol ---------------------------------------------------------------------------------------------


def test_parameters_say_a_position_in_several_ways() -> None:
    seconds = fix_from_parameters(
        {
            "id": "k",
            "lat": "41.79",
            "lon": "123.44",
            "timestamp": "1772424000",
            "speed": "10",
            "batt": "88",
            "bearing": "0",
        }
    )
    assert (seconds.at, seconds.lat, seconds.speed, seconds.battery) == (NOON, 41.79, 18.52, 88)
    for written in ("1772424000000", "2026-03-02T04:00:00Z", "2026-03-02T12:00:00+08:00", "2026-03-02 04:00:00"):
        said = {"deviceid": "k", "location": "41.79,123.44", "timestamp": written, "hdop": "1.2", "altitude": "50"}
        assert fix_from_parameters(said).at == NOON
    assert abs(fix_from_parameters({"id": "k", "lat": "1", "lon": "2"}).at - datetime.now(UTC)) < timedelta(minutes=1)


def test_json_of_traccar_client_says_a_position() -> None:
    coords = {"latitude": 41.79, "longitude": 123.44, "accuracy": 8.5, "speed": -1, "heading": -1, "altitude": 40}
    location = {
        "timestamp": "2026-03-02T04:00:00.000Z",
        "coords": coords,
        "battery": {"level": 0.5},
        "event": "motionchange",
    }
    found = fix_from_json({"device_id": "k", "location": location})
    assert (found.key, found.at, found.accuracy, found.speed, found.battery) == ("k", NOON, 8.5, None, 50)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"lat": "1", "lon": "2"}, "key"),
        ({"id": "k", "lon": "2"}, "lat"),
        ({"id": "k", "lat": "x", "lon": "2"}, "lat"),
        ({"id": "k", "lat": "91", "lon": "2"}, "lat"),
        ({"id": "k", "lat": "1", "lon": "nan"}, "lon"),
        ({"id": "k", "lat": "1", "lon": "2", "timestamp": "yesterday"}, "timestamp"),
        ({"id": "k", "lat": "1", "lon": "2", "timestamp": "9e99"}, "timestamp"),
        ({"id": "k", "lat": "1", "lon": "2", "accuracy": "-3"}, "accuracy"),
    ],
)
def test_a_position_that_cannot_be_names_what_is_wrong(said: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        fix_from_parameters(said)
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize("said", [[], {}, {"location": {}}, {"location": {"coords": []}}])
def test_json_without_a_place_is_refused(said: object) -> None:
    with pytest.raises(Invalid, match="bad_position"):
        fix_from_json(said)
