"""The database decides of all households as the interpreter does of each; a dry run tells who gains and loses what."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from linli.cli import main
from linli.clock import now
from linli.contracts.assistance.programs import (
    Cycle,
    ProgramDefinition,
    ProgramEntryKind,
    StandardDefinition,
    StandardKind,
    Station,
    TestDefinition,
    Verdict,
)
from linli.dated import ALWAYS, Entry
from linli.observe import Chain
from linli.sealing import KeyRing
from linli.work import Work
from services.assistance.bench import eligibility as bench
from services.assistance.domain.programs import Edition
from services.assistance.seeding import households
from services.assistance.usecases import eligibility
from tests.factories.applications import BOSS, STANDARDS
from tests.factories.people import DISTRICT
from tests.factories.register import HOME, household, registered
from tests.factories.running import HOSTINGS, RunningService, beside_commands

DAY = date(2026, 3, 2)
RULES = [
    "sum(income) < standard.living * size",
    "sum(income) <= 1100 * size and savings < 20000 or urgent",
    "not (any(grave_illness) and all(student))",
    "all(able_bodied) = any(student)",
    "count(disability = 'mental') != 1",
    "known(savings) and default(vehicles, 1) >= 1",
    "if urgent then vehicles = 0 else dwellings <= 1",
    "any(age >= 80 and age < 90) or count(not student) > 2",
    "urgent != barrier_at_home",
]
AMOUNTS = [
    "standard.living * size - sum(max(income - default(deductible, 0), 0))",
    "min(savings, spending, sudden_loss) + max(vehicles, dwellings, 1)",
    "round(sum(income) * 33.33%, 1)",
    "round(savings - 10000.005, 2)",
    "round_up(savings - 10000.5, 0)",
    "round(0 - medical_costs * 0.5, 0)",
    "round_up(-sum(income) * 0.125, 2)",
    "sum(if disability_grade >= 1 then standard.disabled_living else 0)",
    "if any(student) then -1 * savings else default(sum(income), 7)",
    "sum(income * size) - standard.care_full * count(age < 18)",
]
TOO_LARGE = "round(savings * 999999999 * 999999999 * 0.001, 2)"


@pytest.fixture(params=HOSTINGS)
def assistance(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RunningService]:
    monkeypatch.setenv("LINLI_SECRET_FILE", str(tmp_path / "secret.key"))
    with beside_commands("assistance", request, tmp_path, monkeypatch) as service:
        yield service


def program(code: str, rule: str, amount: str | None) -> Entry:
    said = ProgramDefinition(
        zh=code,
        en=code,
        source="-",
        cycle=Cycle.MONTHLY,
        chain=(Station.STREET,),
        profile="national",
        tests=(TestDefinition(code="rule", zh="条件", en="rule", rule=rule),),
        amount=amount,
    )
    return Entry(ProgramEntryKind.PROGRAM, code, 1, 0, ALWAYS, None, said)


def hard() -> Edition:
    """Every construct of the language, with and without standards that are known."""
    made = [program(f"rule{number}", rule, None) for number, rule in enumerate(RULES)]
    made += [program(f"amount{number}", "true", amount) for number, amount in enumerate(AMOUNTS)]
    made.append(program("too_large", "savings >= 0", TOO_LARGE))
    for kind, amount in ((StandardKind.LIVING, "1100"), (StandardKind.DISABLED_LIVING, "100.01")):
        said = StandardDefinition(kind=kind, amount=Decimal(amount), source="-")
        made.append(Entry(ProgramEntryKind.STANDARD, kind.value, 1, 0, ALWAYS, None, said))
    said = StandardDefinition(kind=StandardKind.LIVING, amount=Decimal("700"), source="-", area_code=f"{DISTRICT}003")
    made.append(Entry(ProgramEntryKind.STANDARD, "living.street", 1, 0, ALWAYS, None, said))
    return Edition(made)


def entered(service: RunningService, count: int, seed: int) -> None:
    with service.database.transaction() as session:
        households.enter(session, KeyRing(service.member.settings.secret), seed, range(count), DISTRICT, now())


@pytest.mark.parametrize("which", ["shipped", "hard"])
def test_the_database_decides_as_the_interpreter_does_of_random_households_with_unknown_facts(
    assistance: RunningService, which: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Oracle: `Edition.propose`, household by household. Several chunks, several areas, two standards."""
    monkeypatch.setattr("services.assistance.store.eligibility.after.__defaults__", (70,))
    entered(assistance, 150, seed=11)
    alone: dict[str, Any] = {"area_code": f"{DISTRICT}001001", "members": [_alone(assistance)], "facts": HOME}
    empty = assistance.ask(BOSS, "open_household", **alone)
    leaver = empty["members"][0]["person_id"]
    assistance.ask(BOSS, "leave_household", id=empty["id"], person_id=leaver, reason="死亡", until="2026-01-05")
    here = bench.edition() if which == "shipped" else hard()
    seen: set[Verdict] = set()
    with assistance.database.reading() as session:
        work = Work(session, now(), Chain())
        found = list(eligibility.recomputed(work, here, DISTRICT, DAY))
        for one in found:
            facts = eligibility.facts_on(work, one.household_id, DAY)
            expected = {
                each.program.code: (each.verdict, each.amount)
                for each in here.propose(one.area_code, facts, explain=False)
            }
            assert one.said == expected
            seen |= {verdict for verdict, _ in one.said.values()}
    assert len(found) == len({one.household_id for one in found}) == 151
    assert {Verdict.QUALIFIES, Verdict.FAILS, Verdict.UNDECIDED} <= seen


