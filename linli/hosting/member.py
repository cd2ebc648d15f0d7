"""One service as a host runs it: its database, its receiver of events, its answerer of calls, its timers, its jobs."""

from __future__ import annotations

from typing import Any

from linli import calls, inbox
from linli.calls import Answerer
from linli.config import Settings
from linli.context import Caller, Context
from linli.db import Database
from linli.events import Receiver, handlers_of
from linli.firing import Firing
from linli.hosting.registry import SERVICES, service_class
from linli.jobs import Job, jobs_of
from linli.upkeep import Upkeep


def bound_events(name: str) -> list[str]:
    """The event types that one service receives; no other service's code is read for it."""
    return sorted({handler.event.wire_type() for handler in handlers_of(service_class(name))})


def bindings() -> dict[str, list[str]]:
    """The event types every service receives: what the broker must bind."""
    return {name: bound_events(name) for name in SERVICES}


class Member:
    """A service with its database, as a host runs it."""

    def __init__(self, name: str, settings: Settings, database: Database, call: Caller) -> None:
        self.name = name
        self.settings = settings
        self.database = database
        self.service: Any = service_class(name)(Context(settings, database, call))
        self.receiver = Receiver(self.service, self.database)
        self.answerer = Answerer(self.service, self.database, Upkeep)
        self.firing = Firing(self.service, self.database)

    def jobs(self) -> list[Job]:
        """The work this member does by itself: retries, timers, figures of its queues, forgetting, its own."""
        timers = [Job(f"{self.name}.timers", self.firing.fire_due, 0.1, 1.0)] if self.firing.names else []
        return [
            *timers,
            Job(f"{self.name}.retry", self.receiver.retry_due, 0.1, 0.4),
            Job(f"{self.name}.measure", self._measure, 5.0),
            Job(f"{self.name}.forget", self._forget, 3600.0),
            *jobs_of(self.service),
        ]

    def _measure(self) -> None:
        self.receiver.measure()
        self.firing.measure()

    def _forget(self) -> None:
        with self.database.transaction() as session:
            inbox.prune(session)
            calls.prune(session)
