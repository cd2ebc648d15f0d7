"""Conducts one run: plants the fault, lives through a day at the desk, repairs what broke, and checks the books."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

import sqlalchemy as sa

from tests import books
from tests.faults.plans import Plan
from tests.platforms import Platform, Process
from tests.polling import poll
from tests.story import Desk, live_a_day

CRASHES = ("before_commit", "before_ack", "before_mark", "in_relay_batch")


@dataclass
class Stage:
    """A platform that many runs share, its desk, and what was parked on purpose so far."""

    platform: Platform
    desk: Desk
    garbage: Callable[[Platform, random.Random], int]
    parked: int = 0
    damaged: bool = False
    servers: dict[str, Callable[[], None]] = field(default_factory=dict)
    """Kills and restarts the broker or the database; the distributed stage has both."""

    def conduct(self, plan: Plan) -> None:
        """Do the run; raises AssertionError for anything lost, doubled, or told differently in two places."""
        self.damaged = True
        self._act(plan)
        books.come_to_rest(self.platform)
        books.check(self.platform, self.desk.accepted, parked=self.parked)
        self.damaged = False

    def _act(self, plan: Plan) -> None:
        luck = random.Random(plan.seed)
        victim = self.platform.processes[plan.victim]
        if plan.kind in CRASHES:
            self._replace(victim, LINLI_CRASH_AT=f"{plan.kind}:{plan.count}")
            self._day(plan, mending=victim)
            self._disarm(victim)
        elif plan.kind == "kill":
            self._day(plan, mending=victim, meanwhile=lambda: _kill_later(victim, luck.uniform(0.1, 1.5)))
            _bring_up(victim)  # it may have died after the day was over
        elif plan.kind == "fails":
            self._replace(victim, LINLI_FAIL_AT=f"{plan.handler}:3")
            self._day(plan)
            self._disarm(victim)
        elif plan.kind == "poison":
            self._poison(plan, victim)
        elif plan.kind == "again":
            self._day(plan)
            self._send_again(luck)
        elif plan.kind == "garbage":
            self.parked += self.garbage(self.platform, luck)
            self._day(plan)
        else:
            self._day(plan, meanwhile=self.servers[plan.kind])

    def _day(self, plan: Plan, mending: Process | None = None, meanwhile: Callable[[], None] | None = None) -> None:
        """A day at the desk, while `meanwhile` happens and `mending` is started again whenever it is dead."""
        over, errors = threading.Event(), list[BaseException]()
        helpers = [threading.Thread(target=_mend, args=(mending, over))] if mending else []
        if meanwhile:
            helpers.append(threading.Thread(target=_noting(meanwhile, errors)))
        for helper in helpers:
            helper.start()
        try:
            live_a_day(self.desk, plan.seed, plan.requests)
        finally:
            over.set()
            for helper in helpers:
                helper.join()
            assert not errors, errors

    def _replace(self, victim: Process, **planted: str) -> None:
        """Kill the process, which is a fault by itself, and start it with one planted."""
        victim.kill()
        victim.start(**planted)
        _bring_up(victim)

    def _disarm(self, victim: Process) -> None:
        """Start the process without its planted fault."""
        victim.kill()
        victim.start()
        poll(victim.ready, 60, f"{victim.name} to be ready")

    def _poison(self, plan: Plan, victim: Process) -> None:
        """One handler fails always: its events are parked, all others pass; replayed, they are handled after all."""
        service = plan.handler.partition(".")[0]
        database = "gateway" if service == "network" else service
        self._replace(victim, LINLI_FAIL_AT=f"{plan.handler}:always")
        numbers = [(number, random.Random(f"{plan.seed} {number}")) for number in range(plan.requests)]
        opened = [self.desk.open(f"{plan.seed}-poison-{number}", luck) for number, luck in numbers]
        assert opened
        if service == "hotline":  # its handlers act only on requests that are worked on
            self._disarm(victim)
            return
        before = self.parked

        def all_parked() -> bool:
            (row,) = self.platform.rows(database, "SELECT count(*) AS n FROM inbox WHERE status = 'retry'")
            return not row["n"] and self._count_parked(database) > 0

        own = plan.handler.partition(".")[2]
        poll(all_parked, 30, f"the events of {plan.handler} to be parked")
        self._disarm(victim)
        ids = [
            str(books.uuid_of(row["event_id"]))
            for row in self.platform.rows(
                database, "SELECT event_id FROM inbox WHERE status = 'parked' AND handler = :own", own=own
            )
        ]
        if ids:
            self.platform.linli("events", "replay", *ids)
        assert self.parked == before

    def _count_parked(self, database: str) -> int:
        (row,) = self.platform.rows(database, "SELECT count(*) AS n FROM inbox WHERE status = 'parked'")
        return int(row["n"])

    def _send_again(self, luck: random.Random) -> None:
        """Events are published a second time, newest first: duplicates out of order."""
        for service in ("hotline", "assistance", "volunteer", "grid"):
            rows = self.platform.rows(service, "SELECT seq FROM outbox WHERE published_at IS NOT NULL")
            chosen = luck.sample([row["seq"] for row in rows], min(len(rows), 40))
            for seq in chosen:
                execute(self.platform, service, "UPDATE outbox SET published_at = NULL WHERE seq = :seq", seq=seq)


def execute(platform: Platform, service: str, statement: str, **values: object) -> None:
    """Change something behind the platform's back."""
    platform.rows(service, "SELECT 1")
    with platform.engines[service].begin() as connection:
        connection.execute(sa.text(statement), values)


def outbox_garbage(platform: Platform, luck: random.Random) -> int:
    """An undecodable body in an outbox, which the embedded host hands to its receivers; how many get parked."""
    body = luck.choice(["{", "\x01\x02", '{"specversion":"1.0"}', "null"]) + str(luck.random())
    values = {"id": uuid4().hex, "body": body, "subject": uuid4().hex}
    execute(
        platform,
        "grid",
        "INSERT INTO outbox (event_id, type, subject, body, appended_at) "
        "VALUES (:id, 'linli.grid.case.filed.v1', :subject, :body, '2026-01-01 00:00:00')",
        **values,
    )
    return 1


def _noting(act: Callable[[], None], errors: list[BaseException]) -> Callable[[], None]:
    def run() -> None:
        try:
            act()
        except BaseException as error:
            errors.append(error)

    return run


def _mend(process: Process, over: threading.Event) -> None:
    while not over.wait(0.1):
        if not process.alive:
            process.start()


def _kill_later(process: Process, seconds: float) -> None:
    time.sleep(seconds)
    process.kill()


def _bring_up(process: Process) -> None:
    """Wait until it serves; one that reached its crash point before that is started again without it."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if not process.alive:
            process.start()
        if process.alive and _ready(process):
            return
        time.sleep(0.05)
    raise AssertionError(f"{process.name} does not get ready")


def _ready(process: Process) -> bool:
    try:
        return process.ready()
    except AssertionError:
        return False
