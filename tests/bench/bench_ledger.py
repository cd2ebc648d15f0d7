"""Postings a second into the books: `python -m tests.bench.bench_ledger [seconds]`.

On both databases, each entry in a transaction of its own, committed to disk, two postings each: four workers credit
and transfer among a thousand accounts fed by ten sources. Last, everything is counted anew.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

from linli.clock import now
from linli.db import Database
from linli.errors import Conflict
from linli.ledger import book, reading
from linli.ledger.entry import Account, Move
from tests.factories.books import make_books
from tests.factories.people import COMMUNITY
from tests.machine import Scratch

WORKERS = 4
PEOPLE = 1000
SOURCES = 10


def accounts(database: Database, count: int, *, bounded: bool) -> list[UUID]:
    """So many accounts."""
    made = [
        Account(id=uuid4(), kind="own", unit="hour", area_code=COMMUNITY, opened_at=now(), bounded=bounded)
        for _ in range(count)
    ]
    with database.transaction() as session:
        for one in made:
            book.open_account(session, one)
    return [one.id for one in made]


def work(database: Database, sources: list[UUID], people: list[UUID], seed: int, until: float) -> int:
    """Post until the moment; how many entries were written."""
    random, done = Random(seed), 0
    while time.perf_counter() < until:
        one, other = random.sample(people, 2)
        from_id = random.choice(sources) if random.random() < 0.7 else one
        move = Move(from_id=from_id, to_id=other, amount=Decimal(random.randint(1, 8)) / 4)
        try:
            with database.transaction() as session:
                done += book.post(session, book.entry_of("given", f"bench:{uuid4()}", now(), None, "", move), now())
        except Conflict:
            continue
    return done


def measure(database: Database, seconds: float) -> None:
    """Post for so long, count anew, print."""
    sources, people = accounts(database, SOURCES, bounded=False), accounts(database, PEOPLE, bounded=True)
    began, worked = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(WORKERS) as threads:
        ways = [threads.submit(work, database, sources, people, seed, began + seconds) for seed in range(WORKERS)]
        entries = sum(one.result() for one in ways)
    rate = 2 * entries / (time.perf_counter() - began)
    busy = (time.process_time() - worked) / (time.perf_counter() - began)
    cost = (time.process_time() - worked) * 1000 / (2 * entries)
    counting = time.perf_counter()
    with database.reading() as session:
        found = reading.audit(session)
    assert found.faults == (), found
    assert found.postings == 2 * entries
    taken = time.perf_counter() - counting
    name = "SQLite" if database.embedded else "PostgreSQL"
    own = "" if database.embedded else ", the server's not counted"
    print(f"{name}: {rate:.0f} postings/s ({entries} entries); counted anew in {taken:.2f} s", flush=True)
    print(f"  {cost:.2f} ms of processor time a posting{own}; this process had {busy:.2f} of the 2 cores", flush=True)
    database.close()


def main() -> None:
    """Both databases, one after the other."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 15.0
    with tempfile.TemporaryDirectory() as folder, Scratch() as scratch:
        measure(make_books(Database(f"sqlite:///{Path(folder)}/books.db", "books")), seconds)
        measure(make_books(Database(scratch.database_url("bench_books"), "books")), seconds)
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
