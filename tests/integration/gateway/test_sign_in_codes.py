"""Sign-in codes are counted rightly on both databases however many ask and try at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gateway.citizen_accounts import codes
from gateway.refusals import TooMany
from linli.clock import now
from linli.db import Database, migrate

CODE, OTHER = "a" * 64, "b" * 64


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path: Path = tmp_path_factory.mktemp("codes")
    url = f"sqlite:///{path}/gateway.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("scratch").database_url("sign_in_codes")
    made = Database(url, "gateway")
    migrate(made)
    yield made
    made.close()


def reserve(database: Database, phone: str) -> bool:
    """Whether a code may be sent."""
    try:
        with database.transaction() as session:
            codes.reserve(session, phone, CODE, now())
    except TooMany:
        return False
    return True


def use(database: Database, phone: str, digest: str) -> bool:
    with database.transaction() as session:
        return codes.use(session, phone, digest, now())


def test_of_many_who_ask_at_once_one_is_sent_a_code(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: reserve(database, "asked"), range(8))) == 1


def test_of_many_who_use_the_right_code_at_once_one_is_let_in(database: Database) -> None:
    assert reserve(database, "used")
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: use(database, "used", CODE), range(4))) == 1


def test_wrong_tries_at_once_all_count(database: Database) -> None:
    assert reserve(database, "tried")
    with ThreadPoolExecutor(8) as pool:
        assert not any(pool.map(lambda _: use(database, "tried", OTHER), range(8)))
    assert not use(database, "tried", CODE)


def test_what_was_taken_back_counts_for_nothing_and_is_good_for_nothing(database: Database) -> None:
    for _ in range(codes.MOST + 1):
        assert reserve(database, "back")
        with database.transaction() as session:
            codes.take_back(session, "back", CODE, now())
        assert not use(database, "back", CODE)
