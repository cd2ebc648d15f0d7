"""Areas are loaded whole or not at all, and keep the names they had, on SQLite and on PostgreSQL."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import Engine, delete, func, select

from gateway.areas import cli, store
from gateway.areas.importing import load_areas
from gateway.areas.tables import AREA
from linli.areas import Tier
from linli.db import Database
from linli.errors import Invalid

SHENHE = Path(__file__).parents[2] / "linli" / "data" / "shenhe"
FILES = [SHENHE / "streets.csv", SHENHE / "communities.csv"]
MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)
STREETS = "code,name,areaCode,provinceCode,cityCode\n"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty table of areas."""
    url = f"sqlite:///{tmp_path}/areas.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("scratch").database_url("areas")
    database = Database(url, "gateway")
    AREA.metadata.create_all(database.engine)
    yield database.engine
    AREA.metadata.drop_all(database.engine)
    database.close()


def written(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def rows(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(AREA)) or 0


def test_the_shipped_district_is_loaded_and_answers_the_questions(engine: Engine) -> None:
    told: list[int] = []
    report = load_areas(engine, FILES, MAY, told.append)
    assert report.inserted == {Tier.DISTRICT: 1, Tier.STREET: 11, Tier.COMMUNITY: 111}
    assert (report.renamed, report.unchanged) == ({}, {})
    assert sum(told) == 11 + 111, "progress counts the lines of the files"
    with engine.connect() as connection:
        assert [area.name for area in store.districts(connection, MAY)] == ["沈河区"]
        assert len(store.children(connection, "210103", MAY)) == 11
        under = [area.code for area in store.communities_under(connection, "210103", MAY)]
        assert len(under) == 111
        assert under == sorted(under)
        street = [code for code in under if code.startswith("210103005")]
        assert [area.code for area in store.communities_under(connection, "210103005", MAY)] == street
        assert [area.code for area in store.communities_under(connection, street[0], MAY)] == street[:1]
        found = store.area(connection, "210103005003", MAY)
        assert found == store.Area(
            "210103005003", "永顺社区", Tier.COMMUNITY, "210103005", "210103/210103005/210103005003"
        )
        assert not store.exists(connection, "210103", date(2026, 4, 30)), "not valid before it was loaded as of"
        assert not store.exists(connection, "210104", MAY)
        with pytest.raises(Invalid):
            store.exists(connection, "2101", MAY)


def test_loading_again_changes_nothing(engine: Engine) -> None:
    load_areas(engine, FILES, MAY)
    report = load_areas(engine, FILES, JUNE)
    assert report.unchanged == {Tier.DISTRICT: 1, Tier.STREET: 11, Tier.COMMUNITY: 111}
    assert (report.inserted, report.renamed) == ({}, {})
    assert rows(engine) == 123


def test_a_changed_name_holds_from_its_date_and_the_old_one_before(engine: Engine, tmp_path: Path) -> None:
    load_areas(engine, FILES, MAY)
    content = "210103005,新滨河街道,210103,21,2101\n210103099,新街道,210103,21,2101\n"
    renamed = written(tmp_path, "streets.csv", STREETS + content)
    report = load_areas(engine, [renamed], JUNE)
    assert (report.inserted, report.renamed, report.unchanged) == ({Tier.STREET: 1}, {Tier.STREET: 1}, {})
    corrected = written(tmp_path, "again.csv", STREETS + "210103005,滨河新街道,210103,21,2101\n")
    assert load_areas(engine, [corrected], JUNE).renamed == {Tier.STREET: 1}
    with engine.connect() as connection:
        names = {at: store.area(connection, "210103005", at) for at in (date(2026, 5, 31), JUNE, JULY)}
        assert [area.name for area in names.values() if area] == ["滨河街道", "滨河新街道", "滨河新街道"]
        assert len(store.children(connection, "210103", date(2026, 5, 31))) == 11
        assert len(store.children(connection, "210103", JUNE)) == 12
    assert rows(engine) == 125


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("210103098,甲街道,210103,21,2101\n210103099,乙街道,210103\n", r"bad\.csv:3: 3 columns"),
        (
            "210103099,甲街道,210103,21,2101\n210103099,甲街道,210103,21,2101\n",
            r"bad\.csv:3: .*already at .*bad\.csv:2",
        ),
        ("210103005,滨河街道,210103,21,2101\n", r"bad\.csv:2: .*already at .*streets\.csv:2"),
        ("210104001,甲街道,210104,21,2101\n", r"bad\.csv:2: .*210104, which is in no file"),
    ],
)
def test_one_bad_row_leaves_nothing_of_any_file_and_is_named(
    engine: Engine, tmp_path: Path, content: str, named: str
) -> None:
    bad = written(tmp_path, "bad.csv", STREETS + content)
    with pytest.raises(Invalid, match=named):
        load_areas(engine, [*FILES, bad], MAY)
    assert rows(engine) == 0
    load_areas(engine, FILES, MAY)
    assert rows(engine) == 123


