"""`linli kinds` gives a district kinds of cases of its own, whole or not at all, while the service runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from linli.cli import main
from linli.clock import now
from linli.errors import Invalid
from linli.identity import Role
from services.grid.catalogue import FILE, shipped
from tests.contract.grid_parties_walk import PARTIES, commitment
from tests.factories.patrols import LEADER, WORKER
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, administrator, person
from tests.factories.running import HOSTINGS, RunningService, beside_commands

OWN = """\
- {code: part.manhole, zh: 井盖问题, en: Manhole, part_of: part, hours: 2, hotline: water.sewer}
- {code: own.pigeons, zh: 信鸽扰民, en: Pigeons, part_of: event, hours: 36, hotline: order.public, spot: true}
"""
DEPTHS = """\
- {code: own.quarrel, zh: 纠纷, en: Row, part_of: people, hours: 100, hotline: appeal.mediation, depth: mediation}
- {code: own.promise, zh: 违诺, en: Promise, part_of: people, hours: 90, hotline: market.consumer, depth: commitment}
"""


@pytest.fixture(params=HOSTINGS)
def grid(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningService]:
    with beside_commands("grid", request, tmp_path, monkeypatch) as service:
        yield service


def file(folder: Path, text: str) -> str:
    path = folder / "kinds.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def load(folder: Path, text: str, *more: str) -> int:
    return main(["kinds", "load", "--area", DISTRICT, file(folder, text), *more])


def report(grid: RunningService, kind: str, **more: Any) -> dict[str, Any]:
    said = {"id": uuid4(), "area_code": COMMUNITY, "kind": kind, "note": "有鸽子", **more}
    return grid.ask(WORKER, "report_finding", **said)


def offered(grid: RunningService, area: str = COMMUNITY) -> dict[str, dict[str, Any]]:
    who = person(Role.GRID_WORKER, at=area[:6])
    return {one["code"]: one for one in grid.ask(who, "list_kinds", area_code=area)["items"]}


def hours_given(grid: RunningService, case: dict[str, Any]) -> float:
    grid.ask(LEADER, "file_case", id=case["id"])
    moved = grid.ask(LEADER, "assign_case", id=case["id"], worker_id=WORKER.account_id)
    return round((datetime.fromisoformat(moved["task"]["due_at"]) - now()).total_seconds() / 3600, 1)


def test_a_district_has_its_own_kinds_beside_and_in_place_of_the_shipped_ones(
    grid: RunningService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Invalid, match="unknown_kind"):
        report(grid, "own.pigeons")
    assert load(tmp_path, OWN) == 0
    assert f"Loaded for {DISTRICT}: 1 new, 1 changed, 0 ended." in capsys.readouterr().out
    here = offered(grid)
    assert list(here) == [*shipped(), "own.pigeons"]
    assert (here["part.manhole"]["zh"], here["part.manhole"]["hours"]) == ("井盖问题", 2)
    assert list(offered(grid, ELSEWHERE)) == list(shipped()), "another district's are as they were"
    settled = report(grid, "own.pigeons", on_spot=True)
    assert (settled["task"]["category"], settled["task"]["state"]) == ("own.pigeons", "on_spot")
    assert hours_given(grid, report(grid, "own.pigeons")) == 36
    assert load(tmp_path, OWN) == 0
    assert "0 new, 0 changed, 0 ended" in capsys.readouterr().out


def test_what_a_complete_file_leaves_out_is_offered_no_more_but_goes_on_for_cases_that_there_are(
    grid: RunningService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load(tmp_path, OWN) == 0
    begun = report(grid, "own.pigeons")
    assert load(tmp_path, DEPTHS, "--complete") == 0
    assert list(offered(grid)) == ["own.quarrel", "own.promise"]
    for gone in ("own.pigeons", "part.lamp"):
        with pytest.raises(Invalid, match="unknown_kind"):
            report(grid, gone)
    assert hours_given(grid, begun) == 36, "the kind of a case that there is is known"
    case = report(grid, "own.quarrel")
    grid.ask(LEADER, "file_case", id=case["id"])
    grid.ask(WORKER, "open_mediation", id=case["id"], parties=PARTIES)
    assert main(["kinds", "show", "--area", DISTRICT]) == 0
    shown = capsys.readouterr().out
    assert "own.pigeons  信鸽扰民  Pigeons  event  36 h  order.public  spot  (offered no more)" in shown
    assert load(tmp_path, FILE.read_text(encoding="utf-8"), "--complete") == 0
    assert list(offered(grid)) == list(shipped()), "the file that is shipped brings back what it says"


def test_every_fault_is_named_by_file_line_and_field_and_nothing_is_loaded(
    grid: RunningService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = (
        OWN
        + "- {code: Bad Code, zh: 坏, en: Bad, part_of: event, hours: 0, hotline: order.public}\n"
        + "- {code: own.pigeons, zh: 又, en: Again, part_of: event, hours: 1, hotline: order.public}\n"
        + "- {code: own.less, zh: 少, part_of: thing, hours: 5, hotline: order.public, colour: red}\n"
        + "- nothing\n"
    )
    for action in ("check", "load"):
        assert main(["kinds", action, "--area", DISTRICT, file(tmp_path, bad), str(tmp_path / "none.yaml")]) == 1
        said = capsys.readouterr().err
        path = tmp_path / "kinds.yaml"
        for place in (
            f"{path}:3: 2.code",
            f"{path}:3: 2.hours",
            f"{path}:4: 3.code: own.pigeons stands at {path}:2 already",
            f"{path}:5: 4.en",
            f"{path}:5: 4.part_of",
            f"{path}:5: 4.colour",
            f"{path}:6: 5",
            f"{tmp_path / 'none.yaml'}:1: file: cannot be read",
        ):
            assert place in said, (place, said)
    assert list(offered(grid)) == list(shipped())
    assert main(["kinds", "check", "--area", DISTRICT, file(tmp_path, OWN), "--complete"]) == 1
    assert "depth mediation" in capsys.readouterr().err
    assert main(["kinds", "load", "--area", COMMUNITY, file(tmp_path, OWN)]) == 1
    assert "give its 6 digits" in capsys.readouterr().err
    assert main(["kinds", "check", "--area", DISTRICT, file(tmp_path, OWN)]) == 0
    assert "No fault" in capsys.readouterr().out
    assert list(offered(grid)) == list(shipped())


def test_a_breach_of_a_commitment_is_a_case_of_the_district_s_own_kind(grid: RunningService, tmp_path: Path) -> None:
    assert load(tmp_path, DEPTHS + OWN, "--complete") == 0
    made = grid.ask(WORKER, "make_commitment", **commitment())
    check = uuid4()
    grid.ask(WORKER, "check_commitment", id=made["id"], check_id=check, broken=[1], note="未清理")
    case = grid.ask(administrator(), "get_case", id=check)
    assert case["task"]["category"] == "own.promise"
