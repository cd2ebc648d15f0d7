"""The console's own tests, and what was built of it; `make lint` checks its types and lint."""

from __future__ import annotations

import re

import pytest

from gateway.frontend import node
from gateway.frontend.building import install
from gateway.frontend.sources import CONSOLE, is_built
from tests.consoles import built

pytestmark = pytest.mark.node


@pytest.fixture(scope="module")
def npm() -> node.Node:
    chosen = node.node()
    built()
    install(chosen)
    return chosen


def test_its_unit_tests_pass(npm: node.Node) -> None:
    assert re.search(r"Tests .*\d+ passed", npm.run("run", "--silent", "test"))


def test_it_is_built_from_the_sources_that_are_there(npm: node.Node) -> None:
    assert is_built()


def test_it_fetches_nothing_from_elsewhere(npm: node.Node) -> None:
    page = (CONSOLE / "dist" / "index.html").read_text(encoding="utf-8")
    assert all(one.startswith("/") for one in re.findall(r'(?:src|href)="([^"]+)"', page))
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=", page)


def test_the_lock_names_no_registry() -> None:
    assert "resolved" not in (CONSOLE / "package-lock.json").read_text(encoding="utf-8")
