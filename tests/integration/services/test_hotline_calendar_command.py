"""`linli calendar` counts due moments anew when the calendar has changed, and says until when it is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from linli import observe
from linli.cli import main
from linli.clock import local
from services.hotline.domain.request import Request
from tests.factories.people import COMMUNITY, administrator
from tests.factories.running import HOSTINGS, RunningService, beside_commands
from tests.factories.unique import tracking_code


@pytest.fixture(autouse=True)
def own_calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands' calendar stays within the test."""
    monkeypatch.setattr(Request, "calendar", Request.calendar)


@pytest.fixture(params=HOSTINGS)
def hotline(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RunningService]:
    """A hotline that runs while the commands do, each on the same database."""
    with beside_commands("hotline", request, tmp_path, monkeypatch) as service:
        yield service


def opened(hotline: RunningService, category: str = "noise.residential") -> dict[str, Any]:
    command: dict[str, Any] = {"id": uuid4(), "tracking_code": tracking_code(), "title": "Noise"}
    return hotline.ask(administrator(), "open_request", **command, area_code=COMMUNITY, category=category)


def settle_due(shown: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(shown["request"]["settle_due_at"])


def test_due_moments_are_counted_anew_once_when_a_day_turns_out_to_be_off(
    hotline: RunningService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    moved, set_by_hand = opened(hotline), opened(hotline)
    due = settle_due(moved)
    until = (due - timedelta(hours=1)).isoformat()
    said = {"id": set_by_hand["id"], "settle_due_at": until, "instruction": "quickly"}
    hotline.ask(administrator(), "supervise_request", **said)
    path = tmp_path / "days.yaml"
    path.write_text(f"{local(due).date()}: rest\n", encoding="utf-8")
    monkeypatch.setenv("LINLI_CALENDAR", str(path))
    assert main(["calendar", "recount", "--service", "hotline", "--dry-run"]) == 0
    assert "2 open requests: 1 would have other due moments." in capsys.readouterr().out
    assert settle_due(hotline.ask(administrator(), "get_request", id=moved["id"])) == due
    for changed in (1, 0):
        assert main(["calendar", "recount", "--service", "hotline"]) == 0
        assert f"2 open requests: {changed} have other due moments." in capsys.readouterr().out
    shown = hotline.ask(administrator(), "get_request", id=moved["id"])
    assert settle_due(shown) == Request.calendar.next_working_moment(due).replace(
        hour=due.hour, minute=due.minute, second=due.second, microsecond=due.microsecond
    )
    assert local(settle_due(shown)).date() > local(due).date()
    last = hotline.ask(administrator(), "list_steps", id=moved["id"])["steps"][-1]
    assert (last["action"], last["account_id"]) == ("recounted", None)
    assert hotline.names().count("request.recounted") == 1
    assert settle_due(hotline.ask(administrator(), "get_request", id=set_by_hand["id"])).isoformat() == until


def test_the_status_says_until_when_the_days_are_known_and_the_hotline_measures_it(
    hotline: RunningService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "days.yaml"
    years = range(2027, 2099)
    path.write_text("".join(f"{year}: published\n" for year in years), encoding="utf-8")
    monkeypatch.setenv("LINLI_CALENDAR", str(path))
    assert main(["calendar", "status"]) == 0
    assert "known until 2098-12-31" in capsys.readouterr().out
    hotline.member.service.measure_calendar()
    (told,) = next(iter(observe.CALENDAR_DAYS.collect())).samples
    service = hotline.member.service
    assert told.value == (service.calendar.known_until - local(datetime.now().astimezone()).date()).days
