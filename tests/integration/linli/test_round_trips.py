"""What nobody waits for goes to PostgreSQL with what is asked next, in its order, and ends as its transaction does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, bindparam, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from linli.db import Database, insert_new, is_outage, write
from linli.round_trips import Cursor
from tests.machine import Scratch

pytestmark = pytest.mark.servers

THING = Table("thing", MetaData(), Column("id", Integer, primary_key=True), Column("name", Text))
ADD = insert(THING)
RENAME = update(THING).where(THING.c.id == bindparam("of_id"))


@pytest.fixture
def database(scratch: Scratch) -> Iterator[Database]:
    made = Database(scratch.database_url("round_trips"), "round_trips", pool_size=1)
    with made.transaction() as session:
        THING.metadata.drop_all(session.connection())
        THING.metadata.create_all(session.connection())
    yield made
    made.close()


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Every text that goes to the server, from now on."""
    found: list[bytes] = []

    def execute(cursor: Cursor, query: str | bytes, values: Any = None) -> None:
        waiting = list(cursor.connection.waiting)
        found.append(b";".join([*waiting, cursor.mogrify(query, values)]))
        real(cursor, query, values)

    real = Cursor.execute
    monkeypatch.setattr(Cursor, "execute", execute)
    return found


def raw(session: Session) -> Any:
    return session.connection().connection.dbapi_connection


Step = Callable[[Session], object]


def run(database: Database, *steps: Step, wrong: Exception | None = None) -> None:
    """Take these steps in one transaction, which ends with `wrong`, if anything."""
    with database.transaction() as session:
        for step in steps:
            step(session)
        if wrong:
            raise wrong


def add(number: int, name: str) -> Step:
    return lambda session: write(session, ADD, {"id": number, "name": name})


def ask(session: Session) -> None:
    session.execute(select(THING)).all()


def copy(line: str) -> Step:
    return lambda session: session.connection().connection.cursor().copy_expert("COPY thing FROM STDIN", StringIO(line))


def names(database: Database) -> list[tuple[int, str]]:
    with database.reading() as session:
        return [(row.id, row.name) for row in session.execute(select(THING).order_by(THING.c.id))]


def test_what_is_written_goes_with_the_commit_in_one_text(database: Database, said: list[bytes]) -> None:
    with database.transaction() as session:
        write(session, ADD, {"id": 1, "name": "一"})
        write(session, RENAME, {"of_id": 1, "name": "50 %"})
    (once,) = said
    assert once.startswith(b"BEGIN;INSERT"), once
    assert once.endswith(b";COMMIT"), once
    assert names(database) == [(1, "50 %")]


def test_it_is_there_before_the_next_question(database: Database) -> None:
    with database.transaction() as session:
        write(session, ADD, {"id": 1, "name": "一"}, {"id": 2, "name": "二"})
        write(session, insert_new(THING, "postgresql"), {"id": 2, "name": "again"}, {"id": 3, "name": "三"})
        found = session.execute(select(THING.c.name).order_by(THING.c.id)).scalars().all()
    assert found == ["一", "二", "三"]


def test_a_transaction_that_fails_leaves_nothing_of_it(database: Database) -> None:
    with pytest.raises(KeyError):
        run(database, add(1, "一"), ask, add(2, "二"), wrong=KeyError())
    assert names(database) == []


def test_one_that_cannot_be_written_fails_the_next_question(database: Database) -> None:
    with pytest.raises(IntegrityError):
        run(database, add(1, "一"), add(1, "two"), ask)
    assert names(database) == []


def test_one_that_cannot_be_written_fails_the_commit(database: Database) -> None:
    with pytest.raises(IntegrityError) as failed:
        run(database, ask, add(1, "一"), add(1, "two"), add(2, "二"))
    assert not is_outage(failed.value)
    assert names(database) == [], "neither what came before it nor what came after"


def test_a_transaction_that_says_nothing_is_none(database: Database, said: list[bytes]) -> None:
    with database.transaction() as session:
        assert raw(session).waiting == [b"BEGIN"]
    with pytest.raises(KeyError):
        run(database, raw, wrong=KeyError())
    assert said == []


def test_who_only_peeks_begins_nothing(database: Database) -> None:
    with database.peeking() as peek:
        peek.execute(text("SELECT 1"))
        assert peek.connection.dbapi_connection.info.transaction_status == 0  # type: ignore[union-attr]  # it is open


def test_each_statement_stands_for_itself_where_that_is_asked(database: Database) -> None:
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM thing"))
    with database.transaction() as session:
        session.execute(text("SELECT 1"))
        assert raw(session).info.transaction_status == 2, "and not afterwards"


def test_copying_comes_after_what_was_written(database: Database) -> None:
    run(database, add(1, "一"), copy("2\t二\n"))
    with pytest.raises(KeyError):
        run(database, copy("3\t三\n"), wrong=KeyError())
    assert names(database) == [(1, "一"), (2, "二")], "it is part of the transaction"


def test_a_savepoint_undoes_what_was_written_within_it(database: Database) -> None:
    with database.transaction() as session:
        add(1, "一")(session)
        inner = session.begin_nested()
        add(2, "二")(session)
        inner.rollback()
        add(3, "三")(session)
    assert names(database) == [(1, "一"), (3, "三")]


GREEN = """
import eventlet
eventlet.monkey_patch()
import sys
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from linli.db import Database, write
from tests.integration.linli.test_round_trips import ADD
database = Database(sys.argv[1], "round_trips", pool_size=2)
try:
    with database.transaction() as session:
        write(session, ADD, {"id": 1, "name": "a"})
        write(session, ADD, {"id": 1, "name": "b"})
        session.execute(text("SELECT 1"))
except IntegrityError:
    print("refused")
with database.transaction() as session:
    write(session, ADD, {"id": 7, "name": "c"})
database.close()
"""


def test_the_same_holds_under_eventlet(database: Database) -> None:
    done = subprocess.run([sys.executable, "-c", GREEN, database.url], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "refused", done.stderr[-2000:]
    assert names(database) == [(7, "c")]


def test_on_sqlite_it_is_written_at_once(tmp_path: Any) -> None:
    database = Database(f"sqlite:///{tmp_path}/things.db", "things")
    with database.transaction() as session:
        THING.metadata.create_all(session.connection())
        write(session, ADD, {"id": 1, "name": "一"}, {"id": 2, "name": "二"})
        write(session, RENAME, {"of_id": 2, "name": "zwei"})
        write(session, ADD)
    assert names(database) == [(1, "一"), (2, "zwei")]
    database.close()
