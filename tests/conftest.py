"""What every test may use: the servers that are here, a loud word on what was not run, and Hypothesis's profiles."""

import os
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.machine import Scratch, missing_servers
from tests.servers import PrivatePostgres, PrivateRabbit

settings.register_profile("local", deadline=None, print_blob=True)
settings.register_profile("ci", deadline=None, print_blob=True, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")

NOT_RUN = pytest.StashKey[Counter[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Begin the count of what was not run."""
    config.stash[NOT_RUN] = Counter()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for `scratch` needs the servers, whether it says so or not."""
    for item in items:
        if "scratch" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("servers"):
            item.add_marker("servers")


def _reason(item: pytest.Item) -> str | None:
    """Why this test cannot run here."""
    if item.get_closest_marker("servers") and (reason := missing_servers()):
        return reason
    if item.get_closest_marker("private_servers"):
        return PrivateRabbit.available() or PrivatePostgres.available()
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what cannot run; where CI is true that is a failure, for there the servers belong to the promise."""
    if reason := _reason(item):
        item.config.stash[NOT_RUN][reason] += 1
        if os.environ.get("CI", "").lower() in {"true", "1"}:
            pytest.fail(f"CI needs this test, but {reason}", pytrace=False)
        pytest.skip(reason)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """One loud line when tests were not run for want of a server."""
    if counts := config.stash[NOT_RUN]:
        what = "; ".join(f"{count} integration and fault tests: {reason}" for reason, count in counts.items())
        terminalreporter.write_line(f"LINLI: NOT RUN: {what}", red=True, bold=True)


@pytest.fixture(scope="session")
def scratch() -> Iterator[Scratch]:
    """A virtual host and databases of this run's own on the machine's servers, removed at the end."""
    if reason := missing_servers():
        pytest.skip(reason)
    with Scratch() as own:
        yield own
