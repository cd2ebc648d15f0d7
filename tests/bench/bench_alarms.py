"""Alarms at 10,000 active rounds: `python -m tests.bench.bench_alarms [rounds] [a second] [silent]`.

On a PostgreSQL database of its own, removed afterwards. So many rounds are running, and their officers fall silent one
after the other: so many a second (33: all 10,000 in five minutes), each at a moment of its own, for a minute. With a
third number only so many fall silent: `10000 100000 1000` has a tenth of them do so at one moment.
The service's two workers fire the timers as they do in production, while phones go on sending batches of other rounds.
Printed is by how much the alarms came later than their moment; at most 2 s is wanted.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import text

from linli import observe
from linli.firing import Firing
from tests.factories.patrols import add_checkpoint, add_route, item, plan_round, scan, sync
from tests.factories.running import RunningService, running
from tests.machine import Scratch

PAUSE = 0.1
"""Seconds for which a worker rests when nothing is due, as the service's does."""
WANTED = 2.0
SECONDS = 60
DELAY = 30
"""Seconds that the filling may take."""

COPIED = """
CREATE TEMP TABLE copied ON COMMIT DROP AS
SELECT (jsonb_populate_record(one, jsonb_build_object('id', gen_random_uuid()))).*,
  n, now() + make_interval(secs => CASE WHEN n <= :silent THEN :delay + n / :rate ELSE 36000 END) AS due_at
FROM round AS one, generate_series(1, :count) AS n WHERE one.id = :template
"""
LATENESS = """
SELECT extract(epoch FROM alarm.raised_at - due.due_at) FROM alarm JOIN bench_due AS due ON due.id = alarm.round_id
WHERE alarm.kind = 'silent' AND due.n <= :wanted
"""


def begun(grid: RunningService) -> str:
    """A round that is running, in the ordinary way."""
    own = plan_round(grid, add_route(grid, [add_checkpoint(grid, 0, methods=["gps"])], minutes=600))
    sync(grid, [item("start", own, 1)])
    return own


def copy_rounds(grid: RunningService, template: str, count: int, rate: float, silent: int) -> None:
    """Running rounds as the template, whose officers are silent each from a moment of its own on."""
    given = {"template": template, "count": count, "delay": float(DELAY), "rate": rate, "silent": silent}
    with grid.database.transaction() as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        session.execute(text(COPIED), given)
        session.execute(text("INSERT INTO timer SELECT 'round.silent', id, due_at, 0, NULL, false FROM copied"))
        session.execute(text("INSERT INTO timer SELECT 'round.over', id, over, 0, NULL, false FROM (SELECT id, "
                             "now() + interval '10 hours' AS over FROM copied) AS one"))  # fmt: skip
        session.execute(text("CREATE TABLE bench_due AS SELECT id, n, due_at FROM copied"))
        session.execute(text("ALTER TABLE copied DROP COLUMN due_at, DROP COLUMN n"))
        session.execute(text("INSERT INTO round SELECT * FROM copied"))
    with grid.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE timer"))
        connection.execute(text("ANALYZE round"))


def phones(grid: RunningService, stop: threading.Event) -> list[int]:
    """Phones that go on syncing until they are told to stop; how many batches came."""
    point, sent = add_checkpoint(grid, 1, methods=["gps"]), [0]
    while not stop.wait(0.2):
        own: Any = uuid4()
        sync(grid, [item("start", own, 5), scan(own, point, 3, 1), item("finish", own, 1)])
        sent[0] += 1
    return sent


def fire(grid: RunningService, stop: threading.Event) -> None:
    """A worker of the service."""
    one = Firing(grid.member.service, grid.database)
    while not stop.is_set():
        if not one.fire_due():
            stop.wait(PAUSE)


def raised(grid: RunningService) -> int:
    """How many officers are known to be silent."""
    with grid.database.reading() as session:
        return int(session.execute(text("SELECT count(*) FROM alarm WHERE kind = 'silent'")).scalar_one())


def measure(grid: RunningService, count: int, rate: float, silent: int) -> bool:
    """Fill, fire, print; whether it is as is wanted."""
    copy_rounds(grid, begun(grid), count, rate, silent)
    wanted = min(count, silent, int(rate * SECONDS))
    stop = threading.Event()
    threads = [threading.Thread(target=fire, args=(grid, stop)) for _ in range(2)]
    threads.append(threading.Thread(target=phones, args=(grid, stop)))
    for one in threads:
        one.start()
    began = time.monotonic()
    while raised(grid) < wanted and time.monotonic() - began < DELAY + SECONDS + 120:
        time.sleep(1)
    stop.set()
    for one in threads:
        one.join()
    with grid.database.reading() as session:
        late = sorted(float(one) for one in session.execute(text(LATENESS), {"wanted": wanted}).scalars())
    told = f"p50 {late[len(late) // 2]:.3f} s, p99 {late[int(len(late) * 0.99)]:.3f} s, at most {late[-1]:.3f} s"
    print(f"{count} active rounds, {silent} of them fall silent, {rate:.0f} a second: alarms late by {told}")
    print(
        f"{len(late)} of {wanted} raised; load {os.getloadavg()[0]:.1f}; at most {WANTED:.0f} s is wanted.", flush=True
    )
    return len(late) == wanted and late[-1] <= WANTED


def main() -> int:
    """Measure with logging as it is in production, its lines to nowhere."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    rate = float(sys.argv[2]) if len(sys.argv) > 2 else 33.0
    silent = int(sys.argv[3]) if len(sys.argv) > 3 else count
    with Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere):
        observe.set_up_logging("WARNING", "bench")
        with (
            Scratch() as scratch,
            tempfile.TemporaryDirectory() as folder,
            running("grid", Path(folder), scratch.database_url("alarms")) as grid,
        ):
            return 0 if measure(grid, count, rate, silent) else 1


if __name__ == "__main__":
    sys.exit(main())
