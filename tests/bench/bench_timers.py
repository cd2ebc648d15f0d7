"""Timers of a million open orders: claiming, firing, lateness: `python -m tests.bench.bench_timers [orders]`.

On a PostgreSQL database of its own, removed afterwards. So many timers wait for days to come. Among them, then: how
long the claim of a batch takes; how fast two workers work off a backlog of real requests (each warns: an event, a step
of its history, its next timer); how late they are under a steady stream, with timers among it that always fail. Last,
what its timer adds to the opening of a request.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext, redirect_stderr
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from sqlalchemy import text

from linli import observe, timers
from linli.firing import BATCH, Firing
from linli.identity import Role
from services.hotline.usecases import history
from tests.factories.people import COMMUNITY, person
from tests.factories.running import RunningService, running
from tests.machine import Scratch

CLAIMS = 200
BACKLOG = 4000
STREAM = 50
SECONDS = 30
FAILING = 20
OPENED = 300
OPERATOR = person(Role.OPERATOR)

WAITING = """
INSERT INTO timer (name, subject, due_at, attempts, parked)
SELECT 'request.clock', gen_random_uuid(), now() + interval '1 hour' + random() * interval '15 days', 0, false
FROM generate_series(1, :orders)
"""
COPIED = """
CREATE TEMP TABLE copied ON COMMIT DROP AS
SELECT (jsonb_populate_record(one, jsonb_build_object(
  'id', gen_random_uuid(), 'tracking_code', lpad(:first + n || '', 11, '0'),
  'clocks', jsonb_set(one.clocks::jsonb, '{sign,warning_at}', to_jsonb(to_char(
    now() AT TIME ZONE 'UTC' + make_interval(secs => :delay + n / :rate), 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'
  )))::text))).*, now() + make_interval(secs => :delay + n / :rate) AS due_at