def _alone(assistance: RunningService) -> dict[str, Any]:
    who = registered(assistance, BOSS, born="1950-01-01")["id"]
    return {"person_id": who, "relation": "head", "since": "2026-01-01"}


def test_a_dry_run_tells_who_gains_and_loses_what_by_program_and_street_and_changes_nothing(
    assistance: RunningService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Worked by hand: incomes 300 and 1500, standard 1100 to 1400, then to 1000; one who did not agree is left out."""
    now_file, raised, lowered = (tmp_path / f"{name}.yaml" for name in ("now", "raised", "lowered"))
    now_file.write_text(STANDARDS, encoding="utf-8")
    raised.write_text(STANDARDS.replace("1100", "1600"), encoding="utf-8")
    lowered.write_text(STANDARDS.replace("1100", "1000"), encoding="utf-8")
    assert main(["programs", "load", str(now_file)]) == 0
    homes = {}
    for income in ("300.00", "1500.00", "999.00"):
        purposes = {"consents": ["care"]} if income == "999.00" else {}
        head = registered(assistance, BOSS, name="张三丰", facts={"income": income}, **purposes)["id"]
        homes[income] = household(assistance, head, who=BOSS)["id"]
    capsys.readouterr()
    table = tmp_path / "who.csv"
    assert main(["programs", "dry-run", str(raised), "--csv", str(table)]) == 0
    told = capsys.readouterr().out
    assert "2 households" in told
    assert "1 skipped" in told
    assert "program living: 2 gain 600.00 yuan, 0 lose 0.00 yuan" in told
    assert f"street {DISTRICT}005: " in told
    rows = list(csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines()))
    living = {row["household"]: row for row in rows if row["program"] == "living"}
    assert {one: living[homes[one]]["difference"] for one in ("300.00", "1500.00")} == {
        "300.00": "500.00",
        "1500.00": "100.00",
    }
    assert living[homes["1500.00"]]["before"] == "fails"
    assert {row["head"] for row in rows} == {"张**"}
    assert "张三丰" not in table.read_text(encoding="utf-8-sig")
    assert main(["programs", "dry-run", str(lowered)]) == 0
    assert "program living: 0 gain 0.00 yuan, 1 lose 100.00 yuan" in capsys.readouterr().out
    assert main(["programs", "dry-run", str(now_file)]) == 0
    assert "Nothing changes by program." in capsys.readouterr().out
