"""A connection that broke while it rested is replaced before it is used; one that broke in use is told as an outage."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import DBAPIError

from linli import engines
from linli.db import Database, is_outage
from tests.machine import Scratch

pytestmark = pytest.mark.servers


@pytest.fixture
def database(scratch: Scratch) -> Iterator[Database]:
    made = Database(scratch.database_url("connections"), "connections", pool_size=1)
    yield made
    made.close()


def own_connection(database: Database) -> int:
    """The server's number of the pool's one connection."""
    with database.reading() as session:
        return int(session.execute(text("SELECT pg_backend_pid()")).scalar_one())


def cut(database: Database, number: int) -> None:
    """End a connection from the server's side, as a restart of the server does."""
    other = create_engine(database.url, isolation_level="AUTOCOMMIT")
    with other.connect() as connection:
        assert connection.execute(text("SELECT pg_terminate_backend(:number, 5000)"), {"number": number}).scalar()
    other.dispose()


def pings(database: Database, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every question whether a connection still works, from now on."""
    asked: list[Any] = []
    real = database.engine.dialect.do_ping

    def ping(connection: Any) -> bool:
        asked.append(connection)
        return real(connection)

    monkeypatch.setattr(database.engine.dialect, "do_ping", ping)
    return asked


def test_a_connection_that_broke_while_it_rested_is_replaced_unseen(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "RESTED", 0.0)
    before = own_connection(database)
    cut(database, before)
    assert own_connection(database) != before


def test_one_that_broke_a_moment_ago_is_an_outage_and_then_replaced(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "RESTED", 60.0)
    before = own_connection(database)
    cut(database, before)
    with pytest.raises(DBAPIError) as broken:
        own_connection(database)
    assert is_outage(broken.value)
    assert own_connection(database) != before


def test_only_a_rested_connection_is_asked(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    own_connection(database)
    asked = pings(database, monkeypatch)
    monkeypatch.setattr(engines, "RESTED", 60.0)
    own_connection(database)
    assert asked == []
    monkeypatch.setattr(engines, "RESTED", 0.0)
    own_connection(database)
    assert len(asked) == 1


def test_a_question_leaves_no_transaction_open(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A transaction left open by it would hold back what PostgreSQL cleans up."""
    monkeypatch.setattr(engines, "RESTED", 0.0)
    own_connection(database)
    begun: list[int] = []
    event.listen(
        database.engine,
        "begin",
        lambda connection: begun.append(connection.connection.dbapi_connection.info.transaction_status),
    )
    own_connection(database)
    assert begun == [0]
