"""The relay process: moves every service's outbox to RabbitMQ, a thread for each database."""

from __future__ import annotations

import signal
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from linli import heap
from linli.broker import ConfirmingPublisher, Topology
from linli.config import Settings
from linli.db import Database, open_database
from linli.hosting.endpoint import serve
from linli.hosting.member import bindings
from linli.hosting.registry import SERVICES, database_of
from linli.jobs import Job, Loops
from linli.outbox import Relay

PAUSE = 0.1
"""Seconds between two looks at an outbox, for what is gathered shares transactions all the way; idle or not, nobody
waits for longer."""


@dataclass
class Line:
    """One database's way to the broker."""

    database: Database
    publisher: ConfirmingPublisher


def run(settings: Settings, names: Sequence[str] = ()) -> None:
    """Relay the named services' outboxes (all, unless named) until SIGTERM or SIGINT."""
    with heap.building():
        bound, topology = bindings(), Topology(settings.amqp_prefix)
    wanted = sorted({database_of(name) for name in (names or SERVICES)})
    lines = [
        Line(open_database(name, settings, connections=2), ConfirmingPublisher(settings.amqp_url, topology, bound))
        for name in wanted
    ]
    loops, stop = Loops(), threading.Event()
    for line in lines:
        relay = Relay(line.database, line.publisher)
        loops.start(Job(f"relay.{line.database.service}", relay.step, PAUSE))
        loops.start(Job(f"prune.{line.database.service}", relay.prune, 3600.0))
    checks = {f"database_{line.database.service}": line.database.answers for line in lines}
    serve(settings.metrics_host, settings.metrics_port, checks)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    stop.wait()
    loops.stop()
    for line in lines:
        line.publisher.close()
        line.database.close()
