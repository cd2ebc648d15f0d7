"""What every test may use: the servers that are here, a loud word on what was not run, and Hypothesis's profiles."""

import gc
import os
import shutil
from collections import Counter
from collections.abc import Generator, Iterator
from typing import Any, NoReturn

import pytest
from argon2 import PasswordHasher
from hypothesis import settings
from werkzeug.routing import Rule

from gateway.accounts import passwords
from linli import db, heap
from tests.browser import browser, missing_browser
from tests.consoles import missing_node
from tests.factories.migrated import Copies
from tests.machine import Scratch, missing_servers
from tests.servers import PrivatePostgres, PrivateRabbit
from tests.sharing import BySharing

settings.register_profile("local", deadline=None, print_blob=True)
settings.register_profile("ci", deadline=None, print_blob=True, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")

gc.disable()  # until all tests are found: what is made on the way stays

NOT_RUN = "not run"
"""The property of a test's report that says why it could not run; it reaches the summary from other processes too."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for `scratch` needs the servers, whether it says so or not."""
    for item in items:
        if "scratch" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("servers"):
            item.add_marker("servers")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> BySharing:
    """Who runs what, where tests run side by side."""
    return BySharing(config, log)


def pytest_collection_finish() -> None:
    """The tests and all that they import are there: from now on there is garbage to look for."""
    heap.built()


def _wished(item: pytest.Item) -> bool:
    """Whether the test is for programs that need not be on a machine."""
    return any(item.get_closest_marker(name) for name in ("browser", "nginx"))


def _reason(item: pytest.Item) -> str | None:
    """Why this test cannot run here."""
    if item.get_closest_marker("servers") and (reason := missing_servers()):
        return reason
    if item.get_closest_marker("browser") and (reason := missing_browser()):
        return reason
    if item.get_closest_marker("node") and (reason := missing_node()):
        return reason
    if item.get_closest_marker("nginx") and not shutil.which("nginx"):
        return "no nginx is installed"
    if item.get_closest_marker("private_servers"):
        return PrivateRabbit.available() or PrivatePostgres.available()
    return None


def _give_up(reason: str) -> NoReturn:
    """End a test that cannot run; where CI is true it fails, for there the servers belong to the promise."""
    if os.environ.get("CI", "").lower() in {"true", "1"}:
        pytest.fail(f"CI needs this test, but {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what cannot run, or fail."""
    if reason := _reason(item):
        item.user_properties.append((NOT_RUN, reason))
        if _wished(item):
            pytest.skip(reason)
        _give_up(reason)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Of a test that asks for the servers only on its way, the report says what was missing too."""
    report = yield
    if not report.passed and not item.user_properties:
        reason = missing_servers()
        if reason and reason in str(report.longrepr):
            report.user_properties.append((NOT_RUN, reason))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One loud line when tests were not run for want of a server."""
    told = [one for kind in ("skipped", "error", "failed") for one in terminalreporter.getreports(kind)]
    properties = [pair for report in told for pair in getattr(report, "user_properties", ())]
    counts = Counter(reason for name, reason in properties if name == NOT_RUN)
    if counts:
        what = "; ".join(f"{count} integration and fault tests: {reason}" for reason, count in counts.items())
        terminalreporter.write_line(f"LINLI: NOT RUN: {what}", red=True, bold=True)


@pytest.fixture(scope="session", autouse=True)
def _logging_of_pytest() -> Iterator[None]:
    """Commands called within a test leave its logging alone: set up once, it could not be listened to any more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("linli.observe.set_up_logging", lambda *_: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def _migrated_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What tests migrate in this process through `linli.db` is copied where it can be; see tests/factories/migrated."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("linli.db.migrate", Copies(tmp_path_factory.mktemp("migrated"), db.migrate).migrate)
        yield


@pytest.fixture(scope="session", autouse=True)
def _routes_compiled_once() -> Iterator[None]:
    """werkzeug compiles two functions for each route of each application; those of the same route are the same."""
    known: dict[Any, Any] = {}
    compiled = Rule._compile_builder

    def remembered(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, str(rule.defaults), append_unknown)
        if key not in known:
            known[key] = compiled(rule, append_unknown)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", remembered)
        yield


@pytest.fixture(scope="session", autouse=True)
def shipped_hasher() -> Iterator[Any]:
    """Hashing takes a fifth of a second and 64 MiB on purpose; in tests less. This is what hashes as shipped."""
    with pytest.MonkeyPatch.context() as patch:
        true = passwords.HASHER
        patch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1))
        yield true


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser of all tests that need one: its driver may be started only once in a process."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def scratch() -> Iterator[Scratch]:
    """A virtual host and databases of this run's own on the machine's servers, removed at the end."""
    if reason := missing_servers():
        _give_up(reason)
    with Scratch(durable=False) as own:
        yield own
