"""The whole platform for a module of end-to-end tests, on each hosting, and a desk with two people at it.

To start one takes its time. Modules that only need one that works have one in common; a module with an `ENVIRONMENT`,
though it be empty, has its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from linli.hosting.member import bindings
from tests import books
from tests.e2e.trial import Runs
from tests.machine import Scratch
from tests.platforms import DATABASES, Platform, distributed, embedded
from tests.story import Desk, desk_at

FEW = {"LINLI_WORKERS": "4"}
"""Few enough to leave connections to others who use the machine's PostgreSQL at the same time."""


MANY = {"LINLI_RATE_LIMIT": "5000/minute"}
"""What one address may ask where every test asks from the same one."""


def _uses_the_fixture(item: pytest.Item) -> bool:
    """Whether its platform is one of those made here."""
    return "platform" in getattr(item, "fixturenames", ()) and not hasattr(getattr(item, "module", None), "platform")


LAST = ("test_console_live", "test_aid", "test_secrets", "test_console_stories")
"""What these do on a platform that others use as well is in nobody's books."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Modules with a platform of their own come first: two at once would want PostgreSQL's last connection."""
    here = Path(__file__).parent
    items.sort(key=lambda item: _turn(item) if here in item.path.parents else 0)


def _turn(item: pytest.Item) -> int:
    """0 for what has a platform of its own or none, then what shares one, then what leaves it changed."""
    if item.path.stem in LAST:
        return 2
    return int(_uses_the_fixture(item) and not hasattr(getattr(item, "module", None), "ENVIRONMENT"))


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    """Killed while it opens requests, killed again while it ends them, then left to finish."""
    platform = embedded(tmp_path_factory.mktemp("run"), replay=True, environment=MANY)
    made = Runs(platform, [], [])
    try:
        made.start()
        made.kill_when("true", 100)
        made.start()
        made.kill_when("ended_at IS NOT NULL", 100)
        made.start()
        made.until_serving()
        yield made
    finally:
        platform.stop()


def _on_scratch(scratch: Scratch, directory: Path, module: str, environment: dict[str, str]) -> Platform:
    """The distributed platform in databases and queues that no other module uses."""
    prefix = f"{scratch.name_prefix}linli-{module}"
    if scratch.name_prefix:
        queues = [f"{prefix}.{service}.{kind}" for service in bindings() for kind in ("events", "calls")]
        scratch.keep_track(queues, [f"{prefix}.events"])
    urls = {service: scratch.database_url(f"{module}_{service}") for service in DATABASES}
    return distributed(directory, scratch.amqp_url, urls, prefix, environment)


@pytest.fixture(scope="session")
def common() -> Iterator[dict[str, Platform]]:
    """The platforms that modules have in common, by their hosting; started by the first that asks."""
    made: dict[str, Platform] = {}
    yield made
    for platform in made.values():
        platform.stop()


@pytest.fixture(scope="module", params=["embedded", pytest.param("distributed", marks=pytest.mark.servers)])
def platform(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, common: dict[str, Platform]
) -> Iterator[Platform]:
    """This module's platform, on both hostings one after the other; a module's `ENVIRONMENT` is its own settings.

    A module for one hosting only parametrizes this fixture itself.
    """
    hosting: str = request.param
    environment: dict[str, str] | None = getattr(request.module, "ENVIRONMENT", None)
    if environment is None and hosting in common:
        yield common[hosting]
        return
    module = "common" if environment is None else request.module.__name__.rpartition("test_")[2]
    directory, settings = tmp_path_factory.mktemp(module), FEW | (environment or {})
    if hosting == "embedded":
        made = embedded(directory, environment=settings)
    else:
        made = _on_scratch(request.getfixturevalue("scratch"), directory, module, settings)
    try:
        made.start()
        if environment is None:
            common[hosting] = made
        yield made
    finally:
        if environment is not None:
            made.stop()


@pytest.fixture(scope="module")
def desk(platform: Platform) -> Desk:
    """Two administrators of the district at this module's platform; what is there already was accepted as well."""
    made = desk_at(platform)
    there = platform.rows("hotline", "SELECT id, tracking_code FROM request")
    made.accepted.update({books.uuid_of(row["id"]): row["tracking_code"] for row in there})
    return made
