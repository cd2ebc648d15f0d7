"""How long the coverage of a district of 5,000 cells over 30 days takes: `python -m tests.bench.bench_coverage`."""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from linli.areas import path_of
from linli.clock import local, now
from linli.contracts.grid.coverage import CoverageBy
from linli.db import count_up
from services.grid.domain.cells import Cell, Ground, cell_id, code_of
from services.grid.domain.visits import HOUR, day_begins, day_of, hour_of_week, local_day, monday_of, seconds
from services.grid.tables.visits import CELL_LAST, COVERAGE_DAY, COVERAGE_HOUR, COVERAGE_WEEK, COVERAGE_WEEK_HOUR
from tests.factories.cells import LEADER
from tests.factories.running import RunningService, running
from tests.machine import Scratch, missing_servers

COMMUNITIES, EACH, DAYS, ROUNDS = 100, 50, 30, 40


def fill(grid: RunningService, until: date) -> None:
    """5,000 cells, each with two visits on every one of the days, counted by day, week and hour."""
    begun = until - timedelta(days=DAYS)
    codes = [
        code_of("010101", f"2101030{street:02}{number:03}", cell)
        for street in range(COMMUNITIES // 10)
        for number in range(1, 11)
        for cell in range(1, EACH + 1)
    ]
    hours: Counter[tuple[int, str]] = Counter()
    with grid.database.transaction() as session:
        session.add_all([Cell.make(one, Ground((), 123.4, 41.8, 10_000), begun, 24) for one in codes])
        session.flush()
        draws, rows = random.Random(1), Rows([], [], [])
        for code in codes:
            moments = visits_of(draws, begun)
            hours.update((seconds(at) // HOUR * HOUR, code[6:18]) for at in moments)
            add_rows(rows, code, begun, moments)
        insert_all(session, COVERAGE_DAY, rows.days)
        insert_all(session, COVERAGE_WEEK, rows.weeks)
        insert_all(session, CELL_LAST, rows.lasts)
        insert_all(session, COVERAGE_HOUR, hour_rows(hours))
        of_weeks: Counter[tuple[int, str]] = Counter()
        for (hour, area), count in hours.items():
            of_weeks[hour_of_week(hour), area] += count
        insert_all(session, COVERAGE_WEEK_HOUR, hour_rows(of_weeks))
    count_up(grid.database)


@dataclass
class Rows:
    """What coverage keeps of the cells."""

    days: list[dict[str, Any]]
    weeks: list[dict[str, Any]]
    lasts: list[dict[str, Any]]


def visits_of(draws: random.Random, begun: date) -> list[datetime]:
    """Two moments on each of the days."""
    found = []
    for number in range(DAYS):
        first = day_begins(begun + timedelta(days=number)) + timedelta(seconds=draws.randrange(40_000))
        found += [first, first + timedelta(seconds=draws.randrange(1, 40_000))]
    return found


def add_rows(rows: Rows, code: str, begun: date, moments: list[datetime]) -> None:
    """The days and weeks of a cell, each counted as the service counts it."""
    own = cell_id(code, begun)
    for kept, key in ((rows.days, local_day), (rows.weeks, lambda at: monday_of(local_day(at)))):
        before = None
        for day, of_day in groupby(moments, key=key):
            one = day_of([(at, False) for at in of_day])
            counted = {"visits": one.visits, "extra": one.extra, "within_s": one.within}
            facts = {"first_s": one.first, "last_s": one.last, "before_s": before}
            kept.append({"cell_id": own, "day": day, "path": path_of(code), **counted, **facts})
            before = one.last
    rows.lasts.append({"cell_id": own, "last_s": before})


def hour_rows(hours: Counter[tuple[int, str]]) -> list[dict[str, Any]]:
    """Rows of hours of communities."""
    return [
        {"hour_s": hour, "area_code": area, "path": path_of(area), "visits": count, "extra": 0}
        for (hour, area), count in hours.items()
    ]


def insert_all(session: Session, table: Table, rows: list[dict[str, Any]]) -> None:
    """In portions that a database takes."""
    for position in range(0, len(rows), 5000):
        session.execute(insert(table), rows[position : position + 5000])


def server_seconds(database: str) -> float:
    """Processor time that PostgreSQL spent for this database until now."""
    named = (one for one in psutil.process_iter(["name", "cmdline"]) if one.info["name"] == "postgres")
    mine = [one for one in named if database and database in " ".join(one.info["cmdline"] or ())]
    return float(sum(one.cpu_times().user + one.cpu_times().system for one in mine))


def measure(grid: RunningService, until: date, database: str = "") -> None:
    """Each way to break it down, as the service answers it in its wire form; the processor time of both beside it."""
    for by in CoverageBy:
        asked: dict[str, Any] = {"area_code": "210103", "since": until - timedelta(days=DAYS), "until": until, "by": by}
        took = []
        begun_own, begun_server = time.process_time(), server_seconds(database)
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            json.dumps(grid.ask(LEADER, "get_coverage", **asked))
            took.append((time.perf_counter() - begun) * 1000)
        own = (time.process_time() - begun_own) / ROUNDS * 1000
        server = (server_seconds(database) - begun_server) / ROUNDS * 1000
        took.sort()
        middle, slow = took[len(took) // 2], took[int(len(took) * 0.95)]
        print(f"  by {by:10} p50 {middle:6.0f} ms   p95 {slow:6.0f} ms   CPU {own:4.0f} + {server:.0f} ms", flush=True)


def main() -> None:
    """On PostgreSQL where it answers, and on SQLite unless told `postgresql`."""
    until = local(now()).date() + timedelta(days=1)
    print(f"{COMMUNITIES * EACH} cells, {DAYS} days, {COMMUNITIES * EACH * DAYS} days of cells; {ROUNDS} times each")
    with tempfile.TemporaryDirectory() as folder:
        if not missing_servers():
            with Scratch() as scratch, running("grid", Path(folder), scratch.database_url("bench_coverage")) as grid:
                fill(grid, until)
                print("PostgreSQL")
                measure(grid, until, scratch.name)
        if "postgresql" in sys.argv:
            return
        with running("grid", Path(folder)) as grid:
            fill(grid, until)
            print("SQLite")
            measure(grid, until)


if __name__ == "__main__":
    main()
