"""The volunteer service on either database, empty for each test: a new file, or a module's PostgreSQL database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.factories.running import RunningService, running
from tests.factories.volunteers import empty

BOTH = ("sqlite", "postgresql")


@contextmanager
def either(request: pytest.FixtureRequest, folder: Path, **changed: Any) -> Iterator[RunningService]:
    """The service on the database that the fixture's parameter names; further settings by name."""
    url = None
    if request.param == "postgresql":
        module = request.module.__name__.rpartition(".")[2].removeprefix("test_volunteer_")
        url = request.getfixturevalue("scratch").database_url(f"volunteer_{module}")
    with running("volunteer", folder, url, **changed) as service:
        if url:
            empty(service.database)
        yield service
