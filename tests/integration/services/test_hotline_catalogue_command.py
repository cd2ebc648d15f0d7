"""`linli catalogue` loads files whole or not at all, on either hosting, and says before what a load would do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from linli.cli import main
from linli.clock import local, now
from linli.identity import Role
from services.hotline.catalogue import SHIPPED, shipped
from services.hotline.domain.catalogue import EntryKind
from tests.factories.people import COMMUNITY, administrator, person
from tests.factories.running import HOSTINGS, RunningService, beside_commands
from tests.factories.unique import tracking_code

OPERATOR = person(Role.OPERATOR)
BOTH_DISTRICTS = """\
routing:
  - {code: binhe, area_code: "210103005", category: noise.residential, unit: {tier: street, department: CG}}
  - {code: hailing, area_code: "321202", group: city, unit: {tier: street}}
deadlines:
  - {code: hailing.noise, area_code: "321202", group: noise, deadlines: {settle: "7d"}, valid_from: 2026-01-01}
"""


@pytest.fixture(params=HOSTINGS)
def hotline(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RunningService]:
    """A hotline that runs while the commands do, each on the same database."""
    with beside_commands("hotline", request, tmp_path, monkeypatch) as service:
        yield service


def file(folder: Path, text: str = BOTH_DISTRICTS) -> str:
    """A file that says this."""
    path = folder / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def opened(hotline: RunningService, area: str = COMMUNITY) -> dict[str, Any]:
    command = {"id": uuid4(), "tracking_code": tracking_code(), "title": "Noise"}
    said: dict[str, Any] = {**command, "area_code": area, "category": "noise.residential"}
    return dict(hotline.ask(administrator(area[:6]), "open_request", **said)["request"])


def test_a_load_reaches_the_running_service_in_both_districts_and_a_second_brings_nothing(
    hotline: RunningService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert opened(hotline)["unit_area"] == COMMUNITY
    assert main(["catalogue", "load", file(tmp_path)]) == 0
    assert "routing 2 new, 0 changed, 0 ended; deadline 1 new" in capsys.readouterr().out
    assert (opened(hotline)["unit_area"], opened(hotline)["department"]) == ("210103005", "CG")
    assert opened(hotline, "321202001001")["unit_area"] == "321202001"
    assert main(["catalogue", "load", file(tmp_path)]) == 0
    assert "nothing new" in capsys.readouterr().out


def test_a_fault_is_told_with_its_line_and_nothing_is_loaded(
    hotline: RunningService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file(tmp_path, BOTH_DISTRICTS.replace("tier: street}}", "tier: moon}}"))
    for action in ("check", "load"):
        assert main(["catalogue", action, path]) == 1
        assert f"{path}:3: routing.1.unit.tier: Must be one of" in capsys.readouterr().err
    assert opened(hotline)["unit_area"] == COMMUNITY


def test_a_check_says_what_a_load_would_bring_and_changes_nothing(
    hotline: RunningService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["catalogue", "check", file(tmp_path)]) == 0
    assert "would bring: routing 2 new" in capsys.readouterr().out
    assert opened(hotline)["unit_area"] == COMMUNITY


def test_a_complete_load_of_the_shipped_file_ends_what_it_does_not_say(
    hotline: RunningService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["catalogue", "load", file(tmp_path)])
    assert main(["catalogue", "load", str(SHIPPED), "--complete"]) == 0
    assert "routing 0 new, 0 changed, 2 ended; deadline 0 new, 0 changed, 1 ended" in capsys.readouterr().out
    assert opened(hotline)["unit_area"] == COMMUNITY


def test_a_dry_run_tells_which_requests_would_go_elsewhere(
    hotline: RunningService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    opened(hotline), opened(hotline, "210103006001")
    today = local(now()).date()
    period = ["--since", str(today - timedelta(days=1)), "--until", str(today + timedelta(days=1))]
    assert main(["catalogue", "dry-run", file(tmp_path), "--area", "210103", *period]) == 0
    first, move = capsys.readouterr().out.splitlines()
    assert first.startswith("2 requests")
    assert "1 would change their unit, in 1 ways" in first
    assert f"{COMMUNITY}/SQ → 210103005/CG  binhe" in move
    assert opened(hotline)["unit_area"] == COMMUNITY


def test_what_holds_is_shown_as_a_tree_with_the_rules(
    hotline: RunningService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = local(now()).date() + timedelta(days=3)
    main(["catalogue", "load", file(tmp_path), "--from", str(later)])
    capsys.readouterr()
    main(["catalogue", "show"])
    shown = capsys.readouterr().out
    count = sum(one.kind is EntryKind.CATEGORY for one in shipped().entries)
    assert sum(line.startswith("    ") for line in shown.splitlines()) == count
    assert "routing praise" in shown
    assert "binhe" not in shown
    main(["catalogue", "show", "--at", str(later)])
    assert "routing binhe  210103005  noise.residential" in capsys.readouterr().out


def test_a_day_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["catalogue", "show", "--at", "soon"])
    assert "invalid" in capsys.readouterr().err
