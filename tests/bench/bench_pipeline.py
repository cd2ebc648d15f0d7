"""Events a second from outbox to effect, beside a pipeline without Linli: `python -m tests.bench.bench_pipeline [n]`.

Linli: outbox → relay process → quorum queue → `linli serve grid`, whose handler of a dispatched request is one
transaction (inbox row, case, event). Raw: the same number of rows of the same size and the same guarantees written
with psycopg2 and py-amqp alone: claim and publish with confirms, then inbox row and effect row, commit, acknowledge.
Both on databases and a virtual host of their own, removed afterwards.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import amqp
import psycopg2
import psycopg2.extras
import sqlalchemy as sa

from linli.contracts.hotline.words import TaskService
from linli.db import Database, migrate
from linli.observe import Chain
from linli.outbox import enveloped, keep
from tests.factories.requests import CalledRequest, wrapped
from tests.machine import Scratch, connect_amqp
from tests.platforms import DATABASES, Platform, distributed
from tests.polling import poll

ROUNDS = 3
PREFETCH = 20
WORKERS = 4
RAW_TABLES = """
DROP TABLE IF EXISTS raw_out, raw_in, raw_effect;
CREATE TABLE raw_out (seq bigserial PRIMARY KEY, id uuid NOT NULL, body text NOT NULL, done timestamptz);
CREATE INDEX raw_waiting ON raw_out (seq) WHERE done IS NULL;
CREATE TABLE raw_in (id uuid PRIMARY KEY, received timestamptz NOT NULL DEFAULT now());
CREATE TABLE raw_effect (id uuid PRIMARY KEY, body text NOT NULL);
"""


def plain(url: str) -> Any:
    """A psycopg2 connection to the database at a SQLAlchemy URL."""
    return psycopg2.connect(sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))


def raw_relay(url: str, amqp_url: str, queue: str, count: int) -> None:
    """Claim a batch, publish it persistent and mandatory, await every confirm, mark, commit."""
    with closing(plain(url)) as database, closing(connect_amqp(amqp_url, 30)) as connection:
        channel, confirmed = connection.channel(), [0]
        channel.confirm_select()
        channel.events["basic_ack"].add(
            lambda tag, multiple: confirmed.__setitem__(0, tag if multiple else confirmed[0] + 1)
        )
        published = 0
        while published < count:
            with database, database.cursor() as cursor:
                cursor.execute(
                    "SELECT seq, id, body FROM raw_out WHERE done IS NULL ORDER BY seq LIMIT 200 FOR UPDATE SKIP LOCKED"
                )
                batch = cursor.fetchall()
                for _, event_id, body in batch:
                    said = amqp.Message(body, delivery_mode=2, message_id=event_id)
                    channel.basic_publish(said, "", queue, mandatory=True)
                published += len(batch)
                while confirmed[0] < published:
                    connection.drain_events(timeout=30)
                cursor.execute("UPDATE raw_out SET done = now() WHERE seq = ANY(%s)", ([row[0] for row in batch],))


def raw_worker(url: str, amqp_url: str, queue: str) -> None:
    """A transaction for each message, then its acknowledgement, until killed."""
    with closing(plain(url)) as database, closing(connect_amqp(amqp_url, 60)) as connection:
        channel = connection.channel()
        channel.basic_qos(0, PREFETCH, False)

        def take(message: Any) -> None:
            with database, database.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO raw_in (id) VALUES (%s) ON CONFLICT DO NOTHING", (message.properties["message_id"],)
                )
                if cursor.rowcount:
                    row = (message.properties["message_id"], message.body)
                    cursor.execute("INSERT INTO raw_effect VALUES (%s, %s)", row)
            channel.basic_ack(message.delivery_tag)

        channel.basic_consume(queue, callback=take)
        while True:
            connection.drain_events(timeout=60)


def timed(count: int, done: Callable[[], int]) -> float:
    """Events a second until `done` says that all have had their effect."""
    began = time.perf_counter()
    poll(lambda: done() >= count, 300, f"{count} effects")
    return count / (time.perf_counter() - began)


def raw_rate(scratch: Scratch, count: int) -> float:
    """The pipeline without Linli, from its first claim to its last effect."""
    url, queue = scratch.database_url("raw"), f"{scratch.name_prefix}raw"
    body = wrapped(CalledRequest(TaskService.GRID).dispatched()).encode()
    with closing(plain(url)) as database, closing(connect_amqp(scratch.amqp_url)) as connection:
        connection.channel().queue_declare(queue, durable=True, auto_delete=False)
        with database, database.cursor() as cursor:
            cursor.execute(RAW_TABLES)
            cursor.execute(
                "INSERT INTO raw_out (id, body) SELECT gen_random_uuid(), %s FROM generate_series(1, %s)", (body, count)
            )
        arguments = (url, scratch.amqp_url, queue)
        spawn = multiprocessing.get_context("spawn")
        processes = [spawn.Process(target=raw_worker, args=arguments) for _ in range(WORKERS)]
        processes.append(spawn.Process(target=raw_relay, args=(*arguments, count)))
        for process in processes:
            process.start()
        try:
            poll(lambda: counted(database, "raw_effect") > 0, 60, "the first effect")
            begun = counted(database, "raw_effect")
            return timed(count - begun, lambda: counted(database, "raw_effect") - begun)
        finally:
            for process in processes:
                process.kill()
                process.join()


def counted(database: Any, table: str) -> int:
    """The rows of a table, by a connection that looks anew each time."""
    with database, database.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def linli_rate(platform: Platform, count: int) -> float:
    """The platform's own way, from the first effect to the last."""
    source = Database(platform.database_urls["hotline"], "hotline")
    with source.transaction() as session:
        keep(session, enveloped([CalledRequest(TaskService.GRID).dispatched() for _ in range(count)], Chain()))
    source.close()
    with closing(plain(platform.database_urls["grid"])) as database:
        before = counted(database, "grid_case")
        platform.start("relay")
        try:
            poll(lambda: counted(database, "grid_case") > before, 60, "the first effect")
            begun = counted(database, "grid_case")
            return timed(before + count - begun, lambda: counted(database, "grid_case") - begun)
        finally:
            platform.processes["relay"].terminate()


def platform_on(scratch: Scratch, folder: Path) -> Platform:
    """Grid and a relay of the hotline's outbox alone, so that other processes do not take the machine's time."""
    urls = {service: scratch.database_url(f"pipeline_{service}") for service in DATABASES}
    platform = distributed(folder, scratch.amqp_url, urls, f"{scratch.name_prefix}pipeline")
    for name in set(platform.processes) - {"grid", "relay"}:
        del platform.processes[name]
    platform.processes["relay"].command += ["--only", "hotline"]
    migrated = Database(urls["hotline"], "hotline")
    migrate(migrated)
    migrated.close()
    return platform


def main() -> None:
    """Measure both in turn, so that a slow minute of the machine weighs on both."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    raw: list[float] = []
    own: list[float] = []
    with Scratch() as scratch, tempfile.TemporaryDirectory() as folder:
        platform = platform_on(scratch, Path(folder))
        platform.start("grid")
        try:
            for _ in range(ROUNDS):
                raw.append(raw_rate(scratch, count))
                own.append(linli_rate(platform, count))
                print(f"raw {raw[-1]:.0f} events/s, Linli {own[-1]:.0f} events/s", flush=True)
        finally:
            platform.stop()
    ratio = statistics.median(own) / statistics.median(raw)
    print(f"medians {statistics.median(raw):.0f} and {statistics.median(own):.0f}: {ratio:.1%}", end="; ")
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
