"""How long the hotline's figures take, what keeping facts costs: `python -m tests.bench.bench_figures [rows]`.

Fills a PostgreSQL database of its own (removed afterwards) with the handlings and call-backs of one district over two
years; prints p50 and p95 in milliseconds of a month's figures and of the lists behind them, and what misses its goal
the planner explains. Then it applies the events of lives of requests with and without the facts.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import text

from gateway.figures.counting import Grouping, Scope, counted
from gateway.figures.facts import note_call_back, note_request
from gateway.figures.formulas import shipped
from gateway.figures.listing import Part, entries
from gateway.projections.applying import apply_request
from linli.clock import now
from linli.contracts.hotline.call_backs import CallBackEnded
from linli.contracts.hotline.events import RequestEvent
from linli.db import Database
from linli.observe import Chain
from linli.work import Work
from tests.bench.bench_projections import Question, measure
from tests.factories.gateways import emptied, gateway_database
from tests.factories.order_lives import LifeMaker
from tests.machine import create_database, database_url, drop_database

NAME = "linli_bench_figures"
RUNS = 40
MONTH_GOAL, LIST_GOAL = 500.0, 100.0
"""Milliseconds at p95: all figures of a district's month with its groups, the first page of what is behind one."""
LIVES = 400
TOGETHER = 50
DISTRICT, STREET, COMMUNITY = "210103", "210103005", "210103005003"

PICKED = """
SELECT n, md5('r' || n)::uuid AS request_id, '210103' AS district,
  '210103' || lpad((n % 11 + 1)::text, 3, '0') AS street,
  lpad((n / 11 % 10 + 1)::text, 3, '0') AS last, 'category_' || floor(20 * power(random(), 3))::int AS category,
  (ARRAY['help', 'report', 'complaint', 'question'])[1 + n % 4] AS kind,
  now() - interval '2 years' * (:rows - n) / :rows AS at, random() AS r, random() AS s,
  interval '1 day' * (ARRAY[1, 3, 7, 15])[1 + n % 4] AS term, interval '1 day' * 14 * power(random(), 2) AS took
FROM generate_series(1, :rows) AS n
"""
SUBJECT = "id, request_id, round, area_code, district, street, community, category, kind, unit_area, department"
HANDLINGS = f"""
INSERT INTO handling_fact ({SUBJECT}, turn, sequence, channel, opened_at, dispatched_at, sign_due_at, answer_due_at,
  settle_due_at, signed_at, first_answered_at, settled_at, ended_at, ended_as, left_at, begun_again, answered_at_once,
  repeated, complete, returned, reworked, extended)
SELECT gen_random_uuid(), request_id, 0, street || last, district, street, street || last, category, kind,
  CASE WHEN n % 3 = 0 THEN street ELSE street || last END, (ARRAY['SQ', 'CG', 'GA', 'MZ'])[1 + n % 4], 1, 5,
  CASE WHEN r < 0.8 THEN 'phone' ELSE 'app' END, at, at, at + interval '1 hour', at + interval '1 day', at + term,
  at + interval '2 hours' * s, at + took * 0.5, at + took, at + took + interval '2 days', 'closed',
  CASE WHEN r < 0.06 THEN at + took END, r < 0.03, r > 0.98, s < 0.05, s > 0.1, r BETWEEN 0.03 AND 0.06, s < 0.02,
  s BETWEEN 0.4 AND 0.45
FROM ({PICKED}) AS picked
"""
CALL_BACKS = f"""
INSERT INTO call_back_fact ({SUBJECT}, at, called_at, ending, contacted, resolved, rated_at, level)
SELECT gen_random_uuid(), request_id, round, area_code, district, street, community, category, kind, unit_area,
  department, ended_at, ended_at, CASE WHEN random() < 0.8 THEN 'satisfied' ELSE 'not_reached' END, random() < 0.95,
  random() < 0.9, ended_at, 1 + floor(5 * sqrt(random()))::int
FROM handling_fact WHERE ended_at <= now()
"""
REQUESTS = f"""
INSERT INTO request_row (id, area_code, path, district, street, community, category, kind, channel, urgent, state,
  unit_area, department, service, task_id, opened_at, sign_due_at, settle_due_at, risk_at, was_late, sequence, returns,
  reopenings, extensions, helpers_open, excluded, stage)
SELECT request_id, street || last, '', district, street, street || last, category, kind, 'phone', false, 'closed',
  street, 'SQ', 'grid', gen_random_uuid(), at, at, at + term, at + term, false, 5, 0, 0, 0, 0, r < 0.02, 'on_time'
FROM ({PICKED}) AS picked
"""


