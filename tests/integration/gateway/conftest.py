"""What the tests of the gateway's pages share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.citizen_pages import Pages, pages


@pytest.fixture(scope="session")
def citizens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """The pages of citizens and volunteers, where codes can be sent."""
    with pages(tmp_path_factory.mktemp("citizens")) as site:
        yield site
