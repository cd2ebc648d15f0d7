"""What coverage keeps by day, week and hour is what all visits say, for any period, and can be counted anew."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.util import load_python_file
from sqlalchemy import Table, select, text, update

from linli.cli import main
from linli.clock import local, now
from linli.contracts.grid.coverage import VisitKind
from linli.db import migrations_of
from linli.observe import Chain
from linli.work import Work
from services.grid.domain.visits import Seen, day_begins, seconds
from services.grid.tables.visits import (
    CELL_LAST,
    COVERAGE_DAY,
    COVERAGE_HOUR,
    COVERAGE_WEEK,
    COVERAGE_WEEK_HOUR,
    VISIT,
)
from services.grid.usecases.visits import keep_visits
from tests.factories.cells import LEADER, SIDE, SOUTH, WEST, build, cells
from tests.factories.people import DISTRICT
from tests.factories.running import HOSTINGS, RunningService, beside_commands

TODAY = local(now()).date()
LONG_AGO = TODAY - timedelta(days=45)
COUNTED = (COVERAGE_DAY, COVERAGE_WEEK, COVERAGE_HOUR, COVERAGE_WEEK_HOUR, CELL_LAST)


@pytest.fixture(params=HOSTINGS)
def grid(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningService]:
    """A grid service with a history of 45 days, and commands beside it on the same database."""
    with beside_commands("grid", request, tmp_path, monkeypatch) as service:
        build(service, valid_from=LONG_AGO)
        live(service, random.Random(7))
        yield service


def live(grid: RunningService, draws: random.Random) -> None:
    """Rounds that see places, are told again with others, or with none, in any order."""
    rounds = [uuid4() for _ in range(25)]
    for _ in range(60):
        source, voluntary = draws.choice(rounds), draws.random() < 0.3
        begun = draws.uniform(day_begins(LONG_AGO).timestamp(), now().timestamp() - 7200)
        seen = [
            Seen(
                WEST + draws.random() * 2 * SIDE,
                SOUTH + draws.random() * 2 * SIDE,
                uuid4(),
                datetime.fromtimestamp(begun + draws.randrange(7200), now().tzinfo),
                VisitKind.SCAN,
                voluntary,
            )
            for _ in range(draws.randrange(6))
        ]
        with grid.database.transaction() as session:
            keep_visits(Work(session, now(), Chain()), DISTRICT, {source: seen})


def rows(grid: RunningService, table: Table) -> list[tuple[Any, ...]]:
    with grid.database.reading() as session:
        return sorted((tuple(one) for one in session.execute(select(table))), key=str)


def everything(grid: RunningService) -> Mapping[str, list[tuple[Any, ...]]]:
    return {one.name: rows(grid, one) for one in COUNTED}


def by_hand(grid: RunningService, since: date, until: date) -> dict[str, tuple[int, int, int]]:
    """Visits, extra and the longest seconds alone of each cell, by plain loops over all visits."""
    begins, ends = day_begins(since), min(day_begins(until), now())
    visits: dict[UUID, list[tuple[datetime, bool]]] = {}
    for one in rows(grid, VISIT):
        visits.setdefault(one[1], []).append((one[2], one[6]))
    found = {}
    for cell in cells(grid):
        within = [(at, voluntary) for at, voluntary in visits.get(UUID(cell["id"]), ()) if begins <= at < ends]
        on_duty = sorted(at for at, voluntary in within if not voluntary)
        longest = max(seconds(b) - seconds(a) for a, b in pairwise([begins, *on_duty, ends]))
        found[cell["code"]] = (len(on_duty), len(within) - len(on_duty), longest)
    return found


def periods(draws: random.Random) -> Sequence[tuple[date, date]]:
    """Single days, days around a Monday, whole weeks and any others."""
    monday = TODAY - timedelta(days=TODAY.weekday() + 14)
    around = [(monday + timedelta(days=a), monday + timedelta(days=b)) for a, b in [(0, 7), (-1, 8), (0, 14), (1, 7)]]
    days = [sorted(draws.sample(range(46), 2)) for _ in range(12)]
    drawn = [(LONG_AGO + timedelta(days=a), LONG_AGO + timedelta(days=b)) for a, b in days]
    return [(TODAY, TODAY + timedelta(days=1)), *around, *drawn]


def test_any_period_is_what_a_plain_look_at_all_visits_says(grid: RunningService) -> None:
    assert len(rows(grid, VISIT)) > 30
    for since, until in periods(random.Random(3)):
        expected = by_hand(grid, since, until)
        said = grid.ask(LEADER, "get_coverage", area_code=DISTRICT, since=since, until=until, by="cell")
        for one in said["groups"]:
            visits, extra, longest = expected[one["key"]]
            assert (one["visits"], one["extra"]) == (visits, extra), (since, until, one)
            assert abs(one["idle_worst"] - longest // 60) <= 1, (since, until, one)
        hours = grid.ask(LEADER, "get_coverage", area_code=DISTRICT, since=since, until=until, by="hour")["groups"]
        begins, ends = day_begins(since), day_begins(until)
        at = [(local(one[2]).hour, one[6]) for one in rows(grid, VISIT) if begins <= one[2] < ends]
        counted = [(int(one["key"]), one["visits"], one["extra"]) for one in hours]
        assert counted == [(hour, at.count((hour, False)), at.count((hour, True))) for hour in range(24)]


def test_what_is_kept_beside_visits_is_what_counting_anew_gives(
    grid: RunningService, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = everything(grid)
    assert all(kept.values())
    with grid.database.transaction() as session:
        session.execute(update(COVERAGE_WEEK).values(visits=99, within_s=0))
        session.execute(update(COVERAGE_DAY).values(before_s=None))
        session.execute(update(COVERAGE_WEEK_HOUR).values(extra=7))
        session.execute(CELL_LAST.delete())
    assert everything(grid) != kept
    for _ in range(2):
        assert main(["coverage", "recount", "--area", DISTRICT]) == 0
        assert everything(grid) == kept
    count = len(rows(grid, VISIT))
    assert f"Counted {count:,} visits of 2 communities anew." in capsys.readouterr().out


def test_the_migration_counts_the_weeks_that_were_before_it(grid: RunningService) -> None:
    kept = everything(grid)
    migration = load_python_file(migrations_of("grid"), "0013_coverage_weeks.py")
    with grid.database.engine.begin() as connection:
        for table in ("coverage_week", "coverage_week_hour"):
            connection.execute(text(f"DROP TABLE {table}"))
        with Operations.context(MigrationContext.configure(connection)):
            migration.upgrade()
    assert everything(grid) == kept