def test_two_names_for_one_code_are_refused_with_both_lines(engine: Engine, tmp_path: Path) -> None:
    districts = written(tmp_path, "areas.csv", "code,name,cityCode,provinceCode\n210103,沈阳河区,2101,21\n")
    with pytest.raises(Invalid, match=r"areas\.csv:2: 210103 is .*streets\.csv:2"):
        load_areas(engine, [*FILES, districts], MAY)
    assert rows(engine) == 0


def test_a_parent_already_in_the_tree_is_enough_but_not_one_from_a_later_date(engine: Engine, tmp_path: Path) -> None:
    load_areas(engine, FILES[:1], JUNE)
    street = written(tmp_path, "street.csv", STREETS + "210103099,甲街道,210103,21,2101\n")
    with pytest.raises(Invalid, match="which is in no file"):
        load_areas(engine, [street], MAY)
    assert load_areas(engine, [street], JUNE).inserted == {Tier.STREET: 1}


def test_a_load_before_what_is_already_known_is_refused(engine: Engine) -> None:
    load_areas(engine, FILES, JUNE)
    with pytest.raises(Invalid, match="later date"):
        load_areas(engine, FILES, MAY)
    assert rows(engine) == 123


def test_within_a_callers_transaction_the_caller_decides(engine: Engine) -> None:
    with engine.connect() as connection:
        load_areas(connection, FILES, MAY)
        connection.rollback()
    assert rows(engine) == 0
    with engine.begin() as connection:
        load_areas(connection, FILES, MAY)
        connection.execute(delete(AREA).where(AREA.c.tier == Tier.COMMUNITY))
    assert rows(engine) == 12


def run(engine: Engine, monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(cli, "installation", lambda: None)
    monkeypatch.setattr(cli, "open_database", lambda service, chosen: SimpleNamespace(engine=engine))
    parser = argparse.ArgumentParser()
    cli.add_areas_command(parser.add_subparsers())
    arguments = parser.parse_args(["areas", "load", *words])
    return int(arguments.run(arguments))


def test_the_command_says_what_it_loaded_or_in_one_sentence_why_not(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(engine, monkeypatch, *map(str, FILES), "--as-of", "2026-05-01") == 0
    assert "inserted 1 district, 11 street, 111 community; renamed none; unchanged none" in capsys.readouterr().out
    bad = written(tmp_path, "bad.csv", STREETS + "nonsense\n")
    assert run(engine, monkeypatch, str(bad), "--as-of", "2026-05-02") == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.strip().splitlines()[-1].startswith(f"linli areas load: {bad}:2: 1 columns")
    AREA.metadata.drop_all(engine)
    assert run(engine, monkeypatch, str(FILES[0])) == 1
    assert "the database did not take the areas" in capsys.readouterr().err
