"""Does what a service's due timers call for, the earliest first: once each, retried when it fails, then parked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from linli import faultpoints, observe, timers
from linli.clock import now
from linli.db import Database, is_busy, is_outage
from linli.events import describe
from linli.observe import Chain
from linli.outbox import keep
from linli.timers import Timer, timers_of
from linli.work import Work

BATCH = 20
"""Timers done in one transaction. More would keep calls about the same subjects waiting longer."""
TOGETHER = 200
"""Those of timers that are done together: a hundred alarms cost little more than ten."""
GIVES_WAY = text("SET LOCAL lock_timeout = '300ms'")
"""A call locks its subject and then moves the timer; firing holds the timer and then wants the subject. Firing gives
way, sooner than PostgreSQL looks for deadlocks (a second), so that no call ever fails for it."""


class Firing:
    """Fires the timers of one service; several may run at once, in one process or many."""

    def __init__(self, service: Any, database: Database) -> None:
        self._service = service
        self._database = database
        self._name: str = service.name
        self._timers = timers_of(type(service))

    @property
    def names(self) -> list[str]:
        """The timers this service answers to."""
        return sorted(self._timers)

    def fire_due(self) -> bool:
        """Do what a batch of due timers calls for; False when none is due.

        All in one transaction; when one of them fails, each alone, so that it holds nobody up.
        """
        with self._database.peeking() as session:
            if not timers.any_due(session):
                return False
        claimed: Sequence[Timer] = ()
        try:
            with self._transaction() as session:
                claimed = self._claim(session)
                self._run_all(session, claimed)
                session.flush()
                faultpoints.reach(faultpoints.BEFORE_COMMIT)
        except Exception as error:
            if is_outage(error):
                raise
            for one in claimed:
                self._alone(one)
            return True
        for one in claimed:
            self._count(one, "done")
        return bool(claimed)

    def _claim(self, session: Session) -> Sequence[Timer]:
        """What is due, and more of what is done together; taken away."""
        claimed = timers.claim_due(session, BATCH)
        timers.remove(session, claimed)
        names = {one.name for one in claimed if self._is_together(one.name)}
        if len(claimed) < BATCH or not names:
            return claimed
        more = timers.claim_due(session, TOGETHER - BATCH, names)
        timers.remove(session, more)
        return [*claimed, *more]

    def _is_together(self, name: str) -> bool:
        return bool(getattr(self._timers.get(name), "linli_together", False))

    def _run_all(self, session: Session, claimed: Sequence[Timer]) -> None:
        """Each in its turn, those that are done together with the first of them; their events are written at once."""
        works: list[Work] = []
        groups: dict[object, list[Timer]] = {}
        for one in claimed:
            groups.setdefault(one.name if self._is_together(one.name) else (one.name, one.subject), []).append(one)
        for group in groups.values():
            works += self._run(session, group)
        keep(session, [event for work in works for event in work.emitted])

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        with self._database.transaction() as session:
            if not self._database.embedded:
                session.execute(GIVES_WAY)
            yield session

    def _alone(self, one: Timer) -> None:
        """Do one timer in a transaction of its own, unless another process has done it meanwhile."""
        with self._transaction() as session:
            if not timers.claim(session, one):
                return
            outcome = self._try(session, one)
        self._count(one, outcome)

    def _try(self, session: Session, one: Timer) -> str:
        try:
            with session.begin_nested():
                timers.remove(session, [one])
                self._run_all(session, [one])
                session.flush()
                faultpoints.reach(faultpoints.BEFORE_COMMIT)
            return "done"
        except Exception as error:
            if is_outage(error):
                raise
            if is_busy(error):
                timers.postpone(session, one)
                return "busy"
            return "parked" if timers.fail(session, one, describe(error)) else "retry"

    def _run(self, session: Session, group: Sequence[Timer]) -> list[Work]:
        """Do what these timers of one name call for; the works that hold the events."""
        name = group[0].name
        due = [(one.subject, Work(session, now(), Chain(), keeps=False)) for one in group]
        with observe.in_chain(due[0][1].chain):
            try:
                faultpoints.enter(f"{self._name}.{name}")
                if name not in self._timers:
                    raise LookupError(name)
                if self._is_together(name):
                    self._timers[name](self._service, due)
                else:
                    self._timers[name](self._service, *due[0])
            except Exception as error:
                names = {"service": self._name, "timer": name, "subject": str(group[0].subject), "count": len(group)}
                observe.log.warning("timer failed", **names, error=describe(error))
                raise
        return [work for _, work in due]

    def _count(self, one: Timer, outcome: str) -> None:
        observe.TIMERS.labels(self._name, one.name, outcome).inc()

    def measure(self) -> None:
        """Set the gauges of what is late and what is parked."""
        with self._database.peeking() as session:
            earliest, parked = timers.backlog(session)
        late = (now() - earliest).total_seconds() if earliest else 0.0
        observe.TIMER_LAG.labels(self._name).set(max(late, 0.0))
        observe.TIMERS_PARKED.labels(self._name).set(parked)