FROM request AS one, generate_series(1, :count) AS n WHERE one.id = :template
"""
FAILURES = """
INSERT INTO timer (name, subject, due_at, attempts, parked)
SELECT 'nobody', gen_random_uuid(), now() + n * interval '1 second', 0, false FROM generate_series(1, :count) AS n
"""
LATENESS = """
SELECT extract(epoch FROM step.recorded_at - (request.clocks::jsonb #>> '{sign,warning_at}')::timestamptz)
FROM request_step AS step JOIN request ON request.id = step.request_id
WHERE step.action = 'warned' AND request.tracking_code > :first
"""


def opened(hotline: RunningService) -> dict[str, Any]:
    """A request taken down in the ordinary way."""
    said: dict[str, Any] = {
        "id": uuid4(),
        "area_code": COMMUNITY,
        "category": "noise.residential",
        "title": "Loud music",
    }
    code = f"{uuid4().int % 90000 + 10000}-{uuid4().int % 90000 + 10000}"
    return hotline.ask(OPERATOR, "open_request", **said, tracking_code=code)


def copy_requests(hotline: RunningService, template: str, count: int, first: int, delay: float, rate: float) -> None:
    """Requests as the template, each to warn at its own moment: from `delay` on, `rate` of them in a second."""
    given = {"template": template, "count": count, "first": first, "delay": delay, "rate": rate}
    with hotline.database.transaction() as session:
        session.execute(text(COPIED), given)
        session.execute(text("INSERT INTO timer SELECT 'request.clock', id, due_at, 0, NULL, false FROM copied"))
        session.execute(text("ALTER TABLE copied DROP COLUMN due_at"))
        session.execute(text("INSERT INTO request SELECT * FROM copied"))


def claim_times(hotline: RunningService) -> list[float]:
    """Milliseconds that claiming a batch takes; what is claimed is left as it was."""
    found = []
    for _ in range(CLAIMS):
        with hotline.database.reading() as session:
            began = time.perf_counter()
            assert len(timers.claim_due(session, BATCH)) == BATCH
            found.append((time.perf_counter() - began) * 1000)
            session.rollback()
    return found


def work_until(hotline: RunningService, done: Callable[[], bool]) -> float:
    """Let two workers fire until it is done; how many seconds that took."""
    stop = threading.Event()

    def work(one: Firing) -> None:
        while not stop.is_set():
            if not one.fire_due():
                stop.wait(0.1)

    threads = [
        threading.Thread(target=work, args=(Firing(hotline.member.service, hotline.database),)) for _ in range(2)
    ]
    began = time.perf_counter()
    for one in threads:
        one.start()
    try:
        while not done():
            time.sleep(0.2)
            assert time.perf_counter() - began < 300, "it starves"
        return time.perf_counter() - began
    finally:
        stop.set()
        for one in threads:
            one.join()


def lateness(hotline: RunningService, first: int) -> list[float]:
    """Seconds by which each warning of requests from this number on came after its moment, in order of size."""
    with hotline.database.reading() as session:
        found = session.execute(text(LATENESS), {"first": str(first).rjust(11, "0")}).scalars()
        return sorted(float(one) for one in found)


def warned(hotline: RunningService) -> int:
    """How many requests have warned."""
    with hotline.database.reading() as session:
        return int(session.execute(text("SELECT count(*) FROM request_step WHERE action = 'warned'")).scalar_one())


def opening_times(hotline: RunningService) -> tuple[float, float]:
    """Median milliseconds of opening a request, with its timer and without, in turn."""
    found: dict[bool, list[float]] = {True: [], False: []}
    for number in range(2 * OPENED):
        with_timer = number % 2 == 0
        with nullcontext() if with_timer else patch.object(history, "keep_time"):
            began = time.perf_counter()
            opened(hotline)
            found[with_timer].append((time.perf_counter() - began) * 1000)
    return statistics.median(found[True]), statistics.median(found[False])


def measure(hotline: RunningService, orders: int) -> None:
    """Fill, measure, print."""
    template = opened(hotline)["id"]
    began = time.perf_counter()
    with hotline.database.transaction() as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        session.execute(text(WAITING), {"orders": orders})
    print(f"{orders} timers wait (made in {time.perf_counter() - began:.0f} s)", flush=True)

    copy_requests(hotline, template, BACKLOG, 0, delay=-BACKLOG / 1000, rate=1000)
    with hotline.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE timer"))
    times = sorted(claim_times(hotline))
    p50, p95 = times[len(times) // 2], times[int(len(times) * 0.95)]
    print(f"claim of {BATCH}: p50 {p50:.2f} ms, p95 {p95:.2f} ms", flush=True)
    taken = work_until(hotline, lambda: warned(hotline) >= BACKLOG)
    print(f"backlog of {BACKLOG}: {BACKLOG / taken:.0f} requests/s", flush=True)

    first, count = BACKLOG, STREAM * SECONDS
    copy_requests(hotline, template, count, first, delay=20, rate=STREAM)  # the copying takes a while itself
    with hotline.database.transaction() as session:
        session.execute(text(FAILURES), {"count": FAILING})
    work_until(hotline, lambda: warned(hotline) >= BACKLOG + count)
    late = lateness(hotline, first)
    told = f"p50 {late[count // 2]:.3f} s, p95 {late[int(count * 0.95)]:.3f} s, at most {late[-1]:.3f} s"
    print(f"{STREAM} due a second for {SECONDS} s, {FAILING} failing among them: late by {told}", flush=True)

    with_timer, without = opening_times(hotline)
    print(f"opening a request: {with_timer:.2f} ms, without its timer {without:.2f} ms", flush=True)
    print(f"load {os.getloadavg()[0]:.1f}")


def main() -> None:
    """Measure with logging as it is in production, its lines to nowhere."""
    with Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere):
        observe.set_up_logging("WARNING", "bench")
        on_a_database_of_its_own()


def on_a_database_of_its_own() -> None:
    """Measure so many orders as the command says."""
    orders = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with (
        Scratch() as scratch,
        tempfile.TemporaryDirectory() as folder,
        running("hotline", Path(folder), scratch.database_url("timers")) as hotline,
    ):
        measure(hotline, orders)


if __name__ == "__main__":
    main()
