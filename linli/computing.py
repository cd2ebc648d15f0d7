"""Long computations: asked for in a transaction, done by a process beside the service, watched, and stopped.

A service marks a method with `@computes(Command)`. It is run in a worker process (`linli compute SERVICE`), where it
may take its time, and returns what is to be done with its outcome in the one transaction that marks it done.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    Uuid,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Session

from linli import observe
from linli.clock import now
from linli.config import Settings
from linli.contracts.base import dump, load
from linli.db import Asked, Database, UtcDateTime
from linli.errors import LinliError
from linli.events import describe
from linli.marks import marked
from linli.observe import Chain
from linli.work import Work

F = TypeVar("F", bound=Callable[..., Any])
Finish = Callable[[Work], Any]
"""Keeps what was computed and gives the contract that is shown of it."""

LEASE = timedelta(minutes=5)
"""A computation not heard of for so long is taken up by another worker."""
TRIES = 3
BEAT = 0.5
"""Seconds between two notes of how far it is."""


def computation_table(metadata: MetaData) -> Table:
    """The table of a service's computations."""
    return Table(
        "computation",
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("name", String(60), nullable=False),
        Column("area_code", String(20), nullable=False),
        Column("command", Text, nullable=False),
        Column("state", String(24), nullable=False),
        Column("share", Float, nullable=False),
        Column("tries", Integer, nullable=False),
        Column("stop", Boolean, nullable=False),
        Column("asked_by", Uuid),
        Column("asked_at", UtcDateTime, nullable=False),
        Column("beat_at", UtcDateTime),
        Column("ended_at", UtcDateTime),
        Column("error", Text),
        Column("result", Text),
        Index("computation_waiting", "state", "asked_at"),
    )


COMPUTATION = computation_table(MetaData())


class Stopped(Exception):
    """Somebody cancelled the computation, or its process is to end."""


def computes(command: type) -> Callable[[F], F]:
    """Mark a method `(self, command, run) -> Finish` as the computation of this command, by the method's name."""

    def mark(method: F) -> F:
        method.linli_computes = command  # type: ignore[attr-defined]
        return method

    return mark


def computations_of(service_class: type) -> dict[str, tuple[type, Callable[[Any, Any, Run], Finish]]]:
    """Every computation of a service class by name: its command and its method."""
    return {name: (method.linli_computes, method) for name, method in marked(service_class, "linli_computes")}


@dataclass
class Run:
    """One computation while it is done."""

    database: Database
    id: UUID
    _parent: int = field(default_factory=os.getppid)
    _told_at: float = 0.0

    def reached(self, share: float) -> None:
        """Note how far it is (0 to 1), at most twice a second. Raises `Stopped` when it is wanted no more."""
        if time.monotonic() - self._told_at < BEAT:
            return
        self._told_at = time.monotonic()
        with self.database.transaction() as session:
            values = {"share": min(max(share, 0.0), 1.0), "beat_at": now()}
            session.execute(update(COMPUTATION).where(COMPUTATION.c.id == self.id).values(values))
            stop = session.execute(select(COMPUTATION.c.stop).where(COMPUTATION.c.id == self.id)).scalar()
        if stop or os.getppid() != self._parent:
            raise Stopped


def ask(work: Work, name: str, area_code: str, command: Any) -> UUID:
    """Have it computed once this transaction is committed."""
    made = uuid4()
    values = {
        "id": made,
        "name": name,
        "area_code": area_code,
        "command": json.dumps(dump(command), ensure_ascii=False),
    }
    more = {"state": "queued", "share": 0.0, "tries": 0, "stop": False, "asked_by": work.by, "asked_at": work.now}
    work.session.execute(insert(COMPUTATION).values(**values, **more))
    return made


def find(session: Session, wanted: UUID) -> Any:
    """The row of a computation, or None."""
    return session.execute(select(COMPUTATION).where(COMPUTATION.c.id == wanted)).one_or_none()


def cancel(session: Session, wanted: UUID) -> None:
    """Have it not done, or stopped at its next note of how far it is; one that has ended stays as it is."""
    one = update(COMPUTATION).where(COMPUTATION.c.id == wanted)
    session.execute(one.where(COMPUTATION.c.state == "queued").values(state="cancelled", stop=True, ended_at=now()))
    session.execute(one.where(COMPUTATION.c.state == "running").values(stop=True))


