"""What `linli seed` adds to, makes good after a break, and refuses in a sentence."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete, text

from gateway.areas.importing import load_areas
from gateway.projections.tables import FIGURE_ROW
from linli import cli
from linli.config import Settings
from linli.errors import Conflict, Invalid
from linli.seeding import command
from linli.seeding.plan import Plan
from services.hotline.domain.catalogue import Catalogue
from services.hotline.tables.request import REQUEST
from tests.factories.catalogues import department
from tests.factories.people import COMMUNITY, STREET, administrator
from tests.factories.running import RunningService
from tests.factories.seeded import PLAN, TABLES, UNTIL, all_of, opened, settings_at
from tests.platforms import AREA_FILES

# ---- adding, breaking, refusing -------------------------------------------------------------------------------------


def small(**changes: Any) -> Plan:
    """A plan of a few requests."""
    return replace(PLAN, number=30, seed=11, **changes)


def test_the_same_plan_writes_nothing_twice_and_another_seed_adds(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    with ExitStack() as stack:
        databases = opened(settings, stack)
        assert command.seed(small(), databases, settings) == 30
        before = all_of(databases, "hotline", REQUEST)
        assert command.seed(small(), databases, settings) == 0
        assert all_of(databases, "hotline", REQUEST) == before
        with pytest.raises(Conflict, match="take another --seed"):
            command.seed(replace(small(), number=31), databases, settings)
        assert command.seed(replace(small(), seed=12), databases, settings) == 30
        assert len(all_of(databases, "hotline", REQUEST)) == 60
        opened_there = sum(one["opened"] for one in all_of(databases, "gateway", FIGURE_ROW))
        assert opened_there == 60


def test_a_batch_that_one_database_refuses_is_in_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_at(tmp_path)
    with ExitStack() as stack:
        databases = opened(settings, stack)

        def refuse(*_said: Any) -> None:
            raise RuntimeError("the disk is full")

        with monkeypatch.context() as broken:
            broken.setattr("gateway.seeding.count", refuse)
            with pytest.raises(RuntimeError, match="disk is full"):
                command.seed(small(), databases, settings)
        assert [name for name, table in TABLES if all_of(databases, name, table)] == []
        assert command.seed(small(), databases, settings) == 30


def test_what_a_break_between_commits_left_out_is_made_good(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    with ExitStack() as stack:
        databases = opened(settings, stack)
        command.seed(small(), databases, settings)
        whole = {table: all_of(databases, name, table) for name, table in TABLES}
        with databases["hotline"].transaction() as session:
            session.execute(text("DROP TRIGGER request_step_no_delete"))
            for name, table in TABLES:
                if name == "hotline":
                    session.execute(delete(table))
        assert command.seed(small(), databases, settings) == 30
        assert {table: all_of(databases, name, table) for name, table in TABLES} == whole


def linli(folder: Path, *arguments: str) -> int:
    """A `linli` command on the installation in this folder."""
    with pytest.MonkeyPatch.context() as here:
        here.delenv("LINLI_DATABASE_URL", raising=False)
        here.setenv("LINLI_DATA", str(folder))
        return cli.main(["seed", "hotline", *arguments])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["0"], "N must be from 1"),
        (["5", "--months", "0"], "--months must be"),
        (["5", "--open-share", "2"], "--open-share must be"),
        (["5", "--seed", "-1"], "--seed must be"),
        (["5", "--until", "2999-01-01"], "--until must not lie in the future"),
        (["5"], "No areas are loaded"),
        (["5", "--area", "999999"], "There is no area 999999"),
        (["5", "--area", "nowhere"], "no area code"),
    ],
)
def test_what_cannot_be_seeded_is_said_in_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    folder = tmp_path_factory.getbasetemp() / "refusing"
    assert linli(folder, *arguments) == 1
    told = capsys.readouterr().err
    assert said in told
    assert told.startswith("linli: ")
    assert told.count("\n") == 1


def test_the_command_seeds_and_spares_real_requests(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = replace(Settings(data=tmp_path)).as_embedded()
    with ExitStack() as stack:
        databases = opened(settings, stack)
        load_areas(databases["gateway"].engine, [Path(one) for one in AREA_FILES], UNTIL.date(), lambda _n: None)
        assert linli(tmp_path, "20", "--months", "1", "--area", STREET) == 0
        assert "Seeded 20 requests in " in capsys.readouterr().out
        asked = all_of(databases, "hotline", REQUEST)
        assert {one["area_code"][:9] for one in asked} == {STREET}
        hotline = RunningService("hotline", settings)
        real: dict[str, Any] = {
            "id": uuid4(),
            "tracking_code": "00000-00000",
            "area_code": COMMUNITY,
            "category": "other",
        }
        hotline.ask(administrator(), "open_request", title="路灯不亮", **real)
        hotline.database.close()
        assert linli(tmp_path, "20", "--seed", "2") == 1
        assert "1 requests that no seeding made" in capsys.readouterr().err
        assert linli(tmp_path, "20", "--seed", "2", "--yes") == 0
        assert len(all_of(databases, "hotline", REQUEST)) == 41


def test_an_empty_catalogue_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.hotline.seeding.part.shipped", lambda: Catalogue([department("CG")], "none"))
    settings = settings_at(tmp_path)
    with ExitStack() as stack:
        databases = opened(settings, stack)
        with pytest.raises(Invalid, match="has no categories"):
            command.seed(small(), databases, settings)
