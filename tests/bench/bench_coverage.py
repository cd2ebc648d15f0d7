"""How long the coverage of a district of 5,000 cells over 30 days takes: `python -m tests.bench.bench_coverage`."""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from linli.areas import path_of
from linli.clock import local, now
from linli.contracts.grid.coverage import CoverageBy
from services.grid.domain.cells import Cell, Ground, cell_id, code_of
from services.grid.domain.visits import day_begins, seconds
from services.grid.tables.visits import CELL_LAST, COVERAGE_DAY, COVERAGE_HOUR
from tests.factories.cells import LEADER
from tests.factories.running import RunningService, running
from tests.machine import Scratch, missing_servers

COMMUNITIES, EACH, DAYS, ROUNDS = 100, 50, 30, 40


def fill(grid: RunningService, until: date) -> None:
    """5,000 cells, each with visits on every one of the days."""
    begun = until - timedelta(days=DAYS)
    codes = [
        code_of("010101", f"2101030{street:02}{number:03}", cell)
        for street in range(COMMUNITIES // 10)
        for number in range(1, 11)
        for cell in range(1, EACH + 1)
    ]
    with grid.database.transaction() as session:
        session.add_all([Cell.make(one, Ground((), 123.4, 41.8, 10_000), begun, 24) for one in codes])
        session.flush()
        days = list(days_of(codes, begun))
        insert_all(session, COVERAGE_DAY, days)
        newest = [one for one in days if one["day"] == until - timedelta(days=1)]
        insert_all(session, CELL_LAST, [{"cell_id": one["cell_id"], "last_s": one["last_s"]} for one in newest])
        insert_all(session, COVERAGE_HOUR, list(hours_of(sorted({code[6:18] for code in codes}), begun)))


def days_of(codes: list[str], begun: date) -> Iterator[dict[str, Any]]:
    """Two moments of visit on every day of each cell."""
    draws = random.Random(1)
    for code in codes:
        own, before = cell_id(code, begun), None
        for day in (begun + timedelta(days=number) for number in range(DAYS)):
            first = seconds(day_begins(day)) + draws.randrange(40_000)
            last = first + draws.randrange(40_000)
            counted = {"visits": 3, "extra": 1, "within_s": 9000}
            moments = {"first_s": first, "last_s": last, "before_s": before}
            yield {"cell_id": own, "day": day, "path": path_of(code), **counted, **moments}
            before = last


def hours_of(areas: list[str], begun: date) -> Iterator[dict[str, Any]]:
    """Visits in every hour of each community."""
    for hour in range(DAYS * 24):
        hour_s = seconds(day_begins(begun)) + 3600 * hour
        for area in areas:
            yield {"hour_s": hour_s, "area_code": area, "path": path_of(area), "visits": 6, "extra": 2}


def insert_all(session: Session, table: Table, rows: list[dict[str, Any]]) -> None:
    """In portions that a database takes."""
    for position in range(0, len(rows), 5000):
        session.execute(insert(table), rows[position : position + 5000])


def measure(grid: RunningService, until: date) -> None:
    """Each way to break it down, as the service answers it in its wire form."""
    for by in CoverageBy:
        asked: dict[str, Any] = {"area_code": "210103", "since": until - timedelta(days=DAYS), "until": until, "by": by}
        took = []
        spent = time.process_time()
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            json.dumps(grid.ask(LEADER, "get_coverage", **asked))
            took.append((time.perf_counter() - begun) * 1000)
        spent = (time.process_time() - spent) / ROUNDS * 1000
        took.sort()
        middle, slow = took[len(took) // 2], took[int(len(took) * 0.95)]
        print(f"  by {by:10} p50 {middle:6.0f} ms   p95 {slow:6.0f} ms   own CPU {spent:4.0f} ms", flush=True)


def main() -> None:
    """On PostgreSQL where it answers, and on SQLite."""
    until = local(now()).date() + timedelta(days=1)
    print(f"{COMMUNITIES * EACH} cells, {DAYS} days, {COMMUNITIES * EACH * DAYS} days of cells; {ROUNDS} times each")
    with tempfile.TemporaryDirectory() as folder:
        if not missing_servers():
            with Scratch() as scratch, running("grid", Path(folder), scratch.database_url("bench_coverage")) as grid:
                fill(grid, until)
                print("PostgreSQL")
                measure(grid, until)
        with running("grid", Path(folder)) as grid:
            fill(grid, until)
            print("SQLite")
            measure(grid, until)


if __name__ == "__main__":
    main()
