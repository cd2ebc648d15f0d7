"""What is taken to be changed is taken as it is now, even where the same transaction had looked at it before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, select, update
from sqlalchemy.orm import Session, registry

from linli.db import Database, for_change, get, get_to_change
from tests.machine import Scratch

pytestmark = pytest.mark.servers
METADATA = MetaData()
PURSE = Table("purse", METADATA, Column("id", Integer, primary_key=True), Column("coins", Integer, nullable=False))


@dataclass
class Purse:
    id: int
    coins: int


registry().map_imperatively(Purse, PURSE)
TAKING: dict[str, Callable[[Session], Purse | None]] = {
    "get_to_change": lambda session: get_to_change(session, Purse, 1),
    "get": lambda session: get(session, Purse, 1, to_change=True),
    "for_change": lambda session: session.scalars(for_change(select(Purse).where(PURSE.c.id == 1))).one(),
}


@pytest.fixture
def database(scratch: Scratch) -> Iterator[Database]:
    made = Database(scratch.database_url("locking"), "locking", pool_size=2)
    METADATA.drop_all(made.engine)
    METADATA.create_all(made.engine)
    with made.transaction() as session:
        session.add(Purse(1, 10))
    yield made
    made.close()


@pytest.mark.parametrize("way", TAKING)
def test_what_another_changed_between_the_look_and_the_lock_is_seen(database: Database, way: str) -> None:
    with database.transaction() as session:
        seen = get(session, Purse, 1, to_change=False)
        assert seen is not None
        with database.transaction() as other:
            other.execute(update(PURSE).values(coins=25))
        taken = TAKING[way](session)
        assert taken is not None
        taken.coins += 1
    with database.reading() as session:
        assert session.execute(select(PURSE.c.coins)).scalar_one() == 26


@pytest.mark.parametrize("way", TAKING)
def test_what_the_transaction_itself_changed_before_is_kept(database: Database, way: str) -> None:
    with database.transaction() as session:
        first = get_to_change(session, Purse, 1)
        assert first is not None
        first.coins = 3
        taken = TAKING[way](session)
        assert taken is not None
        assert taken.coins == 3


def test_nobody_is_taken_for_what_is_not_there(database: Database) -> None:
    with database.transaction() as session:
        assert get_to_change(session, Purse, 2) is None
        assert get(session, Purse, 2, to_change=False) is None
