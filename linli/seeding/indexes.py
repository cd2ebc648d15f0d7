"""Indexes and keys set aside while empty tables are filled, and built again from what is there: many times as quick."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from sqlalchemy import Connection, Index, PrimaryKeyConstraint, Table, UniqueConstraint, select, text
from sqlalchemy.orm import Session

from linli.db import Database

Tables = Mapping[str, Iterable[Table]]
"""Tables by the name of their database."""
BUILDING = {"statement_timeout": "0", "lock_timeout": "0", "maintenance_work_mem": "'256MB'"}
AT_ONCE = 4
"""Tables whose indexes are built side by side; each may have two of the server's processes help it."""
KEYS = text(
    "SELECT one.conname, (SELECT string_agg(a.attname, ',' ORDER BY n.at) FROM unnest(one.conkey) WITH ORDINALITY "
    "AS n(number, at) JOIN pg_attribute AS a ON a.attrelid = one.conrelid AND a.attnum = n.number) "
    "FROM pg_constraint AS one WHERE one.conrelid = CAST(:name AS regclass) AND one.contype IN ('p', 'u') "
    "AND (:all OR NOT EXISTS (SELECT 1 FROM pg_constraint AS f WHERE f.contype = 'f' AND f.conindid = one.conindid))"
)
"""The keys of a table, with their columns: all, or those to which no other table refers."""
OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' "
    "AND pid <> pg_backend_pid()"
)


@contextmanager
def set_aside(databases: Mapping[str, Database], tables: Tables, asked: Collection[Table]) -> Iterator[None]:
    """Within the block the tables that are empty now have no indexes but their keys; after it all have all of theirs.

    Where nobody else is at the database, the keys go too, but those of the tables `asked` while they are filled: a
    platform that runs needs them for what it enters itself. Only on PostgreSQL. What a break left without an index or
    a key has it again before the next block begins, or after it where the table is empty.
    """
    distributed = {name: one for name, one in databases.items() if not one.embedded}
    for name, database in distributed.items():
        filled = []
        with database.transaction() as session:
            alone = not session.scalar(OTHERS)
            for table in tables[name]:
                if session.execute(select(table.c[0]).limit(1)).first() is not None:
                    filled.append(table)
                    continue
                for index in _not_keys(table):
                    index.drop(session.connection(), checkfirst=True)
                if alone and table not in asked:
                    _drop_keys(session, table)
        _build(database, filled)
    try:
        yield
    finally:
        each = [(distributed[name], table) for name in distributed for table in tables[name]]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda one: _build(one[0], [one[1]]), each))


def _drop_keys(session: Session, table: Table) -> None:
    for name, _columns in session.execute(KEYS, {"name": table.name, "all": False}).all():
        session.execute(text(f'ALTER TABLE "{table.name}" DROP CONSTRAINT "{name}"'))


def _build(database: Database, tables: Iterable[Table]) -> None:
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for setting, value in BUILDING.items():
            connection.execute(text(f"SET {setting} = {value}"))
        for table in tables:
            _build_keys(connection, table)
            for index in _not_keys(table):
                index.create(connection, checkfirst=True)
        for setting in BUILDING:
            connection.execute(text(f"RESET {setting}"))


def _build_keys(connection: Connection, table: Table) -> None:
    known = {columns for _name, columns in connection.execute(KEYS, {"name": table.name, "all": True})}
    for key in table.constraints:
        if isinstance(key, PrimaryKeyConstraint | UniqueConstraint):
            columns = ",".join(column.name for column in key.columns)
            if columns not in known:
                kind = "PRIMARY KEY" if isinstance(key, PrimaryKeyConstraint) else "UNIQUE"
                connection.execute(text(f'ALTER TABLE "{table.name}" ADD {kind} ({columns})'))


def _not_keys(table: Table) -> list[Index]:
    """The indexes that refuse nothing."""
    return sorted((one for one in table.indexes if not one.unique), key=lambda one: str(one.name))