def main() -> None:
    """Fill, measure, print, remove."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    drop_database(database_url(), NAME)
    url = create_database(database_url(), NAME)
    try:
        with gateway_database(url) as database:
            fill(database, rows)
            for name, question, goal in questions():
                measure(database, name, question, goal, RUNS)
            apply(database)
    finally:
        drop_database(database_url(), NAME)


def fill(database: Database, rows: int) -> None:
    """Facts of so many requests, with the planner's statistics as the database keeps them."""
    started = time.perf_counter()
    with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("SET statement_timeout = 0"))
        for statement in (HANDLINGS, CALL_BACKS, REQUESTS):
            connection.execute(text(statement), {"rows": rows} if ":rows" in statement else {})
        connection.execute(text("VACUUM ANALYZE handling_fact, call_back_fact, request_row"))
    print(f"filled {rows} requests in {time.perf_counter() - started:.0f} s\n")


def questions() -> Iterator[tuple[str, Question, float]]:
    """What a statistician asks, each with its goal."""
    moment = now()
    month = Scope(area=DISTRICT, since=moment - timedelta(days=60), until=moment - timedelta(days=30), now=moment)
    for area in (DISTRICT, STREET, COMMUNITY):
        for by in Grouping:
            yield f"a month of {area} by {by}", counting(replace(month, area=area), by), MONTH_GOAL
    year = replace(month, since=moment - timedelta(days=395))
    yield f"a year of {STREET} by unit", counting(replace(year, area=STREET), Grouping.UNIT), 5000.0
    yield f"a year of {DISTRICT} by area", counting(year, Grouping.AREA), 5000.0
    for code in ("on_time_closing", "returns", "satisfaction"):
        for part in Part:
            yield f"behind {code}, {part}", listing(month, code, part), LIST_GOAL
    rare = replace(month, area=COMMUNITY, department="MZ")
    yield "behind returns of a unit, reached", listing(rare, "returns", Part.REACHED), LIST_GOAL


def counting(scope: Scope, by: Grouping) -> Question:
    """All figures with their groups."""
    return lambda session: counted(session, shipped().values(), scope, by)


def listing(scope: Scope, code: str, part: Part) -> Question:
    """The first page of 50."""
    return lambda session: entries(session, shipped()[code], scope, part, None, 50)


def apply(database: Database) -> None:
    """What the facts add to applying an event, many in a transaction so that the disk does not drown it."""
    lives = [LifeMaker(seed).life() for seed in range(LIVES)]
    told = [event for life in lives for event in life if isinstance(event, RequestEvent)]
    ends = [event for life in lives for event in life if isinstance(event, CallBackEnded)]
    print(f"\n{len(told)} events of requests, {len(ends)} ends of call-backs, {TOGETHER} in a transaction")
    for name, heard, act in (
        ("rows, timeline, counts", told, apply_request),
        ("the same and facts", told, _with_facts),
        ("rows, timeline, counts once more", told, apply_request),
        ("the same and facts once more", told, _with_facts),
        ("ends of call-backs", ends, lambda work, event: note_call_back(work.session, event)),
    ):
        wall, cpu = timed(emptied(database), heard, act)
        print(f"{name:36} {wall:7.3f} ms  CPU {cpu:7.3f} ms an event", flush=True)


def _with_facts(work: Work, event: RequestEvent) -> None:
    apply_request(work, event)
    note_request(work.session, event)


def timed(database: Database, told: list[Any], act: Callable[[Work, Any], object]) -> tuple[float, float]:
    """Milliseconds for each event, and of them those that this process worked."""
    started, worked = time.perf_counter(), time.process_time()
    for first in range(0, len(told), TOGETHER):
        with database.transaction() as session:
            for event in told[first : first + TOGETHER]:
                act(Work(session, now(), Chain(causation_id=uuid4())), event)
    passed = time.perf_counter() - started, time.process_time() - worked
    return passed[0] * 1000 / len(told), passed[1] * 1000 / len(told)


if __name__ == "__main__":
    main()
