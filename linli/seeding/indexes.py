"""Indexes set aside while empty tables are filled, and built again from what is there: several times as quick."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from sqlalchemy import Index, Table, select, text

from linli.db import Database

Tables = Mapping[str, Iterable[Table]]
"""Tables by the name of their database."""
BUILDING = ("SET statement_timeout = 0", "SET lock_timeout = 0", "SET maintenance_work_mem = '256MB'")


@contextmanager
def set_aside(databases: Mapping[str, Database], tables: Tables) -> Iterator[None]:
    """Within the block the tables that are empty now have no indexes but their keys; after it all have all of theirs.

    Only on PostgreSQL. What a break left without an index has it again after the next block.
    """
    distributed = {name: one for name, one in databases.items() if not one.embedded}
    for name, database in distributed.items():
        with database.transaction() as session:
            for table in tables[name]:
                if session.execute(select(table.c[0]).limit(1)).first() is None:
                    for index in _not_keys(table):
                        index.drop(session.connection(), checkfirst=True)
    try:
        yield
    finally:
        with ThreadPoolExecutor(max(len(distributed), 1)) as pool:
            list(pool.map(lambda name: _build(distributed[name], tables[name]), distributed))


def _build(database: Database, tables: Iterable[Table]) -> None:
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in BUILDING:
            connection.execute(text(statement))
        for table in tables:
            for index in _not_keys(table):
                index.create(connection, checkfirst=True)
        connection.invalidate()


def _not_keys(table: Table) -> list[Index]:
    """The indexes that refuse nothing."""
    return sorted((one for one in table.indexes if not one.unique), key=lambda one: str(one.name))
