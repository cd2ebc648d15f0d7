"""One process, no servers: outboxes are drained straight into the handlers, with the same inbox and retries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from linli import db, faultpoints
from linli.config import Settings
from linli.hosting.member import Member
from linli.hosting.registry import SERVICES, database_of
from linli.jobs import Job, Loops
from linli.outbox import Outcome, Outgoing, Relay

RELAY_PAUSE = 1.0
"""A commit in this process wakes the relay; this is for what another process (a command) left."""
GATHER = 0.05
"""Seconds in which it then lets more come: a batch costs little more than one event, and who acts sees it at once."""

TOGETHER = 20
"""Events that one transaction takes at most: SQLite's one writer keeps people waiting meanwhile."""


class DirectPublisher:
    """Gives each event to every member that receives its type; it has arrived when all of them have it on record."""

    def __init__(self, members: Sequence[Member], listeners: Sequence[Callable[[str], None]]) -> None:
        self._members = members
        self._listeners = listeners

    def publish(self, batch: Sequence[Outgoing]) -> Outcome:
        """As `linli.outbox.Publisher`."""
        for number, member in enumerate(self._members):
            bodies = [one.body for one in batch if one.type in member.receiver.types]
            for first in range(0, len(bodies), TOGETHER):
                member.receiver.receive_together(bodies[first : first + TOGETHER])
            if number == len(self._members) // 2:
                faultpoints.reach(faultpoints.IN_RELAY_BATCH)
        for one in batch:
            for listen in self._listeners:
                listen(one.body)
        return Outcome(sent={one.seq for one in batch})


class EmbeddedHost:
    """Runs every service in this process on the SQLite files of `settings`."""

    def __init__(self, settings: Settings, listeners: Sequence[Callable[[str], None]] = ()) -> None:
        databases = {name: db.open_database(name, settings) for name in {database_of(one) for one in SERVICES}}
        for database in databases.values():
            db.migrate(database)
        self.databases = databases
        self.members = {name: Member(name, settings, databases[database_of(name)], self.call) for name in SERVICES}
        self._publisher = DirectPublisher(list(self.members.values()), listeners)
        self._loops = Loops()

    def start(self, *more: Job) -> None:
        """Begin to move events and to do the members' own work, and more that is done in this process."""
        for job in more:
            self._loops.start(job)
        for database in self.databases.values():
            relay = Relay(database, self._publisher)
            self._loops.start(
                Job(f"relay.{database.service}", relay.step, RELAY_PAUSE, wake=database.committed, gather=GATHER)
            )
            self._loops.start(Job(f"prune.{database.service}", relay.prune, 3600.0))
        for member in self.members.values():
            for job in member.jobs():
                self._loops.start(job)

    def call(self, service: str, wire: dict[str, Any]) -> dict[str, Any]:
        """Answer a call, as `linli.rpc.RpcClient.call` does over the broker."""
        return self.members[service].answerer.answer(wire)

    def stop(self) -> None:
        """End the work in hand, then close the databases."""
        self._loops.stop()
        for database in self.databases.values():
            database.close()
