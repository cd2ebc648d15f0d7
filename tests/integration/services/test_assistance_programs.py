"""Programs are loaded whole or not at all, with every fault by line and field, and decide in the running service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from linli.cli import main
from linli.identity import Role
from services.assistance.catalogue import SHIPPED
from tests.factories.people import COMMUNITY, ELSEWHERE, person
from tests.factories.running import HOSTINGS, RunningService, beside_commands

CLERK = person(Role.AID_SURVEYOR)
STANDARDS = """\
standards:
  - {code: living.shenhe, kind: living, area_code: "210103", amount: "1100", source: 沈民发}
  - {code: savings.shenhe, kind: savings_per_person, area_code: "210103", amount: "20000", source: 沈民发}
localities:
  - {code: shenhe, area_code: "210103", profile: national, instead: local_20_30, source: 地方细则}
"""
HOME = {"savings": "0", "vehicles": 0, "dwellings": 1}
POOR: dict[str, Any] = {"age": 40, "income": "700"}


@pytest.fixture(params=HOSTINGS)
def assistance(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RunningService]:
    """Assistance running while the commands do, each on the same database."""
    with beside_commands("assistance", request, tmp_path, monkeypatch) as service:
        yield service


def file(folder: Path, text: str = STANDARDS) -> str:
    path = folder / "local.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def living(assistance: RunningService, area: str = COMMUNITY) -> dict[str, Any]:
    found = assistance.ask(
        person(Role.AID_SURVEYOR, at=area[:6]), "try_programs", area_code=area, facts=HOME, members=[POOR] * 3
    )
    return next(one for one in found["items"] if one["program"] == "living")


def test_loaded_standards_decide_at_once_where_they_hold_and_nowhere_else(
    assistance: RunningService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = living(assistance)
    assert (before["verdict"], before["missing"]) == ("undecided", ["standard.living", "standard.savings_per_person"])
    assert main(["programs", "load", file(tmp_path)]) == 0
    assert "standard 2 new, 0 changed, 0 ended; locality 1 new" in capsys.readouterr().out
    after = living(assistance)
    assert (after["verdict"], after["amount"]) == ("qualifies", "1200.00")
    assert after["steps"][-1]["zh"] == "3300.00 − 2100.00 = 1200.00"
    assert living(assistance, ELSEWHERE)["verdict"] == "undecided"
    assert main(["programs", "load", file(tmp_path)]) == 0
    assert "nothing new" in capsys.readouterr().out


def test_the_list_shows_programs_with_the_clocks_of_the_area(
    assistance: RunningService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["programs", "load", file(tmp_path)])
    found = assistance.ask(CLERK, "list_programs", area_code=COMMUNITY)
    programs = {one["code"]: one for one in found["programs"]}
    assert len(programs) == 16
    assert (programs["living"]["clocks"]["whole"], programs["destitute"]["clocks"]["whole"]) == ("20wd", "45wd")
    assert [one["amount"] for one in found["standards"]] == ["1100", "20000"]
    capsys.readouterr()
    assert main(["programs", "show", "--area", COMMUNITY]) == 0
    assert "living  最低生活保障  monthly  street → district  20wd/30wd" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("standards:\n  - {code: a, kind: moon, amount: '1', source: x}\n", ":2: standards.0.kind: Must be one of"),
        ("standards:\n  - code: a\n    kind: living\n    amount: many\n    source: x\n", ":4: standards.0.amount:"),
        ("moons: []\n", ":1: moons: It is no list of"),
        ("standards:\n  - {code: a, kind: living, amount: '1', source: x, area_code: '12'}\n", ":2: standards.0.area"),
        (STANDARDS.replace("local_20_30", "moon"), ":5: localities.0.instead: There is no profile moon"),
        (STANDARDS.replace("savings.shenhe", "living.shenhe"), ":3: standards.1.code: standard living.shenhe stands"),
        ("standards: [\n", ":2: file: cannot be read"),
    ],
)
def test_every_fault_is_told_with_its_line_and_field_and_nothing_is_loaded(
    assistance: RunningService, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    path = file(tmp_path, text)
    for action in ("check", "load"):
        assert main(["programs", action, path]) == 1
        assert f"{path}{told}" in capsys.readouterr().err
    assert living(assistance)["verdict"] == "undecided"


def test_a_formula_that_is_wrong_is_told_with_its_character(
    assistance: RunningService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = SHIPPED.read_text(encoding="utf-8").replace('rule: "vehicles = 0"', 'rule: "vehicels = 0"')
    assert main(["programs", "check", file(tmp_path, text)]) == 1
    told = capsys.readouterr().err
    assert "programs.0.tests.2.rule: At character 1: There is no fact vehicels" in told
    assert living(assistance)["verdict"] == "undecided"
