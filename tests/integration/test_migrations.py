"""The numbered migrations of each service lead to exactly the tables its code is mapped onto."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, MetaData, Table, Text

from linli.db import Database, migrate
from linli.hosting import registry
from linli.hosting.registry import database_of
from linli.plumbing import TABLES, with_plumbing
from tests.machine import Scratch

SERVICES = sorted({database_of(name) for name in registry.SERVICES})
GATEWAY_TABLES = (
    "accounts.tables",
    "areas.tables",
    "calendar.tables",
    "citizen_accounts.tables",
    "figures.tables",
    "intake.tables",
    "open311.tables",
    "photos.tables",
    "projections.tables",
    "telephone.tables",
    "tracking",
)
"""The gateway's modules that declare tables; one left out shows as a table to be removed."""
PLUMBING = {table.name for table in TABLES}


def _counts(item: Any, _name: str | None, kind: str, reflected: bool, twin: Any) -> bool:
    """What is compared: all but the plumbing's indexes, which its migration alone makes."""
    return not (kind == "index" and reflected and twin is None and item.table.name in PLUMBING)


def _counts_embedded(item: Any, name: str | None, kind: str, reflected: bool, twin: Any) -> bool:
    """On SQLite, but for indexes of a kind that only PostgreSQL has."""
    foreign = kind == "index" and not reflected and item.dialect_kwargs.get("postgresql_using") is not None
    return _counts(item, name, kind, reflected, twin) and not foreign


def differences(database: Database, wanted: MetaData) -> list[Any]:
    """What would have to be done to the migrated database to make it the tables in the code."""
    counts = _counts_embedded if database.embedded else _counts
    options = {"version_table": f"{database.service}_version", "include_object": counts, "compare_type": True}
    with database.engine.connect() as connection:
        found: list[Any] = compare_metadata(MigrationContext.configure(connection, opts=options), wanted)
    return found


def tables_of(service: str) -> MetaData:
    """The tables in the code of a service, with the plumbing."""
    if service == "gateway":
        for module in GATEWAY_TABLES:
            importlib.import_module(f"gateway.{module}")
        return with_plumbing(importlib.import_module("gateway.metadata").METADATA)
    return with_plumbing(importlib.import_module(f"services.{service}.tables").METADATA)


@pytest.fixture(params=SERVICES)
def migrated(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """A new database of each service, brought to its newest migration."""
    database = Database(f"sqlite:///{tmp_path}/{request.param}.db", request.param)
    migrate(database)
    yield database
    database.close()


def test_the_migrated_database_has_the_tables_of_the_code(migrated: Database) -> None:
    assert differences(migrated, tables_of(migrated.service)) == []


def test_a_column_without_its_migration_is_found(migrated: Database) -> None:
    wanted = tables_of(migrated.service)
    own = next(table for name, table in wanted.tables.items() if name not in PLUMBING)
    own.append_column(Column("forgotten", Text))
    Table("forgotten_too", wanted, Column("id", Text, primary_key=True))
    assert [found[0] for found in differences(migrated, wanted)] == ["add_table", "add_column"]


def test_migrating_again_changes_nothing(migrated: Database) -> None:
    migrate(migrated)
    assert differences(migrated, tables_of(migrated.service)) == []


@pytest.mark.parametrize("service", SERVICES)
def test_the_migrated_database_has_the_tables_of_the_code_on_postgresql_too(service: str, scratch: Scratch) -> None:
    database = Database(scratch.database_url(f"migrated_{service}"), service)
    try:
        migrate(database)
        assert differences(database, tables_of(service)) == []
    finally:
        database.close()
