"""Rounds keep every cell's interval whatever is drawn, prefer hot cells, and are measured as a plain look measures."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli import cli
from linli.errors import Invalid
from services.grid.bench.incidents import Record, chosen, months_of, read
from services.grid.bench.patrol import field_of, played
from services.grid.planning.heat import HOURS, Incident, heat, hour_of_week
from services.grid.planning.measures import guessed, longest_alone, measured
from services.grid.planning.rounds import LONGEST, SHORTEST, Ground, Stop, fixed_stops, stops, uniform_stops
from services.grid.planning.routes import Fleet, Place, plan

MONDAY = datetime(2026, 3, 2)
WEEK = 7 * 1440.0


def ground(places: list[tuple[float, float]], slack: float = 1.0, seed: int = 0) -> Ground:
    """Cells at these places with heat of any kind, an interval so many times the shortest that can be guaranteed."""
    warm = np.random.default_rng(seed).random((len(places), HOURS)) ** 8
    bare = Ground(np.array(places, dtype=float), warm, 0.0)
    return Ground(bare.places, warm, bare.shortest_interval * slack)


PLACES = st.lists(st.tuples(st.floats(0, 9000), st.floats(0, 9000)), min_size=2, max_size=14)


@settings(max_examples=30)
@given(PLACES, st.floats(1.0, 3.0), st.integers(0, 1000))
def test_no_cell_is_left_alone_longer_than_its_interval(
    places: list[tuple[float, float]], slack: float, seed: int
) -> None:
    """Held against every gap of every cell, counted one by one."""
    made = ground(places, slack, seed)
    assert made.guaranteed
    visits = list(stops(made, 0.0, WEEK, seed))
    for cell in range(len(places)):
        moments = [0.0, *(edge for one in visits if one.cell == cell for edge in (one.arrives, one.leaves)), WEEK]
        gaps = [later - earlier for earlier, later in zip(moments[::2], moments[1::2], strict=True)]
        assert max(gaps) <= made.interval + 1e-6


@settings(max_examples=20)
@given(PLACES, st.integers(0, 1000))
def test_stops_last_as_long_as_they_should_and_leave_time_for_the_way(
    places: list[tuple[float, float]], seed: int
) -> None:
    made = ground(places, 2.0)
    here, now = None, 0.0
    for one in stops(made, 0.0, 2880.0, seed):
        assert SHORTEST <= one.leaves - one.arrives <= LONGEST
        way = 0.0 if here is None else float(np.hypot(*(made.places[one.cell] - made.places[here]))) / 400
        assert one.arrives >= now + way - 1e-6
        assert 0 < one.foreseen <= 1
        here, now = one.cell, one.leaves


def test_the_same_seed_draws_the_same_and_another_draws_otherwise() -> None:
    made = ground([(x * 300.0, y * 300.0) for x in range(4) for y in range(4)], 4.0)
    first, again, other = (list(stops(made, 0, WEEK, seed)) for seed in (1, 1, 2))
    assert first == again
    assert [one.cell for one in first] != [one.cell for one in other]


def test_a_hot_cell_is_visited_more_often_at_its_hours_and_still_not_foreseen() -> None:
    warm = np.full((16, HOURS), 0.1)
    warm[5, 20:24] = 3.0
    made = Ground(np.array([(x * 300.0, y * 300.0) for x in range(4) for y in range(4)]), warm, 2000.0)
    visits = [one for seed in range(30) for one in stops(made, 0.0, 1440.0, seed)]
    hot = sum(1200 <= one.arrives < 1440 and one.cell == 5 for one in visits)
    other = sum(1200 <= one.arrives < 1440 and one.cell == 10 for one in visits)
    assert hot > 3 * other
    assert measured(visits, 16, 0, 1440).foreseen < 0.8


# ---- measures --------------------------------------------------------------------------------------------------------


def test_the_longest_time_alone_counts_the_first_and_the_last() -> None:
    visits = [Stop(0, 10, 20, 1, 0), Stop(0, 50, 60, 1, 0)]
    assert list(longest_alone(visits, 2, 0, 100)) == [40, 100]


def test_a_fixed_order_is_guessed_and_a_drawn_one_is_not() -> None:
    made = ground([(x * 300.0, y * 300.0) for x in range(5) for y in range(5)], 2.0)
    fixed = measured(list(fixed_stops(made, 0, WEEK)), 25, 0, WEEK)
    drawn = measured(list(uniform_stops(made, 0, WEEK, 1)), 25, 0, WEEK)
    assert (fixed.learnt, fixed.foreseen) == (1.0, 1.0)
    assert drawn.learnt < 0.2
    assert guessed([1, 2, 1, 2, 1, 2, 1, 3]) == pytest.approx(2 / 3)


def test_recent_incidents_weigh_more_and_the_week_is_shared() -> None:
    late, early = MONDAY - timedelta(days=1, hours=2), MONDAY - timedelta(days=60)
    warm = heat([Incident(0, late), Incident(1, early)], 3, MONDAY, half_life=30, own=1.0)
    assert warm[0].sum() == pytest.approx(0.5 ** (26 / 24 / 30))
    assert warm[0].argmax() == hour_of_week(late) == 5 * 24 + 22
    assert warm[0].sum() / warm[1].sum() > 3.8
    assert warm[2].sum() == 0
    shared = heat([Incident(0, late), Incident(1, early)], 3, MONDAY, own=0.0)
    assert np.allclose(shared[0] / shared[0].sum(), shared[1] / shared[1].sum())
    assert heat([], 2, MONDAY).sum() == 0


# ---- the measurement on recorded incidents ---------------------------------------------------------------------------

MONTHS = [(2010, month) for month in range(1, 6)]


@pytest.mark.parametrize(
    ("said", "after", "found"),
    [
        ("3", 0, MONTHS[:3]),
        ("2", 3, MONTHS[3:]),
        ("1-3", 0, MONTHS[:3]),
        ("4,5", 0, MONTHS[3:]),
        ("2010-01..2010-03", 0, MONTHS[:3]),
        ("2010-04:2010-05", 0, MONTHS[3:]),
        ("2010-02", 0, MONTHS[1:2]),
        ("2010-01,2010-03", 0, [MONTHS[0], MONTHS[2]]),
    ],
)
def test_months_are_said_in_several_ways(said: str, after: int, found: list[tuple[int, int]]) -> None:
    assert chosen(said, MONTHS, after) == found


@pytest.mark.parametrize("said", ["6-7", "2011-01", "may", "0"])
def test_months_without_incidents_are_refused(said: str) -> None:
    with pytest.raises(Invalid, match="bad_incidents"):
        chosen(said, MONTHS)


def made_up(count: int = 400) -> list[Record]:
    """Incidents of two months, most of them at one place in the evening."""
    draws = np.random.default_rng(7)
    return [
        Record(
            datetime(2010, 1, 1) + timedelta(hours=int(draws.integers(0, 59 * 24) // 24 * 24 + draws.integers(18, 24))),
            -95.4 + (0.0 if draws.random() < 0.7 else float(draws.random()) / 20),
            29.7 + (0.0 if draws.random() < 0.7 else float(draws.random()) / 20),
        )
        for _ in range(count)
    ]


def test_hits_are_counted_as_a_plain_look_at_every_incident_counts_them() -> None:
    records = made_up()
    january = [one for one in records if one.at.month == 1]
    february = [one for one in records if one.at.month == 2]
    begins, ends = datetime(2010, 2, 1), datetime(2010, 3, 1)
    field = field_of(january, 2, 9, begins)
    assert sorted(int(one) for part in field.parts for one in part) == list(range(len(field.hexagons)))
    scores = {name: played(name, field, february, begins, ends, 1) for name in ("planned", "fixed", "uniform")}
    assert scores["planned"].pai > scores["uniform"].pai
    assert scores["planned"].weekly > scores["fixed"].weekly
    assert scores["fixed"].foreseen == 1.0 > scores["planned"].foreseen > scores["uniform"].foreseen
    assert all(0 < one.area_share < 1 and one.incidents == len(february) for one in scores.values())


def test_the_command_prints_a_row_for_each_way_and_each_instance(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = ["time,hour,lon,lat"]
    lines += [f"{one.at + timedelta(hours=6)},{one.at.hour},{one.lon},{one.lat}" for one in made_up()]
    file = tmp_path / "incidents.csv"
    file.write_text("\n".join(lines) + "\n")
    assert sorted(read(file), key=str) == sorted(made_up(), key=str), "hours are those of the place"
    (tmp_path / "tiny.vrp").write_text(TINY)
    (tmp_path / "tiny.sol").write_text("Route #1: 1 2\nCost 40.0\n")
    asked = ["--train", "1", "--score", "1", "--patrols", "2", "--routes", str(tmp_path), "--seconds", "0.2"]
    assert cli.main(["bench", "patrol", "--incidents", str(file), *asked]) == 0
    told = capsys.readouterr().out
    assert [line.split()[0] for line in told.splitlines()[3:6]] == ["planned", "fixed", "uniform"]
    assert "tiny              40.0      40.0   0.00%" in told
    assert cli.main(["bench", "patrol"]) == 1
    file.write_text("a,b\n1,2\n")
    assert cli.main(["bench", "patrol", "--incidents", str(file)]) == 1
    file.write_text("time,lon,lat\n2010-01-01,x,1\n")
    assert cli.main(["bench", "patrol", "--incidents", str(file)]) == 1
    assert "incidents.csv:2: could not convert" in capsys.readouterr().err


TINY = """NAME : tiny
TYPE : CVRPTW
DIMENSION : 3
VEHICLES : 1
CAPACITY : 10
SERVICE_TIME : 1
EDGE_WEIGHT_TYPE : EUC_2D
NODE_COORD_SECTION
1 0 0
2 10 0
3 20 0
DEMAND_SECTION
1 0
2 1
3 1
TIME_WINDOW_SECTION
1 0 1000
2 0 1000
3 0 1000
DEPOT_SECTION
1
-1
EOF
"""


def test_months_of_a_file_are_those_with_incidents() -> None:
    assert months_of(made_up()) == [(2010, 1), (2010, 2)]


# ---- routes ----------------------------------------------------------------------------------------------------------


def test_a_route_keeps_its_windows_and_leaves_out_what_cannot_be_reached() -> None:
    depot = Place(123.45, 41.8, 0, 0, 480)
    windows = [(300, 330), (0, 60), (100, 200)]
    places = [Place(123.45 + n / 500, 41.8, 13, *window) for n, window in enumerate(windows, 1)]
    told: list[float] = []
    made = plan(depot, [*places, Place(125.0, 41.0, 13, 0, 20)], Fleet(1, 80.0, 480), 0.3, told.append)
    (route,) = made.routes
    assert [one.place for one in route] == [1, 2, 0]
    assert all(places[one.place].opens <= one.begins <= places[one.place].closes for one in route)
    assert made.left_out == (3,)
    assert told[0] < 0.5 < told[-1] <= 1.0


def test_a_search_that_is_watched_can_be_stopped() -> None:
    class Enough(Exception):
        pass

    def stop(_share: float) -> Any:
        raise Enough

    depot = Place(123.45, 41.8, 0, 0, 480)
    with pytest.raises(Enough):
        plan(depot, [Place(123.46, 41.8, 13, 0, 480)], Fleet(1, 80.0, 480), 30.0, stop)
