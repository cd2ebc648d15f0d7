"""What routing costs a call, and how long a dry run over a million past requests takes, on both databases."""

from __future__ import annotations

import itertools
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Boolean, DateTime, Integer, String, Text, Uuid, insert, text

from linli.areas import path_of
from linli.clock import now
from linli.contracts.hotline.words import Channel, Kind
from services.hotline.catalogue import shipped
from services.hotline.domain.catalogue import Edition
from services.hotline.tables.request import REQUEST
from tests.factories.catalogues import routing
from tests.factories.people import DISTRICT, administrator
from tests.factories.running import RunningService, running
from tests.machine import Scratch, missing_servers

REQUESTS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
CHUNK = 10_000
AREAS = [f"{DISTRICT}{street:03}{community:03}" for street in range(5, 16) for community in range(1, 11)]
RULES = [{"code": f"r{number}", "area_code": AREAS[number], "unit": {"tier": "district"}} for number in range(100)]


def rows(count: int) -> Iterator[dict[str, Any]]:
    """Requests of every community, category and kind, opened within the last year."""
    luck, today = random.Random(7), datetime.now(UTC)
    here = shipped().on(today.date())
    filler = {column.name: _filler(column.type) for column in REQUEST.columns if not column.nullable}
    for number in range(count):
        area, category = luck.choice(AREAS), luck.choice(list(here.categories.values()))
        at = today - timedelta(minutes=luck.randrange(500_000))
        moments = {name: at for name, value in filler.items() if isinstance(value, datetime)}
        yield {
            **filler,
            **moments,
            "id": UUID(int=luck.getrandbits(128), version=4),
            "tracking_code": f"{number:07}",
            "area_code": area,
            "path": path_of(area),
            "category": category.code,
            "kind": luck.choice(tuple(Kind)),
            "channel": Channel.PHONE,
            "urgent": category.urgent,
            "state": "closed",
            "service": category.service,
        }


def _filler(kind: Any) -> Any:
    """Something that a column of this type takes."""
    for cls, value in ((Uuid, uuid4()), (Boolean, False), (Integer, 0), (Text, ""), (String, "")):
        if isinstance(kind, cls):
            return value
    return datetime.now(UTC) if isinstance(getattr(kind, "impl_instance", kind), DateTime) else ""


def fill(hotline: RunningService) -> float:
    """The seconds it took to put the requests there: a tenth of them, and nine copies of each by the database."""
    started, made = time.perf_counter(), rows(REQUESTS // 10)
    while chunk := list(itertools.islice(made, CHUNK)):
        with hotline.database.transaction() as session:
            session.execute(insert(REQUEST), chunk)
    own = {"id": "gen_random_uuid()", "tracking_code": "CAST(n AS text) || tracking_code"}
    if hotline.database.embedded:
        own["id"] = "lower(hex(randomblob(16)))"
    names = [column.name for column in REQUEST.columns]
    picked = ", ".join(own.get(name, name) for name in names)
    copies = "WITH RECURSIVE copy(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < 9)"
    with hotline.database.transaction() as session:
        if not hotline.database.embedded:
            session.execute(text("SET LOCAL statement_timeout = 0"))
        session.execute(text(f"{copies} INSERT INTO request ({', '.join(names)}) SELECT {picked} FROM request, copy"))
    with hotline.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if hotline.database.embedded else "VACUUM ANALYZE request"))
    return time.perf_counter() - started


def dry_runs(name: str, hotline: RunningService) -> None:
    """Print how long a dry run takes over all requests and over the last month."""
    print(f"{name}: {REQUESTS:,} requests written in {fill(hotline):.0f} s")
    today = now().date()
    year = {"since": today - timedelta(days=365), "until": today + timedelta(days=1)}
    periods: dict[str, dict[str, Any]] = {"a year": year, "last month": {}}
    for period, asked in periods.items():
        seconds = []
        for _ in range(3):
            started = time.perf_counter()
            found = hotline.ask(administrator(), "dry_run_routing", area_code=DISTRICT, rules=RULES, **asked)
            seconds.append(time.perf_counter() - started)
        told = f"{found['requests']:,} requests, {found['changed']:,} would move in {found['moves']:,} ways"
        print(f"{name}: dry run of {len(RULES)} rules over {period}: {told}: best of 3 {min(seconds):.2f} s")


def calls() -> None:
    """Print what deciding one request's unit and clocks costs, with few rules and with many."""
    today, luck = now().date(), random.Random(7)
    for count in (0, 1000):
        areas = [None, DISTRICT, *{area[:9] for area in AREAS}, *AREAS]
        codes = list(shipped().on(today).categories)
        more = [routing(f"b{one}", area_code=luck.choice(areas), category=luck.choice(codes)) for one in range(count)]
        here = Edition([*shipped().on(today).entries, *more])
        asked = [
            (luck.choice(AREAS), luck.choice(codes), luck.choice(tuple(Kind)), luck.choice(tuple(Channel)))
            for _ in range(20_000)
        ]
        started = time.perf_counter()
        for one in asked:
            here.assign(*one)
        took = (time.perf_counter() - started) / len(asked)
        print(f"routing and clocks of one request, {count} rules more than shipped: {took * 1e6:.1f} µs")


def main() -> None:
    """Measure and print."""
    calls()
    with tempfile.TemporaryDirectory() as folder:
        with running("hotline", Path(folder)) as hotline:
            dry_runs("SQLite", hotline)
        if missing_servers():
            print(f"PostgreSQL: not measured: {missing_servers()}")
            return
        with Scratch() as scratch, running("hotline", Path(folder), scratch.database_url("hotline")) as hotline:
            dry_runs("PostgreSQL", hotline)


if __name__ == "__main__":
    main()
