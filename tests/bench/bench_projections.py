"""How long lists and figures take at a million requests: `python -m tests.bench.bench_projections [rows]`.

Fills a PostgreSQL database of its own (removed afterwards) with requests and tasks of one district over two years and
prints p50 and p95 in milliseconds of first pages, later pages and figures; what misses its goal the planner explains.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import event, text
from sqlalchemy.orm import Session

from gateway.projections import store
from gateway.projections.gauges import measured
from gateway.projections.views import RequestFilter, TaskFilter
from linli import cursors
from linli.clock import now
from linli.contracts.hotline.words import Kind, RequestState, TaskService
from linli.db import Database
from tests.factories.gateways import gateway_database
from tests.machine import create_database, database_url, drop_database

NAME = "linli_bench_projections"
RUNS = 100
LIST_GOAL, FIGURES_GOAL = 100.0, 50.0
"""Milliseconds at p95: the first page of a list, the figures of a district."""
DISTRICT, STREET, COMMUNITY = "210103", "210103005", "210103005003"

PICKED = """
SELECT n, gen_random_uuid() AS id, '210103' AS district, '210103' || lpad((n % 11 + 1)::text, 3, '0') AS street,
  lpad((n / 11 % 10 + 1)::text, 3, '0') AS last,
  'category_' || floor(20 * power(random(), 3))::int AS category,
  (ARRAY['grid', 'grid', 'grid', 'grid', 'volunteer', 'assistance'])[1 + n % 6] AS service,
  (ARRAY['help', 'report', 'complaint', 'question'])[1 + n % 4] AS kind,
  now() - interval '2 years' * (:rows - n) / :rows AS opened_at,
  interval '1 day' * (ARRAY[1, 3, 7, 15])[1 + n % 4] AS term,
  interval '1 day' * CASE WHEN random() < 0.004 THEN 900 ELSE 14 * power(random(), 2) END AS took
FROM generate_series(1, :rows) AS n
"""
REQUESTS = f"""
INSERT INTO request_row (id, area_code, path, district, street, community, category, kind, channel, urgent, state,
  unit_area, department, service, task_id, opened_at, sign_due_at, settle_due_at, risk_at, settled_at, ended_at,
  stopped_at, was_late, sequence, returns, reopenings, extensions, helpers_open, excluded, stage)
SELECT id, street || last, '', district, street, street || last, category, kind, 'phone', false,
  CASE WHEN opened_at + took > now() THEN CASE WHEN n % 2 = 0 THEN 'dispatched' ELSE 'signed' END
       WHEN opened_at + took > now() - interval '2 days' THEN 'settled'
       WHEN n % 100 = 0 THEN 'withdrawn' ELSE 'closed' END,
  street, 'SQ', service, gen_random_uuid(), opened_at, opened_at + interval '1 hour', opened_at + term,
  opened_at + 0.8 * term,
  CASE WHEN opened_at + took <= now() AND n % 100 > 0 THEN opened_at + took END,
  CASE WHEN opened_at + took <= now() - interval '2 days' THEN opened_at + took END,
  CASE WHEN opened_at + took <= now() THEN opened_at + took END,
  opened_at + took <= now() AND took > term, 5, 0, 0, 0, 0, false,
  CASE WHEN took > term THEN 'breached' ELSE 'on_time' END
FROM ({PICKED}) AS picked
"""
TASKS = """
INSERT INTO task_row
SELECT task_id, service, id, area_code, path, district, street, community, category,
  CASE WHEN ended_at IS NULL THEN 'open' ELSE 'done' END, opened_at, settle_due_at, ended_at, was_late, NULL, 4
FROM request_row
"""
COUNTS = """
INSERT INTO figure_row
SELECT area_code, category, service, district, street, count(*), count(ended_at),
  count(*) FILTER (WHERE ended_at IS NOT NULL AND was_late)
FROM request_row GROUP BY 1, 2, 3, 4, 5
"""
Question = Callable[[Session], Any]


def main() -> None:
    """Fill, measure, print, remove."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    drop_database(database_url(), NAME)
    url = create_database(database_url(), NAME)
    try:
        with gateway_database(url) as database:
            fill(database, rows)
            for name, question, goal in questions(now()):
                measure(database, name, question, goal)
    finally:
        drop_database(database_url(), NAME)


