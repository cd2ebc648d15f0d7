"""Coverage is what a plain look at all visits says, whatever order they come in; positions are for leaders only."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from linli.clock import local, now
from linli.contracts.grid.coverage import VisitKind
from linli.errors import Forbidden, Invalid, NotFound, StaleVersion
from linli.identity import Role
from linli.observe import Chain
from linli.work import Work
from services.grid.domain.visits import Seen, day_begins, local_day
from services.grid.tables.positions import POSITION
from services.grid.usecases.positions import forget
from services.grid.usecases.visits import keep_visits
from tests.factories.cells import LEADER, SIDE, SOUTH, WEST, build, cells, square
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, administrator, person
from tests.factories.running import RunningService, running
from tests.machine import Scratch

TODAY = local(now()).date()
SINCE, UNTIL = TODAY - timedelta(days=9), TODAY + timedelta(days=1)
TRACKERS = person(Role.CITIZEN, at="000000")


@pytest.fixture
def grid(tmp_path: Path) -> Iterator[RunningService]:
    with running("grid", tmp_path) as service:
        build(service, valid_from=TODAY - timedelta(days=30))
        yield service


def tracker(grid: RunningService, **said: Any) -> dict[str, Any]:
    asked = {"id": uuid4(), "area_code": COMMUNITY, "officer_id": uuid4(), "label": "手机", **said}
    return grid.ask(LEADER, "add_tracker", **asked)


def fix(key: str, at: datetime, **said: Any) -> dict[str, Any]:
    return {"key": key, "at": at.isoformat(), "lon": WEST + SIDE / 2, "lat": SOUTH + SIDE / 2, **said}


def send(grid: RunningService, *fixes: dict[str, Any]) -> list[str]:
    return list(grid.ask(TRACKERS, "record_positions", fixes=list(fixes))["outcomes"])


def coverage(grid: RunningService, by: str = "cell", area: str = DISTRICT, **said: Any) -> dict[str, Any]:
    return grid.ask(LEADER, "get_coverage", **{"area_code": area, "since": SINCE, "until": UNTIL, "by": by, **said})


def walk(key: str, seed: int) -> list[dict[str, Any]]:
    """Positions of ten days all over the area."""
    draws = random.Random(seed)
    begins = day_begins(SINCE)
    span = int((now() - begins).total_seconds())
    places = [(WEST + draws.random() * 2 * SIDE, SOUTH + draws.random() * 2 * SIDE) for _ in range(60)]
    moments = sorted(draws.sample(range(span), 60))
    return [
        fix(key, begins + timedelta(seconds=second), lon=lon, lat=lat)
        for second, (lon, lat) in zip(moments, places, strict=True)
    ]


def by_hand(grid: RunningService, walks: list[dict[str, Any]]) -> dict[str, tuple[int, int]]:
    """Visits and the longest minutes alone of each cell, by plain loops."""
    begins, found = day_begins(SINCE), {}
    seen: dict[str, set[datetime]] = {one["code"]: set() for one in cells(grid)}
    for one in walks:
        code = grid.ask(LEADER, "find_cell", area_code=DISTRICT, lon=one["lon"], lat=one["lat"])["code"]
        seen[code].add(datetime.fromisoformat(one["at"]))
    for code, moments in seen.items():
        edges = [begins, *sorted(moments), now()]
        longest = max(int(b.timestamp()) - int(a.timestamp()) for a, b in pairwise(edges))
        found[code] = (len(moments), longest // 60)
    return found


def the_coverage(grid: RunningService) -> None:
    made = tracker(grid)
    walks = walk(made["key"], 3)
    shuffled = random.Random(5).sample(walks, len(walks))
    for position in range(0, len(shuffled), 7):
        assert set(send(grid, *shuffled[position : position + 7])) == {"kept"}
    assert set(send(grid, *walks)) == {"repeated"}
    said = coverage(grid)
    expected = by_hand(grid, walks)
    for one in said["groups"]:
        visits, longest = expected[one["key"]]
        assert (one["visits"], one["visited"]) == (visits, int(visits > 0)), one
        assert abs(one["idle_worst"] - longest) <= 1, one
    whole = said["whole"]
    assert whole["visits"] == sum(visits for visits, _ in expected.values()) == 60
    for by, count in {"community": 2, "street": 1, "district": 1, "hour": 24}.items():
        groups = coverage(grid, by)["groups"]
        assert len(groups) == count
        assert sum(one["visits"] for one in groups) == 60, by
    hours = {one["key"]: one["visits"] for one in coverage(grid, "hour")["groups"]}
    at = [local(datetime.fromisoformat(one["at"])).hour for one in walks]
    assert hours == {f"{hour:02}": at.count(hour) for hour in range(24)}


def test_coverage_is_what_a_plain_look_says(grid: RunningService) -> None:
    the_coverage(grid)


def test_coverage_is_what_a_plain_look_says_on_postgresql_too(scratch: Scratch, tmp_path: Path) -> None:
    with running("grid", tmp_path, scratch.database_url("grid_coverage")) as service:
        build(service, valid_from=TODAY - timedelta(days=30))
        the_coverage(service)


def test_the_visits_of_a_round_are_those_it_came_to_at_last(grid: RunningService) -> None:
    """Rounds are folded again when more of them comes in: what was kept before is replaced, also in the counts."""
    at = now() - timedelta(hours=5)
    first = Seen(WEST + SIDE / 2, SOUTH + SIDE / 2, uuid4(), at, VisitKind.SCAN)
    other = Seen(WEST + SIDE / 4, SOUTH + SIDE / 4, uuid4(), at, VisitKind.SCAN, voluntary=True)
    nowhere = Seen(0.0, 0.0, uuid4(), at, VisitKind.SCAN)
    source = uuid4()
    for seen in ([first], [first, nowhere], [other, first], [other]):
        with grid.database.transaction() as session:
            keep_visits(Work(session, now(), Chain()), DISTRICT, {source: seen})
    whole = coverage(grid)["whole"]
    assert (whole["visits"], whole["extra"], whole["visited"]) == (0, 1, 0), "volunteers are extra"
    with grid.database.transaction() as session:
        keep_visits(Work(session, now(), Chain()), DISTRICT, {source: [first]})
    whole = coverage(grid)["whole"]
    assert (whole["visits"], whole["extra"]) == (1, 0)
    cell = next(one for one in coverage(grid)["groups"] if one["visits"])
    assert (cell["idle_now"], local_day(at)) == (300, local_day(first.at))


def test_a_day_that_loses_its_visits_gives_its_gap_to_the_next(grid: RunningService) -> None:
    place, officer = (WEST + SIDE / 2, SOUTH + SIDE / 2), uuid4()
    first, taken_back, last = (
        (uuid4(), Seen(*place, officer, now() - timedelta(days=days), VisitKind.SCAN)) for days in (6, 4, 1)
    )
    worst = []
    for source, seen in (
        (last[0], [last[1]]),
        (taken_back[0], [taken_back[1]]),
        (first[0], [first[1]]),
        (taken_back[0], []),
    ):
        with grid.database.transaction() as session:
            keep_visits(Work(session, now(), Chain()), DISTRICT, {source: seen})
        worst.append(next(one["idle_worst"] for one in coverage(grid)["groups"] if one["visits"]) // 1440)
    assert worst == [8, 5, 3, 5]


def test_positions_are_judged_each_by_itself(grid: RunningService) -> None:
    made, ended = tracker(grid), tracker(grid)
    grid.ask(LEADER, "end_tracker", id=ended["id"], version=1)
    key, at = made["key"], now() - timedelta(minutes=1)
    sent = [
        fix(key, at),
        fix("nobody", at),
        fix(key, at + timedelta(hours=1)),
        fix(key, at - timedelta(days=31)),
        fix(key, at),
        fix(ended["key"], at),
        fix(key, at - timedelta(minutes=9), accuracy=900.0),
        fix(key, at - timedelta(minutes=10), lon=0.0),
    ]
    outcomes = ["kept", "unknown_tracker", "in_the_future", "too_old", "repeated", "unknown_tracker", "kept", "kept"]
    assert send(grid, *sent) == outcomes
    assert coverage(grid)["whole"]["visits"] == 1, "one was too vague, one in no cell"
    (latest,) = [one for one in grid.ask(LEADER, "list_trackers", area_code=DISTRICT)["items"] if not one["ended"]]
    assert latest["latest"]["at"] == at.isoformat()
    assert latest["key"] is None


def test_a_track_is_read_in_pages_and_forgotten_after_its_time(grid: RunningService) -> None:
    made = tracker(grid)
    begun = now() - timedelta(days=3)
    send(grid, *(fix(made["key"], begun + timedelta(hours=hour)) for hour in range(60)))
    seen: list[str] = []
    since: datetime | None = begun
    while since is not None:
        page = grid.ask(LEADER, "get_track", id=made["id"], since=since.isoformat(), until=now().isoformat(), limit=25)
        seen += [one["at"] for one in page["items"]]
        since = datetime.fromisoformat(page["next_since"]) if page["next_since"] else None
    assert len(seen) == len(set(seen)) == 60
    visits = coverage(grid)["whole"]["visits"]
    with grid.database.transaction() as session:
        assert forget(session, now(), timedelta(days=2, minutes=30)) == 24
        assert session.execute(select(func.count()).select_from(POSITION)).scalar() == 36
    assert coverage(grid)["whole"]["visits"] == visits, "what follows from positions stays"


def test_who_may_see_positions(grid: RunningService) -> None:
    made = tracker(grid)
    span = {"since": SINCE.isoformat() + "T00:00:00Z", "until": UNTIL.isoformat() + "T00:00:00Z"}
    for role in set(Role) - {Role.PATROL_LEADER, Role.ADMINISTRATOR}:
        for method, said in {
            "get_track": {"id": made["id"], **span},
            "list_trackers": {"area_code": COMMUNITY},
        }.items():
            assert type(grid.refusal(person(role), method, **said)) is Forbidden, role
    stranger = administrator(ELSEWHERE)
    assert type(grid.refusal(stranger, "get_track", id=made["id"], **span)) is NotFound
    assert type(grid.refusal(stranger, "get_coverage", area_code=DISTRICT, since=SINCE, until=UNTIL)) is NotFound
    assert type(grid.refusal(LEADER, "end_tracker", id=made["id"], version=7)) is StaleVersion
    assert type(grid.refusal(LEADER, "get_track", id=UUID(int=1), **span)) is NotFound
    bad = grid.refusal(LEADER, "get_coverage", area_code=DISTRICT, since=UNTIL, until=SINCE)
    assert (type(bad), list(bad.fields)) == (Invalid, ["until"])


def test_cells_that_end_take_their_figures_with_them(grid: RunningService) -> None:
    """Coverage shows the cells of the last day; those of a later partition begin without visits."""
    made = tracker(grid)
    send(grid, fix(made["key"], now() - timedelta(days=2)))
    assert coverage(grid)["whole"]["visits"] == 1
    build(grid, boundary=square(side=SIDE), valid_from=TODAY)
    assert coverage(grid)["whole"]["visits"] == 0
    assert coverage(grid, until=TODAY)["whole"]["visits"] == 1
