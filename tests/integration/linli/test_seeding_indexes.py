"""While empty tables of PostgreSQL are filled, their indexes and keys are away; afterwards all are as they were."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from gateway.seeding import ADDED_TO
from gateway.seeding import TABLES as OURS
from linli.seeding import command, writing
from linli.seeding.indexes import set_aside
from tests.factories.seeded import PLAN, Databases, opened, settings_on_server
from tests.factories.unique import name
from tests.machine import Scratch

INDEXES = "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2"
KEPT = [OURS["gateway"][0], *ADDED_TO]


@pytest.fixture
def fresh(scratch: Scratch, tmp_path: Path) -> Iterator[tuple[Any, Databases]]:
    """Empty databases on PostgreSQL, with nobody else at them."""
    tag = name("keys")
    settings = settings_on_server(scratch, tag, tmp_path)
    with ExitStack() as stack:
        yield settings, opened(settings, stack)


def indexes_of(database: Any) -> list[tuple[str, str]]:
    """Every index with its definition, keys among them."""
    with database.reading() as session:
        return [tuple(row) for row in session.execute(sa.text(INDEXES))]


def seed(settings: Any, databases: Databases, number: int, seed: int) -> int:
    """So many requests."""
    return command.seed(replace(PLAN, number=number, seed=seed), databases, settings, consent=True)


def test_after_a_seeding_every_index_and_key_is_as_it_was(fresh: tuple[Any, Databases]) -> None:
    settings, databases = fresh
    before = {name: indexes_of(one) for name, one in databases.items()}
    assert seed(settings, databases, 40, 5) == 40
    assert {name: indexes_of(one) for name, one in databases.items()} == before


def test_keys_are_away_only_where_nobody_else_is(fresh: tuple[Any, Databases]) -> None:
    _settings, databases = fresh
    gateway = {"gateway": databases["gateway"]}
    with set_aside(gateway, OURS, KEPT):
        alone = indexes_of(databases["gateway"])
    with sa.create_engine(databases["gateway"].url).connect() as other:
        other.execute(sa.text("SELECT 1"))
        with set_aside(gateway, OURS, KEPT):
            in_company = indexes_of(databases["gateway"])
    assert [table for table, _ in alone if table == "timeline_row"] == []
    assert [table for table, _ in in_company if table == "timeline_row"] == ["timeline_row"]
    for found in (alone, in_company):
        assert [table for table, _ in found if table in ("request_row", "figure_row")] == ["figure_row", "request_row"]


def test_what_a_break_left_without_keys_has_them_before_more_is_written(
    fresh: tuple[Any, Databases], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, databases = fresh
    before = indexes_of(databases["gateway"])
    seed(settings, databases, 40, 5)
    with databases["gateway"].transaction() as session:
        session.execute(sa.text("ALTER TABLE timeline_row DROP CONSTRAINT timeline_row_pkey"))
        session.execute(sa.text("DROP INDEX timeline_row_request"))
    seen = []

    def written(*_: object) -> int:
        seen.append(indexes_of(databases["gateway"]))
        return 0

    monkeypatch.setattr(writing.Writer, "_written", written)
    seed(settings, databases, 30, 6)
    assert seen == [before]


def test_a_database_that_is_away_is_waited_for(fresh: tuple[Any, Databases], monkeypatch: pytest.MonkeyPatch) -> None:
    settings, databases = fresh
    waited: list[float] = []
    monkeypatch.setattr("linli.seeding.writing.time.sleep", waited.append)
    whole, tries = writing.Writer._written, iter((True, False))

    def breaking(writer: writing.Writer, batch: Any) -> int:
        """The server ends every connection in the midst of the first try."""
        if next(tries, False):
            with sa.create_engine(databases["hotline"].url).connect() as other:
                other.execute(
                    sa.text(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )
                )
        return whole(writer, batch)

    monkeypatch.setattr(writing.Writer, "_written", breaking)
    assert seed(settings, databases, 40, 5) == 40
    assert waited == [writing.PAUSES[0]]
    with databases["hotline"].reading() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM request")) == 40
