"""A tiny service with a table of its own, for tests of what the shared library promises to every service."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, Integer, MetaData, Table, Text, Uuid, delete, func, insert, inspect, select

from linli import inbox
from linli.calls import Answerer, Ask, call
from linli.contracts.base import AreaCode, ShortText
from linli.contracts.envelope import Envelope, Event
from linli.contracts.grid.cases import CaseAssigned, CaseFiled, CaseHandled
from linli.contracts.network import RecordChanged
from linli.contracts.task import TaskSummary
from linli.db import Database
from linli.events import Receiver, on
from linli.firing import Firing
from linli.identity import Principal, Role
from linli.inbox import INBOX, Status
from linli.jobs import every
from linli.observe import Chain
from linli.plumbing import create_tables_1, create_tables_2, with_plumbing
from linli.timers import TIMER, Due, Timer, put, timer
from linli.work import Work
from tests.factories.people import COMMUNITY
from tests.factories.requests import wrapped

MOMENT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
METADATA = MetaData()
TALLY = Table(
    "tally",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("subject", Uuid, nullable=False),
    Column("what", Text, nullable=False),
)
"""One row for each effect and nothing unique about it: an effect that was doubled shows."""


@dataclass(frozen=True, kw_only=True)
class Add:
    """Add `amount` rows."""

    id: UUID
    area_code: AreaCode
    amount: int = 1
    note: ShortText = "added"


@dataclass(frozen=True, kw_only=True)
class Total:
    """How many rows there are."""

    id: UUID
    total: int


def _nothing(_event: object) -> None:
    """No trouble."""


class Counter:
    """Writes a row for every event; `trouble` is called after the row is written, and may raise or wait."""

    name = "counter"

    def __init__(self) -> None:
        self.trouble: Callable[[Event], None] = _nothing
        self.alarm: Callable[[UUID], None] = _nothing
        self.steps = 0
        self.seen: list[UUID] = []
        self.flocks: list[int] = []

    @on(CaseFiled, CaseAssigned)
    def count(self, event: Event, work: Work) -> None:
        """A row, and an event of its own."""
        self.seen.append(event.subject)
        write(work, event.subject, event.name)
        work.emit(changed(event.subject))
        self.trouble(event)

    @on(CaseFiled)
    def count_beside(self, event: Event, work: Work) -> None:
        """A second handler of the same event, never in trouble."""
        write(work, event.subject, "beside")

    @timer("tick")
    def tick(self, subject: UUID, work: Work) -> None:
        """A row."""
        write(work, subject, "tick")
        self.alarm(subject)

    @timer("quiet")
    def ring(self, subject: UUID, _work: Work) -> None:
        """Nothing but the alarm."""
        self.alarm(subject)

    @timer("flock", together=True)
    def flock(self, due: Due) -> None:
        """A row and an event of each, all that are due at once."""
        self.flocks.append(len(due))
        for subject, work in due:
            write(work, subject, "flock")
            work.emit(changed(subject))
            self.alarm(subject)

    @timer("again")
    def come_again(self, subject: UUID, work: Work) -> None:
        """A row, an event of its own, and the same once more in an hour."""
        write(work, subject, "again")
        work.emit(changed(subject))
        put(work.session, "again", subject, work.now + timedelta(hours=1))

    @call(Add, Total, roles=frozenset({Role.DISPATCHER}))
    def add(self, said: Add, work: Work) -> Total:
        """Add rows and say how many there are."""
        work.authorise(said.area_code)
        for _ in range(said.amount):
            write(work, said.id, said.note)
        work.emit(changed(said.id))
        return total(said, work)

    @call(Add, Total)
    def add_unasked(self, said: Add, work: Work) -> Total:
        """Forgets to ask whether the caller may."""
        write(work, said.id, said.note)
        return Total(id=said.id, total=1)

    @call(Add, Total)
    def break_down(self, said: Add, work: Work) -> Total:
        """Fails with a text that quotes what it was given."""
        work.authorise(said.area_code)
        write(work, said.id, said.note)
        raise RuntimeError(f"cannot take {said.note}")

    @call(Add, Total, changes=False)
    def look(self, said: Add, work: Work) -> Total:
        """Say how many there are; what it writes is not kept."""
        work.authorise(said.area_code)
        found = total(said, work)
        write(work, said.id, "looked")
        return found

    @every(0.01)
    def step(self) -> bool:
        """Work of its own."""
        self.steps += 1
        return self.steps < 3


def write(work: Work, subject: UUID, what: str) -> None:
    """One effect."""
    work.session.execute(insert(TALLY).values(subject=subject, what=what))


def total(said: Add, work: Work) -> Total:
    """How many rows there are of this subject."""
    counted = select(func.count()).where(TALLY.c.subject == said.id)
    return Total(id=said.id, total=work.session.execute(counted).scalar_one())


def changed(subject: UUID) -> RecordChanged:
    """The event that a count causes; external, so that it needs no queue."""
    return RecordChanged(
        subject=subject, area_code=COMMUNITY, sequence=1, occurred_at=MOMENT, kind="grid", state="counted"
    )


def case(kind: type[Event] = CaseFiled, subject: UUID | None = None, sequence: int = 1) -> Envelope:
    """An event of a grid case in an envelope of its own. Of these `CaseHandled` is received by nobody here."""
    assert issubclass(kind, CaseFiled | CaseAssigned | CaseHandled)
    summary = TaskSummary(state="filed", category="noise", opened_at=MOMENT, due_at=MOMENT)
    return wrapped(
        kind(subject=subject or uuid4(), area_code=COMMUNITY, sequence=sequence, occurred_at=MOMENT, task=summary)
    )


class Counting:
    """The counter on a database, with its receiver and answerer; nothing moves events but the test."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.service = Counter()
        self.receiver = Receiver(self.service, database)
        self.answerer = Answerer(self.service, database)
        self.firing = Firing(self.service, database)

    def receive(self, *told: Envelope) -> None:
        """Deliver these."""
        for one in told:
            self.receiver.receive(one.encode())

    def ask(self, who: Principal, method: str = "add", *, key: str | None = None, **said: Any) -> dict[str, Any]:
        """The reply, after a journey through JSON as over the broker."""
        deadline = said.pop("deadline", None)
        command = {"id": str(uuid4()), "area_code": COMMUNITY, **said}
        wire = Ask(method, command, who, Chain(), key, deadline).to_wire()
        return dict(json.loads(json.dumps(self.answerer.answer(json.loads(json.dumps(wire))))))

    def effects(self, subject: UUID | None = None) -> list[str]:
        """What was written (about this subject), oldest first."""
        wanted = select(TALLY.c.what).order_by(TALLY.c.number)
        if subject is not None:
            wanted = wanted.where(TALLY.c.subject == subject)
        with self.database.reading() as session:
            return list(session.scalars(wanted))

    def record(self) -> list[tuple[str, str, int]]:
        """Handler, status and tries of everything in the inbox."""
        wanted = select(INBOX.c.handler, INBOX.c.status, INBOX.c.attempts).order_by(INBOX.c.handler, INBOX.c.status)
        with self.database.reading() as session:
            return [(str(row[0]), str(row[1]), int(row[2])) for row in session.execute(wanted)]

    def parked(self) -> list[inbox.Waiting]:
        """What waits for a person."""
        with self.database.reading() as session:
            return list(inbox.parked(session))

    def waiting(self) -> inbox.Waiting:
        """The one event that waits for a retry."""
        with self.database.reading() as session:
            row = session.execute(select(INBOX).where(INBOX.c.status == Status.RETRY)).one()
        return inbox.Waiting(**row._mapping)

    def put(self, name: str, subject: UUID, due_at: datetime) -> None:
        """Put a timer, in a transaction of its own."""
        with self.database.transaction() as session:
            put(session, name, subject, due_at)

    def timers(self) -> list[Timer]:
        """Every timer there is, the earliest first."""
        with self.database.reading() as session:
            return [Timer(**row._mapping) for row in session.execute(select(TIMER).order_by(TIMER.c.due_at))]

    def fire_all(self) -> None:
        """Do what is due now."""
        while self.firing.fire_due():
            pass

    def retry_all(self) -> None:
        """Run what is due now."""
        while self.receiver.retry_due():
            pass


def _make_tables(database: Database) -> None:
    """The plumbing as every service's migrations make it, indexes included, and the tally."""
    with database.engine.begin() as connection:
        if not inspect(connection).has_table(INBOX.name):
            with Operations.context(MigrationContext.configure(connection)):
                create_tables_1()
                create_tables_2()
        METADATA.create_all(connection)


@contextmanager
def counting_at(url: str) -> Iterator[Counting]:
    """The counter on the database at this URL, its tables made where they are missing and empty."""
    database = Database(url, "counter")
    try:
        _make_tables(database)
        with database.transaction() as session:
            for table in with_plumbing(METADATA).sorted_tables:
                session.execute(delete(table))
        yield Counting(database)
    finally:
        database.close()
