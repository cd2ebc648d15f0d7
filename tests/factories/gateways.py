"""The gateway's database for tests, on SQLite and on PostgreSQL, and its network service without a host."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import delete

import gateway.figures.tables
import gateway.intake.tables
import gateway.projections.tables  # noqa: F401  (fills METADATA)
from gateway.metadata import METADATA
from gateway.projections.service import Network
from linli import db
from linli.config import Settings
from linli.context import Context
from linli.db import Database
from linli.errors import Unavailable
from linli.events import Receiver
from linli.plumbing import with_plumbing

SECRET = bytes(range(64))


@contextmanager
def gateway_database(url: str) -> Iterator[Database]:
    """The migrated database at this URL; closed at the end."""
    database = Database(url, "gateway")
    try:
        db.migrate(database)
        yield database
    finally:
        database.close()


def emptied(database: Database) -> Database:
    """The database without a row."""
    with database.transaction() as session:
        for table in reversed(with_plumbing(METADATA).sorted_tables):
            session.execute(delete(table))
    return database


def nobody(service: str, wire: dict[str, Any]) -> dict[str, Any]:
    """A caller where every service is away."""
    raise Unavailable("service_away", "away", "away")


def network_on(
    database: Database, caller: Callable[[str, dict[str, Any]], dict[str, Any]] = nobody
) -> tuple[Network, Receiver]:
    """The network service on this database, and its receiver of events."""
    network = Network(Context(Settings(secret=SECRET), database, caller))
    return network, Receiver(network, database)