def fill(database: Database, rows: int) -> None:
    """Requests, their tasks and their counts, with the planner's statistics as the database keeps them."""
    started = time.perf_counter()
    engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text(REQUESTS), {"rows": rows})
        for statement in (TASKS, COUNTS, "VACUUM ANALYZE request_row, task_row, figure_row"):
            connection.execute(text(statement))
        state = "SELECT state, count(*) AS n, count(*) FILTER (WHERE was_late) AS late FROM request_row GROUP BY 1"
        for row in connection.execute(text(state)):
            print(f"{row.state:12}{row.n:>9}  late {row.late}")
    print(f"filled {rows} requests and tasks in {time.perf_counter() - started:.0f} s\n")


def questions(moment: datetime) -> Iterator[tuple[str, Question, float]]:
    """What screens ask, each with its goal."""
    filters = {
        "all": RequestFilter(),
        "open": RequestFilter(open=True),
        "ended": RequestFilter(open=False),
        "late": RequestFilter(late=True),
        "not late": RequestFilter(late=False),
        "late and open": RequestFilter(late=True, open=True),
        "rare category": RequestFilter(category="category_19"),
        "unknown category": RequestFilter(category="nothing"),
        "category, late": RequestFilter(category="category_19", late=True),
        "category, open": RequestFilter(category="category_19", open=True),
        "service": RequestFilter(service=TaskService.ASSISTANCE),
        "service, unknown category": RequestFilter(service=TaskService.ASSISTANCE, category="nothing"),
        "kind": RequestFilter(kind=Kind.QUESTION),
        "unused kind": RequestFilter(kind=Kind.PRAISE),
        **{f"state {state}": RequestFilter(state=state) for state in RequestState},
    }
    for scope in (DISTRICT, STREET, COMMUNITY):
        for name, wanted in filters.items():
            yield f"requests {len(scope):2} {name}", listing([scope], wanted), LIST_GOAL
        yield f"requests {len(scope):2} in the past year", following(scope), LIST_GOAL
        tasks = {
            "all": TaskFilter(),
            "late": TaskFilter(late=True),
            "open": TaskFilter(open=True),
            "unknown state": TaskFilter(state="nothing"),
            "unknown category": TaskFilter(category="nothing"),
        }
        for name, chosen in tasks.items():
            yield f"tasks    {len(scope):2} {name}", tasking([scope], chosen), LIST_GOAL
        yield f"figures  {len(scope):2}", figuring(scope), FIGURES_GOAL
    three = ["210103001", "210103002", "210103003004"]
    yield "requests in three scopes, late", listing(three, RequestFilter(late=True)), LIST_GOAL
    yield "gauges", lambda session: measured(session, moment), 1000.0


def listing(scopes: list[str], filters: RequestFilter) -> Question:
    """The first page of 50."""
    return lambda session: store.list_requests(session, scopes, filters, None, 50)


def tasking(scopes: list[str], filters: TaskFilter) -> Question:
    """The first page of 50 tasks of the rarest service."""
    return lambda session: store.list_tasks(session, TaskService.ASSISTANCE, scopes, filters, None, 50)


def figuring(scope: str) -> Question:
    """The figures of an area."""
    return lambda session: store.figures(session, scope, now())


def following(scope: str) -> Question:
    """A page somewhere in the past year."""
    random = Random(1)

    def ask(session: Session) -> Any:
        cursor = cursors.write((now() - random.random() * timedelta(days=365), UUID(int=0)))
        return store.list_requests(session, [scope], RequestFilter(), cursor, 50)

    return ask


def measure(database: Database, name: str, question: Question, goal: float, runs: int = RUNS) -> None:
    """Print p50 and p95; above the goal also what the planner does."""
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        with database.reading() as session:
            question(session)
        taken.append((time.perf_counter() - started) * 1000)
    taken.sort()
    p50, p95 = taken[runs // 2], taken[runs * 95 // 100]
    print(f"{name:36} p50 {p50:8.1f}  p95 {p95:8.1f} ms  {'' if p95 <= goal else f'ABOVE {goal:.0f} ms'}", flush=True)
    if p95 > goal:
        explain(database, question)


@contextmanager
def statements(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """The statements sent within the block."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        sent.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    yield sent
    event.remove(database.engine, "before_cursor_execute", note)


def explain(database: Database, question: Question) -> None:
    """Print how PostgreSQL answers it."""
    with statements(database) as sent, database.reading() as session:
        question(session)
    with database.engine.connect() as connection:
        for statement, parameters in sent:
            if statement.startswith("SELECT") and "FROM" in statement:
                plan = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS) {statement}", parameters)
                print("\n".join(f"    {row[0]}" for row in plan))


if __name__ == "__main__":
    main()
