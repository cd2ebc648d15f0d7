"""PostgreSQL's connection with fewer round trips: what nobody waits for goes along with what is asked next.

A round trip costs both sides more than most statements that it carries. BEGIN goes with the first statement of its
transaction, what is written without asking back goes with the next statement or with COMMIT. The server takes them in
their order, one after the other, and at the first that fails it does none of those after it, nor the COMMIT.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg2 import extensions
from sqlalchemy import Insert
from sqlalchemy.dialects.postgresql.psycopg2 import PGDialect_psycopg2
from sqlalchemy.sql.dml import UpdateBase

_DIALECT = PGDialect_psycopg2()  # type: ignore[no-untyped-call]
_IDLE = extensions.TRANSACTION_STATUS_IDLE


class Cursor(extensions.cursor):
    """Sends what waits on its connection before what it is given."""

    connection: Connection

    def execute(self, query: Any, vars: Any = None) -> None:  # noqa: A002  # as the base class has it
        waiting = self.connection.waiting
        if not waiting:
            super().execute(query, vars)
            return
        together = b";".join([*waiting, self.mogrify(query, vars)])
        waiting.clear()
        super().execute(together)

    def executemany(self, query: Any, vars_list: Any) -> None:
        self._catch_up()
        super().executemany(query, vars_list)

    def copy_expert(self, sql: Any, file: Any, size: int = 8192) -> None:
        self._catch_up()
        super().copy_expert(sql, file, size)

    def _catch_up(self) -> None:
        if self.connection.waiting:
            self.execute("SELECT")


class Connection(extensions.connection):
    """For psycopg it commits every statement by itself; its transactions it begins and ends in words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting: list[bytes] = []
        self.alone = False
        """Whether each statement stands for itself: then `begin` begins nothing."""
        self.cursor_factory = Cursor
        self.autocommit = True

    def begin(self) -> None:
        """Begin a transaction with the next statement; if none comes, there was none."""
        if not self.alone:
            self.waiting.append(b"BEGIN")

    def commit(self) -> None:
        if self.waiting == [b"BEGIN"]:
            self.waiting.clear()
        elif self.waiting or self.info.transaction_status != _IDLE:
            self._say("COMMIT")

    def rollback(self) -> None:
        self.waiting.clear()
        if self.info.transaction_status != _IDLE:
            self._say("ROLLBACK")

    def set_isolation_level(self, level: int | None) -> None:
        """SQLAlchemy's way to have each statement stand for itself, and to take that back."""
        self.alone = level == extensions.ISOLATION_LEVEL_AUTOCOMMIT

    def _say(self, word: str) -> None:
        with self.cursor() as cursor:
            cursor.execute(word)

    def write(self, statement: UpdateBase, rows: Sequence[Mapping[str, Any]]) -> None:
        """Have the statement done for each of these rows, which name the same columns, before whatever comes next."""
        self.waiting.append(self.filled(statement, rows))

    def filled(self, statement: UpdateBase, rows: Sequence[Mapping[str, Any]]) -> bytes:
        """The statement with the values of these rows, as it goes to the server; but for an insert, one for each."""
        words = _worded(statement, tuple(rows[0]))
        with self.cursor() as cursor:
            filled = [cursor.mogrify(words.each, words.values_of(row)) for row in rows]
        return words.before + b", ".join(filled) + words.after if words.before else b";".join(filled)


@dataclass(frozen=True)
class _Words:
    """A statement as psycopg takes it: `each` for a row, of an insert the row alone, between `before` and `after`."""

    before: bytes
    each: str
    after: bytes
    processors: Mapping[str, Callable[[Any], Any]]

    def values_of(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The values as psycopg takes them."""
        process = self.processors
        return {name: process[name](value) if name in process else value for name, value in row.items()}


@functools.lru_cache(maxsize=256)
def _worded(statement: UpdateBase, columns: tuple[str, ...]) -> _Words:
    """Made once, for it takes longer than the statement itself."""
    is_insert = isinstance(statement, Insert)
    compiled = (statement.inline() if isinstance(statement, Insert) else statement).compile(
        dialect=_DIALECT, column_keys=list(columns)
    )
    processors = {
        name: process
        for parameter, name in compiled.bind_names.items()
        if (process := parameter.type.dialect_impl(_DIALECT).bind_processor(_DIALECT))
    }
    if not is_insert:
        return _Words(b"", str(compiled), b"", processors)
    before, values, rest = str(compiled).partition(" VALUES ")
    each, conflict, after = rest.partition(" ON CONFLICT")
    return _Words((before + values).encode(), each, (conflict + after).encode(), processors)
