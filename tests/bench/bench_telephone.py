"""How long a screen-pop takes at a million requests and calls, and how many reports a second are taken.

`python -m tests.bench.bench_telephone [rows]` fills a PostgreSQL database of its own (removed afterwards) with requests
and calls of 200,000 callers over two years, some of whom call very often, and prints p50, p95 and p99 of the screen-pop
and of the figures in milliseconds, as the hotline answers them, and the reports a second with eight at once.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from linli.identity import Role
from linli.sealing import Sealer
from tests.factories.people import COMMUNITY, DISTRICT, administrator, person
from tests.factories.running import RunningService, running
from tests.factories.telephone import Exchange
from tests.machine import create_database, database_url, drop_database

NAME = "linli_bench_telephone"
CALLERS, RUNS, REPORTS, THREADS = 200_000, 2000, 4000, 8
OPERATOR = person(Role.OPERATOR)

PICKED = """
SELECT n, (SELECT count(*) FROM caller) AS callers, power(random(), 4) AS luck,
  now() - interval '2 years' * (:rows - n) / :rows AS moment
FROM generate_series(1, :rows) AS n
"""
REQUESTS = f"""
INSERT INTO request
SELECT made.* FROM ({PICKED}) AS picked
JOIN caller ON caller.n = 1 + floor(luck * callers)
CROSS JOIN request AS model
CROSS JOIN LATERAL jsonb_populate_record(model, jsonb_build_object(
  'id', gen_random_uuid(), 'task_id', gen_random_uuid(),
  'tracking_code', lpad(to_hex(picked.n), 5, '0') || '-00000', 'contact_phone', caller.phone,
  'opened_at', moment, 'moved_at', moment,
  'ended_at', CASE WHEN random() < 0.98 THEN moment + interval '1 day' END)) AS made
"""
CALLS = f"""
INSERT INTO call
SELECT made.* FROM ({PICKED}) AS picked
JOIN caller ON caller.n = 1 + floor(luck * callers)
CROSS JOIN call AS model
CROSS JOIN LATERAL jsonb_populate_record(model, jsonb_build_object(
  'id', gen_random_uuid(), 'call_ref', picked.n, 'number', caller.phone, 'rang_at', moment,
  'rang_hour', extract(hour FROM moment AT TIME ZONE 'Asia/Shanghai'),
  'answered_at', CASE WHEN picked.n % 20 > 0 THEN moment + interval '9 s' END,
  'seconds_to_answer', CASE WHEN picked.n % 20 > 0 THEN 9 + picked.n % 10 END,
  'outcome', CASE WHEN picked.n % 20 > 0 THEN 'answered' ELSE 'missed' END,
  'ended_at', moment + interval '3 minutes')) AS made
"""

BUSIEST = "SELECT phone FROM caller WHERE n = 1"


def main() -> None:
    """Fill, measure, print, remove."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    drop_database(database_url(), NAME)
    url = create_database(database_url(), NAME)
    try:
        with tempfile.TemporaryDirectory() as folder, running("hotline", Path(folder), url) as hotline:
            fill(hotline, rows)
            measure_answers(hotline)
            measure_reports(hotline)
    finally:
        drop_database(database_url(), NAME)


def fill(hotline: RunningService, rows: int) -> None:
    """A request and a call made as they are made, and a million like them with other callers and moments."""
    started = time.perf_counter()
    opened: dict[str, Any] = {
        "id": uuid4(),
        "tracking_code": "ZZZZZ-ZZZZZ",
        "area_code": COMMUNITY,
        "category": "noise.residential",
    }
    hotline.ask(administrator(), "open_request", title="噪声扰民", **opened)
    Exchange(hotline).call("model", 0, 9, 60, caller="anonymous")
    sealer: Sealer = hotline.member.service.sealer
    phones = [sealer.seal(f"139{n:08d}", "phone") for n in range(1, CALLERS + 1)]
    with hotline.database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("CREATE TABLE caller (n integer PRIMARY KEY, phone text NOT NULL)"))
        numbered = "INSERT INTO caller SELECT n, phone FROM unnest(:phones) WITH ORDINALITY AS one (phone, n)"
        connection.execute(text(numbered), {"phones": phones})
        connection.execute(text(REQUESTS), {"rows": rows})
        connection.execute(text(CALLS), {"rows": rows})
        connection.execute(text("VACUUM ANALYZE request, call"))
        most = "SELECT max(n) FROM (SELECT count(*) AS n FROM request GROUP BY contact_phone) AS counted"
        print(f"the caller with the most requests has {connection.execute(text(most)).scalar()}")
    print(f"filled {rows} requests and calls in {time.perf_counter() - started:.0f} s\n")


def measure_answers(hotline: RunningService) -> None:
    """Screen-pops of callers as they call, of the busiest caller, and the figures of the last day."""
    with hotline.database.reading() as session:
        wanted = text("SELECT id FROM call TABLESAMPLE SYSTEM (2) ORDER BY random() LIMIT :most")
        some = [row[0] for row in session.execute(wanted, {"most": RUNS})]
        busiest = session.scalar(text(f"SELECT id FROM call WHERE number = ({BUSIEST}) ORDER BY rang_at DESC LIMIT 1"))
    assert isinstance(busiest, UUID)
    chosen = Random(1)
    measured("screen-pop", lambda: hotline.ask(OPERATOR, "screen_pop", id=chosen.choice(some)), RUNS)
    measured("screen-pop, busiest caller", lambda: hotline.ask(OPERATOR, "screen_pop", id=busiest), 200)
    measured("figures of 24 hours", lambda: hotline.ask(OPERATOR, "get_call_figures", area_code=DISTRICT), 200)
    measured("list of calls", lambda: hotline.ask(OPERATOR, "list_calls", areas=[DISTRICT]), 200)


def measured(name: str, question: Callable[[], Any], runs: int) -> None:
    """Ask again and again; the first tenth warms up."""
    took = []
    for number in range(runs + runs // 10):
        started = time.perf_counter()
        question()
        if number >= runs // 10:
            took.append(1000 * (time.perf_counter() - started))
    took.sort()
    p50, p95, p99 = (took[int(share * (len(took) - 1))] for share in (0.5, 0.95, 0.99))
    print(f"{name:28} p50 {p50:6.1f} ms  p95 {p95:6.1f} ms  p99 {p99:6.1f} ms")


def measure_reports(hotline: RunningService) -> None:
    """Whole calls, three reports each, eight at once."""
    exchange = Exchange(hotline)
    numbers = [f"139{Random(n).randrange(1, CALLERS):08d}" for n in range(REPORTS // 3)]
    started = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(lambda n: exchange.call(f"b{n}", n, 5, 60, caller=numbers[n]), range(len(numbers))))
    took = time.perf_counter() - started
    print(f"reports of calls             {3 * len(numbers) / took:6.0f}/s with {THREADS} at once")


if __name__ == "__main__":
    main()
