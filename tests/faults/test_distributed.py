"""Whatever happens to a process, the broker or the database, no accepted request is lost and no effect is doubled."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import amqp
import pytest

from linli.hosting.member import bindings
from tests import books
from tests.faults.conduct import Stage, execute
from tests.faults.plans import DISTRIBUTED_KINDS, DISTRIBUTED_RUNS, distributed_plan, seeds
from tests.machine import connect_amqp
from tests.platforms import DATABASES, Platform, distributed
from tests.polling import poll
from tests.servers import PrivatePostgres, PrivateRabbit
from tests.story import desk_at

pytestmark = pytest.mark.private_servers
FAST = {"LINLI_BACKOFF": "0.1,0.2,0.4,0.4,0.4", "LINLI_LOG_LEVEL": "WARNING", "LINLI_CALL_TIMEOUT": "3"}
RESUMES = 5.0
"""Seconds after the broker answers again within which events must flow again."""


@pytest.fixture(scope="module")
def rabbit() -> Iterator[PrivateRabbit]:
    """A broker that may be killed."""
    with PrivateRabbit() as server:
        yield server


@pytest.fixture(scope="module")
def postgres() -> Iterator[PrivatePostgres]:
    """A database server that may be killed."""
    with PrivatePostgres() as server:
        yield server


@pytest.fixture(scope="module")
def stages() -> Iterator[list[Stage]]:
    """The stage in use; a run that fails leaves it to be built anew."""
    kept: list[Stage] = []
    yield kept
    for stage in kept:
        stage.platform.stop()


def _stage(stages: list[Stage], directory: Path, rabbit: PrivateRabbit, postgres: PrivatePostgres) -> Stage:
    if stages and not stages[-1].damaged:
        return stages[-1]
    for old in stages:
        old.platform.stop()
    run = uuid4().hex[:8]
    urls = {name: postgres.create_database(f"linli_{run}_{name}") for name in DATABASES}
    amqp_url = rabbit.add_vhost(f"linli-{run}")
    platform = distributed(directory, amqp_url, urls, environment=FAST)
    platform.start()
    rabbit.settle()
    stage = Stage(platform, desk_at(platform), _broker_garbage)
    stage.servers = {
        "broker": lambda: _kill_broker(rabbit, platform),
        "database": lambda: _kill_database(postgres),
    }
    stages.append(stage)
    return stage


def _broker_garbage(platform: Platform, luck: random.Random) -> int:
    """An undecodable body on the exchange; it is parked at every service bound to its routing key."""
    services = bindings()
    key = luck.choice(sorted({one for types in services.values() for one in types}))
    bodies = [b"{", b"\xff\xfe\x00", b'{"specversion":"1.0"}', b"null", b"[" * 500]
    body = luck.choice(bodies) + str(luck.random()).encode()
    connection = connect_amqp(platform.environment["LINLI_AMQP_URL"])
    with contextlib.closing(connection):
        channel = connection.channel()
        exchange = platform.environment["LINLI_AMQP_PREFIX"] + ".events"
        channel.basic_publish(amqp.Message(body, delivery_mode=2), exchange, key)
    reached = sum(key in types for types in services.values())
    poll(lambda: _undecodable(platform) >= reached, 20, "the garbage to be parked")
    return reached


def _undecodable(platform: Platform) -> int:
    statement = "SELECT count(*) AS n FROM inbox WHERE handler = 'undecodable'"
    return sum(platform.rows(name, statement)[0]["n"] for name in DATABASES)


def _kill_broker(rabbit: PrivateRabbit, platform: Platform) -> None:
    """Kill the broker in mid-work; when it answers again, an event that waited is handled within `RESUMES` seconds."""
    published = "SELECT seq, event_id FROM outbox WHERE published_at IS NOT NULL ORDER BY seq LIMIT 1"
    (row,) = poll(lambda: platform.rows("hotline", published), 20, "a first event to be published")
    rabbit.kill()
    time.sleep(1.0)
    event_id = row["event_id"]
    execute(platform, "gateway", "DELETE FROM timeline_row WHERE event_id = :id", id=event_id)
    execute(platform, "gateway", "DELETE FROM inbox WHERE event_id = :id", id=event_id)
    execute(platform, "hotline", "UPDATE outbox SET published_at = NULL WHERE seq = :seq", seq=row["seq"])
    rabbit.restart()
    question = "SELECT 1 AS one FROM timeline_row WHERE event_id = :id"
    poll(
        lambda: platform.rows("gateway", question, id=event_id),
        RESUMES,
        "events to flow again after the broker's return",
    )


def _kill_database(postgres: PrivatePostgres) -> None:
    time.sleep(0.5)
    postgres.kill()
    time.sleep(1.0)
    postgres.restart()


@pytest.mark.timeout(240)
@pytest.mark.parametrize("seed", seeds(DISTRIBUTED_KINDS, DISTRIBUTED_RUNS))
def test_nothing_is_lost_or_doubled(
    seed: int, stages: list[Stage], tmp_path: Path, rabbit: PrivateRabbit, postgres: PrivatePostgres
) -> None:
    """A run with the fault of this seed; `LINLI_FAULT_SEED=<seed>` repeats it."""
    plan = distributed_plan(seed)
    print(f"LINLI_FAULT_SEED={seed}: {plan}")
    _stage(stages, tmp_path, rabbit, postgres).conduct(plan)


def test_the_same_seed_plans_the_same_fault() -> None:
    """Another run of a seed is the same run, and the seeds between them plan every kind."""
    plans = [distributed_plan(seed) for seed in range(DISTRIBUTED_RUNS)]
    assert plans == [distributed_plan(seed) for seed in range(DISTRIBUTED_RUNS)]
    assert {plan.kind for plan in plans} == set(DISTRIBUTED_KINDS)


def test_the_books_see_a_loss(
    stages: list[Stage], tmp_path: Path, rabbit: PrivateRabbit, postgres: PrivatePostgres
) -> None:
    """The check itself is checked: an accepted request that is not there is named."""
    stage = _stage(stages, tmp_path, rabbit, postgres)
    with pytest.raises(AssertionError, match="requests accepted"):
        books.check(stage.platform, [*stage.desk.accepted, uuid4()], parked=stage.parked)
