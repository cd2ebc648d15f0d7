"""Many rows at once into a table: by COPY on PostgreSQL, row by row on SQLite, within the session's transaction."""

from __future__ import annotations

import io
from collections.abc import Sequence

from sqlalchemy import Table, insert, text
from sqlalchemy.orm import Session

from linli.db import Database

CHUNK = 1 << 22
"""Bytes handed to the server at a time; each hand-over waits for its turn among the threads of this process."""


def copy(session: Session, table: Table, texts: Sequence[str]) -> None:
    """Write rows in the text form of COPY, each with all columns of the table in their order."""
    if not texts:
        return
    cursor = session.connection().connection.cursor()
    if session.get_bind().dialect.name == "postgresql":
        names = ", ".join(f'"{column.name}"' for column in table.c)
        data = io.BytesIO("".join(texts).encode())
        cursor.copy_expert(f'COPY "{table.name}" ({names}) FROM STDIN', data, CHUNK)
        return
    rows = (map(_value, line.split("\t")) for line in "".join(texts).splitlines())
    cursor.executemany(str(insert(table).compile(dialect=session.get_bind().dialect)), [tuple(row) for row in rows])


def _value(field: str) -> str | None:
    return None if field == r"\N" else field.replace("\\\\", "\\")


def without_limit(session: Session) -> None:
    """Let the statements of this transaction take, and wait for others, as long as they need."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0"))


def settle_down(database: Database) -> None:
    """What the database's housekeeping would do in its time: know its tables, and which of their pages are all old."""
    statement = "ANALYZE" if database.embedded else "VACUUM (ANALYZE)"
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not database.embedded:
            connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text(statement))
        if not database.embedded:
            connection.execute(text("RESET statement_timeout"))
