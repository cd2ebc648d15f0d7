"""The whole platform for a module of end-to-end tests, on each hosting, and a desk with two people at it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from linli.hosting.member import bindings
from tests.machine import Scratch
from tests.platforms import DATABASES, Platform, distributed, embedded
from tests.story import Desk, desk_at

FEW = {"LINLI_WORKERS": "4"}
"""Few enough to leave connections to others who use the machine's PostgreSQL at the same time."""


def _on_scratch(scratch: Scratch, directory: Path, module: str, environment: dict[str, str]) -> Platform:
    """The distributed platform in databases and queues that no other module uses."""
    prefix = f"{scratch.name_prefix}linli-{module}"
    if scratch.name_prefix:
        queues = [f"{prefix}.{service}.{kind}" for service in bindings() for kind in ("events", "calls")]
        scratch.keep_track(queues, [f"{prefix}.events"])
    urls = {service: scratch.database_url(f"{module}_{service}") for service in DATABASES}
    return distributed(directory, scratch.amqp_url, urls, prefix, environment)


@pytest.fixture(scope="module", params=["embedded", pytest.param("distributed", marks=pytest.mark.servers)])
def platform(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """This module's platform, on both hostings one after the other; a module's `ENVIRONMENT` is its own settings.

    A module for one hosting only parametrizes this fixture itself.
    """
    module = request.module.__name__.rpartition("test_")[2]
    environment: dict[str, str] = FEW | getattr(request.module, "ENVIRONMENT", {})
    directory = tmp_path_factory.mktemp(module)
    if request.param == "embedded":
        made = embedded(directory, environment=environment)
    else:
        made = _on_scratch(request.getfixturevalue("scratch"), directory, module, environment)
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module")
def desk(platform: Platform) -> Desk:
    """Two administrators of the district at this module's platform."""
    return desk_at(platform)
