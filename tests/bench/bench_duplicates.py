"""How fast duplicates are suggested among a million requests: `python -m tests.bench.bench_duplicates [rows] [sqlite]`.

Fills a database of its own (removed afterwards) with open requests of one district, all told within thirty days, which
is worse than any district's month. Prints p50, p95 and p99 of suggestions in milliseconds, and
what the keys add to opening.
"""

from __future__ import annotations

import csv
import functools
import io
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from sqlalchemy import insert, text

from linli.clock import now
from services.hotline.domain.duplicates import Matter
from services.hotline.tables.request import REQUEST
from services.hotline.usecases import duplicates as usecases
from tests.factories.matters import District
from tests.factories.people import administrator
from tests.factories.recorded import key_rows, row_of, template
from tests.factories.running import RunningService, running
from tests.machine import create_database, database_url, drop_database

NAME = "linli_bench_duplicates"
BATCH = 20_000
QUESTIONS = 300
OPENINGS = 300
GOAL = 200.0
"""Milliseconds."""
DAYS = timedelta(days=30)
AT_DISTRICT = administrator()


@contextmanager
def filled(rows: int, on_sqlite: bool) -> Iterator[tuple[RunningService, list[Matter]]]:
    """The hotline with so many open requests, and some of their matters to ask about."""
    url = None
    if not on_sqlite:
        drop_database(database_url(), NAME)
        url = create_database(database_url(), NAME)
    try:
        with tempfile.TemporaryDirectory() as folder, running("hotline", Path(folder), url) as hotline:
            yield hotline, fill(hotline, rows)
    finally:
        if not on_sqlite:
            drop_database(database_url(), NAME)


