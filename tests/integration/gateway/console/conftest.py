"""The gateway with the built console on a port of its own, and a browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from tests.browser import served
from tests.consoles import built
from tests.factories.web import Web, web


@dataclass
class Site:
    """What a story needs: the gateway, its address and a browser."""

    web: Web
    address: str
    chromium: Browser


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Site]:
    built()
    folder = tmp_path_factory.mktemp("console")
    with (
        web(folder, started=True, most_streams=30) as made,
        served(made.app, 48) as address,
    ):
        yield Site(made, address, chromium)
