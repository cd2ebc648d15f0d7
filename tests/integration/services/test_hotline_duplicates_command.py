"""`linli duplicates reindex` makes the keys that are missing, in batches, and goes on where it was broken off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select

from linli.cli import main
from services.hotline.cli import duplicates
from services.hotline.tables.duplicates import MATTER_KEY
from tests.factories.people import COMMUNITY, administrator
from tests.factories.running import HOSTINGS, RunningService, beside_commands
from tests.factories.unique import tracking_code


@pytest.fixture(params=HOSTINGS)
def hotline(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RunningService]:
    """A hotline that runs while the commands do, each on the same database."""
    with beside_commands("hotline", request, tmp_path, monkeypatch) as service:
        yield service


def opened(hotline: RunningService, title: str) -> str:
    said: dict[str, Any] = {"id": uuid4(), "tracking_code": tracking_code(), "area_code": COMMUNITY}
    return str(hotline.ask(administrator(), "open_request", **said, title=title, category="road.lighting")["id"])


def keys(hotline: RunningService) -> set[tuple[int, int, UUID]]:
    with hotline.database.reading() as session:
        return {tuple(row) for row in session.execute(select(MATTER_KEY))}


def test_keys_that_were_lost_are_made_as_they_were_and_only_once(
    hotline: RunningService, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(duplicates, "BATCH", 2)
    ids = [opened(hotline, f"文安路{number}号门口路灯不亮") for number in range(5)]
    gone = ids.pop()
    before = {one for one in keys(hotline) if one[2] != UUID(gone)}
    hotline.ask(administrator(), "withdraw_request", id=gone)
    with hotline.database.transaction() as session:
        session.execute(delete(MATTER_KEY))
    for missing in (len(before), 0):
        assert main(["duplicates", "reindex"]) == 0
        told = capsys.readouterr()
        assert told.out == f"4 requests can be found; {missing:,} keys were missing.\n"
        assert keys(hotline) == before
    steps = re.findall(r"--after (\S+)", told.err)
    assert steps == [sorted(ids)[1], sorted(ids)[3]]
    with hotline.database.transaction() as session:
        session.execute(delete(MATTER_KEY))
    assert main(["duplicates", "reindex", "--after", steps[0]]) == 0
    assert {str(one[2]) for one in keys(hotline)} == set(sorted(ids)[2:])


def test_a_fresh_index_has_no_key_that_is_not_made_any_more(
    hotline: RunningService, capsys: pytest.CaptureFixture[str]
) -> None:
    opened(hotline, "文安路12号门口路灯不亮")
    before = keys(hotline)
    with hotline.database.transaction() as session:
        session.execute(MATTER_KEY.insert().values(key=1, told_at=1, request_id=uuid4()))
    assert main(["duplicates", "reindex", "--fresh"]) == 0
    assert f"{len(before):,} keys were missing" in capsys.readouterr().out
    assert keys(hotline) == before