def fill(hotline: RunningService, rows: int) -> list[Matter]:
    """Put the requests and their keys there; every so many-th of the matters."""
    began, like, start = time.perf_counter(), template(hotline), now() - DAYS
    district = District(1)
    told = (replace(one, told_at=min(start + (one.told_at - district.start), now())) for one in district.matters(rows))
    asked: list[Matter] = []
    seal = functools.cache(hotline.member.service.sealer.seal)
    with without_order(hotline):
        while batch := list(islice(told, BATCH)):
            asked += batch[:: max(rows // (QUESTIONS * 3), 1)]
            kept = [replace(one, caller=one.caller and seal(one.caller, "phone")) for one in batch]
            load(hotline, [(row_of(like, matter), matter) for matter in kept])
    print(f"{rows:,} requests recorded in {time.perf_counter() - began:.0f} s", flush=True)
    return asked


def load(hotline: RunningService, batch: Sequence[tuple[dict[str, Any], Matter]]) -> None:
    """Put these rows there, by COPY where that is possible."""
    rows = [row for row, _ in batch]
    keys = [key for row, matter in batch for key in key_rows(row["id"], matter)]
    with hotline.database.transaction() as session:
        if hotline.database.embedded:
            session.execute(insert(REQUEST), rows)
            session.execute(
                text("INSERT INTO matter_key_heap VALUES (:key, :told_at, :request_id)"),
                [{**key, "request_id": key["request_id"].hex} for key in keys],
            )
            return
        cursor = session.connection().connection.cursor()
        for table, lines in (("request", rows), ("matter_key", keys)):
            file = io.StringIO()
            csv.writer(file).writerows(["\\N" if one is None else one for one in line.values()] for line in lines)
            file.seek(0)
            cursor.copy_expert(f"COPY {table} ({', '.join(lines[0])}) FROM STDIN WITH (FORMAT csv, NULL '\\N')", file)


@contextmanager
def without_order(hotline: RunningService) -> Iterator[None]:
    """Load the keys without their index, which is made at the end; and let the planner know what is there."""
    embedded = hotline.database.embedded
    before = (
        ["CREATE TABLE matter_key_heap (key, told_at, request_id)"]
        if embedded
        else ["ALTER TABLE matter_key DROP CONSTRAINT matter_key_pkey"]
    )
    after = (
        ["INSERT INTO matter_key SELECT * FROM matter_key_heap ORDER BY 1, 2, 3", "DROP TABLE matter_key_heap"]
        if embedded
        else ["SET LOCAL statement_timeout = 0", "ALTER TABLE matter_key ADD PRIMARY KEY (key, told_at, request_id)"]
    )
    run(hotline, before)
    yield
    run(hotline, after)
    with hotline.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE" if not embedded else "ANALYZE"))


def run(hotline: RunningService, statements: Sequence[str]) -> None:
    """Execute these in one transaction."""
    with hotline.database.transaction() as session:
        for statement in statements:
            session.execute(text(statement))


def said(matter: Matter, **changes: Any) -> dict[str, Any]:
    """The command that asks about a matter."""
    told = {
        "area_code": matter.area_code,
        "text": matter.text,
        "category": matter.category,
        "latitude": matter.latitude,
        "longitude": matter.longitude,
        "contact_phone": matter.caller,
    }
    return {**told, **changes}


def milliseconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def tell(name: str, taken: Sequence[float]) -> None:
    """Print the percentiles."""
    cuts = statistics.quantiles(taken, n=100, method="inclusive")
    verdict = "" if "open" in name else "  within the goal" if cuts[94] <= GOAL else "  MISSES THE GOAL"
    print(f"{name:44} p50 {cuts[49]:6.1f}  p95 {cuts[94]:6.1f}  p99 {cuts[98]:6.1f} ms{verdict}", flush=True)


def ask_all(hotline: RunningService, asked: Sequence[Matter]) -> None:
    """Measure suggestions: everything known, half of the text typed, and the category not chosen yet."""
    district = District(2)
    again = [district.again(district.random.choice(asked)) for _ in range(QUESTIONS)]
    cases: dict[str, Callable[[Matter], dict[str, Any]]] = {
        "suggest, everything known": said,
        "suggest, half of the text typed": lambda one: said(one, text=one.text[: len(one.text) // 2]),
        "suggest, no category yet": lambda one: said(one, category=None),
        "suggest, neither place nor category": lambda one: said(one, category=None, latitude=None, longitude=None),
    }
    for name, case in cases.items():
        found = [0]

        def ask(matter: Matter, case: Callable[[Matter], dict[str, Any]] = case, found: list[int] = found) -> None:
            answer = hotline.ask(AT_DISTRICT, "suggest_duplicates", **case(matter))
            found[0] += len(answer["suggestions"])

        tell(name, [milliseconds(lambda matter=matter: ask(matter)) for matter in again])  # type: ignore[misc]
        print(f"{'':44} {found[0] / len(again):.1f} suggestions each")


def open_all(hotline: RunningService, asked: Sequence[Matter]) -> None:
    """Measure openings with and without the keys in turn, so that a slow minute weighs on both."""
    taken: dict[bool, list[float]] = {True: [], False: []}
    for number in range(OPENINGS):
        matter, keeping = asked[number % len(asked)], number % 2 == 0
        command = said(matter, id=uuid4(), tracking_code=f"7K3QX-{10000 + number}", title=matter.text)
        del command["text"]
        with patch.object(usecases, "remember", usecases.remember if keeping else lambda *_: None):
            taken[keeping].append(milliseconds(lambda: hotline.ask(AT_DISTRICT, "open_request", **command)))  # noqa: B023
    tell("open a request", taken[True])
    tell("open a request, its keys not kept", taken[False])


def main() -> None:
    """Fill, then measure."""
    numbers = [int(one) for one in sys.argv[1:] if one.isdigit()]
    with filled(numbers[0] if numbers else 1_000_000, "sqlite" in sys.argv) as (hotline, asked):
        ask_all(hotline, asked)
        open_all(hotline, asked)


if __name__ == "__main__":
    main()
