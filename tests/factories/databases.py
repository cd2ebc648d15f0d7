"""The hotline on either database, empty for each test: a new file, or one PostgreSQL database of the module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from linli.db import Database
from linli.plumbing import TABLES
from services.hotline.tables import METADATA
from tests.factories.emptying import empty_tables, referring_first
from tests.factories.running import RunningService, running
from tests.machine import Scratch

BOTH = ("sqlite", "postgresql")


def empty(database: Database) -> None:
    """Remove every row, also of what is only added to."""
    with database.transaction() as session:
        empty_tables(session, referring_first([*TABLES, *METADATA.sorted_tables]))


def module_hotline(scratch: Scratch, folder: Path, name: str) -> Iterator[RunningService]:
    """A hotline on PostgreSQL for a module's fixture."""
    with running("hotline", folder, scratch.database_url(name)) as service:
        yield service


def either_hotline(request: pytest.FixtureRequest, folder: Path) -> Iterator[RunningService]:
    """The hotline on the database that the fixture's parameter names; the module has a fixture `distributed`."""
    if request.param == "sqlite":
        with running("hotline", folder) as service:
            yield service
    else:
        service = request.getfixturevalue("distributed")
        empty(service.database)
        yield service
