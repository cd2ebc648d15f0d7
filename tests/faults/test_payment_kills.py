"""A payment run killed at random points goes on to the same totals, with nobody paid twice or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from linli.db import Database
from linli.ledger import reading
from services.assistance.seeding.roll import amount_of
from services.assistance.tables.payments import INSTRUCTION, PART, RUN
from tests.faults.plans import ALL
from tests.machine import Scratch

HOUSEHOLDS, SEED = 10_000, 7
KILLS = 10 if ALL else 4


def bench(environment: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "linli.cli", "bench", "assistance"]
    numbers = ["--households", str(HOUSEHOLDS), "--seed", str(SEED), "--part", "payments"]
    return subprocess.Popen([*command, *numbers], env=environment, stdout=subprocess.PIPE, text=True)


def killed(environment: dict[str, str], seconds: float) -> int:
    """Let it work so long after it has begun, then kill it; whether it had ended before."""
    process = bench(environment)
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == "begins\n"
        time.sleep(seconds)
        ended = process.poll() is not None
        process.kill()
    process.wait()
    return int(ended)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_run_killed_at_random_points_resumes_to_the_same_totals(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    environment = {**os.environ, "LINLI_DATA": str(tmp_path)}
    environment.pop("LINLI_DATABASE_URL", None)
    url = f"sqlite:///{tmp_path}/assistance.db_bench"
    if kind == "postgresql":
        scratch: Scratch = request.getfixturevalue("scratch")
        url = scratch.database_url("assistance_bench")
        environment["LINLI_DATABASE_URL"] = url.replace("assistance_bench", "{service}")
        secret = tmp_path / "secret"
        secret.write_bytes(b"s" * 64)
        environment["LINLI_SECRET_FILE"] = str(secret)
    random = Random(SEED)
    ended = sum(killed(environment, random.uniform(0, 0.8)) for _ in range(KILLS))
    assert ended < KILLS, "it was never at work when it was killed"
    last = bench(environment)
    told, _ = last.communicate(timeout=300)
    assert last.returncode == 0, told
    check(Database(url, "assistance"))


def check(database: Database) -> None:
    due = sorted(amount_of(SEED, number) for number in range(HOUSEHOLDS))
    with database.reading() as session:
        (run,) = session.execute(select(RUN)).all()
        columns = RUN.c
        stands = session.execute(select(columns.count, columns.total, columns.parts, columns.state)).one()
        assert tuple(stands) == (HOUSEHOLDS, sum(due), -(-HOUSEHOLDS // 2000), "released")
        assert sorted(session.scalars(select(INSTRUCTION.c.amount))) == due
        assert session.scalar(select(func.count(INSTRUCTION.c.entitlement_id.distinct()))) == HOUSEHOLDS
        assert sorted(session.scalars(select(INSTRUCTION.c.number))) == list(range(1, HOUSEHOLDS + 1))
        written = session.execute(select(func.sum(PART.c["count"]), func.sum(PART.c.total))).one()
        assert tuple(written) == (HOUSEHOLDS, sum(due))
        assert reading.audit(session).faults == ()
        assert run.approved_by != run.prepared_by
    database.close()