def is_under_way(session: Session, name: str, area_code: str) -> bool:
    """Whether a computation of this name waits or is done for the area."""
    under_way = COMPUTATION.c.state.in_(["queued", "running"])
    wanted = select(COMPUTATION.c.id).where(under_way, COMPUTATION.c.name == name, COMPUTATION.c.area_code == area_code)
    return session.execute(wanted.limit(1)).first() is not None


def forget(session: Session, name: str, before: datetime) -> None:
    """Delete computations of this name that ended before the moment and whose outcome nobody looks up."""
    over = (COMPUTATION.c.name == name) & (COMPUTATION.c.ended_at < before)
    session.execute(delete(COMPUTATION).where(over))


def any_waiting(session: Asked) -> bool:
    """Whether a computation waits for a worker."""
    return session.execute(_waiting().limit(1)).first() is not None


def _waiting() -> Any:
    lost = (COMPUTATION.c.state == "running") & (COMPUTATION.c.beat_at < now() - LEASE)
    return select(COMPUTATION.c.id).where((COMPUTATION.c.state == "queued") | lost).order_by(COMPUTATION.c.asked_at)


def work_off(service: Any, database: Database) -> int:
    """Do what waits, one after the other, until nothing does; how many were done."""
    known, done = computations_of(type(service)), 0
    while (row := _claim(database)) is not None:
        _do(service, known, database, row)
        done += 1
    return done


def _claim(database: Database) -> Any:
    with database.transaction() as session:
        wanted = session.execute(_waiting().limit(1).with_for_update(skip_locked=True)).scalar()
        if wanted is None:
            return None
        values = {"state": "running", "beat_at": now(), "tries": COMPUTATION.c.tries + 1}
        session.execute(update(COMPUTATION).where(COMPUTATION.c.id == wanted).values(values))
        return find(session, wanted)


def _do(service: Any, known: dict[str, Any], database: Database, row: Any) -> None:
    try:
        if row.tries > TRIES:
            raise RuntimeError(f"its worker ended {TRIES} times before it was done")
        command, method = known[row.name]
        run = Run(database, row.id)
        run.reached(0.0)
        finish = method(service, load(command, json.loads(row.command)), run)
        with database.transaction() as session:
            said = finish(Work(session, now(), Chain()))
            _end(session, row.id, "done", result=json.dumps(dump(said), ensure_ascii=False), share=1.0)
    except Stopped:
        with database.transaction() as session:
            _end(session, row.id, *(("cancelled",) if find(session, row.id).stop else ("queued",)))
    except LinliError as error:
        with database.transaction() as session:
            _end(session, row.id, "failed", error=json.dumps(error.to_wire(), ensure_ascii=False))
    except Exception as error:
        observe.log.error("computation failed", name=row.name, error=describe(error))
        with database.transaction() as session:
            _end(session, row.id, "failed", error=json.dumps({"code": "internal_error", "message": describe(error)}))


def _end(session: Session, wanted: UUID, state: str, **values: Any) -> None:
    session.execute(update(COMPUTATION).where(COMPUTATION.c.id == wanted).values(state=state, ended_at=now(), **values))


class Worker:
    """The worker process of a service's process: started when something waits, gone when nothing does."""

    def __init__(self, service: str, settings: Settings, database: Database) -> None:
        self._command = [sys.executable, "-m", "linli.cli", "compute", service]
        self._environment = _environment(settings, database)
        self._database = database
        self._process: int | None = None

    def look(self) -> None:
        """Start the process if something waits and none is there."""
        if self._process is not None and os.waitpid(self._process, os.WNOHANG) == (0, 0):
            return
        self._process = None
        with self._database.peeking() as session:
            waiting = any_waiting(session)
        if waiting:
            self._process = os.posix_spawn(self._command[0], self._command, self._environment)


def _environment(settings: Settings, database: Database) -> dict[str, str]:
    """What leads the process to the same database, whatever led this one to it."""
    passed = {name: value for name, value in os.environ.items() if name != "LINLI_DATABASE_PASSWORD_FILE"}
    passed.pop("LINLI_DATABASE_URL", None)
    passed["LINLI_DATA"] = str(settings.data)
    if not database.embedded:
        passed["LINLI_DATABASE_URL"] = settings.database_url
    return passed
