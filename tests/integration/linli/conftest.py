"""The counter service on both kinds of database, and a clock that tests put forward by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from linli import inbox
from tests.factories.counter_service import Counting, counting_at


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where the counter's database is, of each kind."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("scratch").database_url("counter"))
    return f"sqlite:///{tmp_path}/counter.db"


@pytest.fixture
def counting(database_url: str) -> Iterator[Counting]:
    """The counter, empty, on each kind of database."""
    with counting_at(database_url) as made:
        yield made


@pytest.fixture
def commits(counting: Counting) -> list[int]:
    """A number for each commit of the counter's database from now on."""
    seen: list[int] = []
    event.listen(counting.database.engine, "commit", lambda _connection: seen.append(len(seen)))
    return seen


@pytest.fixture
def own_postgresql(request: pytest.FixtureRequest) -> Iterator[Counting]:
    """The counter, empty, on PostgreSQL: for what SQLite's single writer cannot show."""
    with counting_at(request.getfixturevalue("scratch").database_url("counter")) as made:
        yield made


class HandClock:
    """Stands still until it is put forward."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, by: timedelta) -> None:
        """Let time pass."""
        self.moment += by


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> HandClock:
    """The inbox's clock, and even waits of 1, 2 and 4 seconds between tries."""
    made = HandClock()
    monkeypatch.setattr(inbox, "now", made)
    monkeypatch.setattr(inbox, "BACKOFF", tuple(timedelta(seconds=one) for one in (1, 2, 4)))
    monkeypatch.setattr("linli.inbox.random.uniform", lambda _low, _high: 1.0)
    return made
