"""Books of accounts for tests: on a new file, or on a PostgreSQL database that is emptied for each."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.orm import Session

from linli.clock import now
from linli.db import Database
from linli.ledger import book
from linli.ledger.entry import Account, Entry, Move
from linli.ledger.guards import TABLES, create_books_1
from tests.factories.emptying import empty_tables
from tests.factories.people import COMMUNITY
from tests.machine import Scratch


def make_books(database: Database) -> Database:
    """The tables of the books, with their guards, in an empty database."""
    with database.engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        create_books_1()
    return database


def books_on_postgresql(scratch: Scratch, name: str) -> Iterator[Database]:
    """Books for a module's fixture."""
    database = make_books(Database(scratch.database_url(name), "books"))
    yield database
    database.close()


def empty_books(session: Session) -> None:
    """Remove every row, which the guards would refuse."""
    empty_tables(session, reversed(TABLES))


def either_books(request: pytest.FixtureRequest, folder: Path) -> Iterator[Database]:
    """Empty books on the database that the fixture's parameter names; the module has a fixture `on_postgresql`."""
    if request.param == "sqlite":
        database = make_books(Database(f"sqlite:///{folder}/books.db", "books"))
        yield database
        database.close()
    else:
        database = request.getfixturevalue("on_postgresql")
        with database.transaction() as session:
            empty_books(session)
        yield database


def account(database: Database, *, bounded: bool = True, unit: str = "hour", owner: UUID | None = None) -> UUID:
    """A new account."""
    made = Account(
        id=uuid4(), kind="own", unit=unit, area_code=COMMUNITY, opened_at=now(), owner=owner, bounded=bounded
    )
    with database.transaction() as session:
        book.open_account(session, made)
    return made.id


def entry(*moves: tuple[UUID, UUID, str], kind: str = "given", source: str | None = None) -> Entry:
    """An entry of these moves: from, to, how much."""
    made = tuple(Move(from_id=one, to_id=other, amount=Decimal(amount)) for one, other, amount in moves)
    return book.entry_of(kind, source or f"test:{uuid4()}", now(), None, "", *made)


def give(database: Database, from_id: UUID, to_id: UUID, amount: str, source: str | None = None) -> bool:
    """Move so much in a transaction of its own."""
    with database.transaction() as session:
        return book.post(session, entry((from_id, to_id, amount), source=source), now())


def balance(database: Database, account_id: UUID) -> str:
    """What the account holds, as text."""
    with database.reading() as session:
        return str(book.balance(session, account_id))
