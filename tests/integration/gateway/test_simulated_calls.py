"""A simulated day that is played through the endpoint is counted by the platform as its player counts it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from gateway.replay.client import Answer
from gateway.telephone import playing
from gateway.telephone.cli import PROFILE, _check, _differs, print_figures
from gateway.telephone.day import OwnCount, SimulatedCall, arrivals_by_hour, own_count, simulated_day
from linli.cli import parser
from linli.clock import LOCAL, local, now
from linli.errors import Invalid
from tests.factories.people import DISTRICT
from tests.factories.web import Caller, Web, web

MIDNIGHT = datetime(2026, 3, 2, tzinfo=LOCAL)
END = (MIDNIGHT + timedelta(days=1)).astimezone(UTC)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("simulated"), rate_limit="1000000/minute") as made:
        yield made


@dataclass
class InProcess:
    """The API without a network; `refusals` of the first posts come with this status."""

    caller: Caller
    refusals: int = 0
    status: int = 429

    def get(self, path: str) -> Answer:
        found = self.caller.get(path)
        return Answer(found.status_code, found.json or {})

    def post(self, path: str, body: dict[str, Any], key: str) -> Answer:
        if self.refusals and "/cti/" in path:
            self.refusals -= 1
            return Answer(self.status, {})
        found = self.caller.post(path, body, Idempotency_Key=key)
        return Answer(found.status_code, found.json or {})


def played(api: Any, calls: list[SimulatedCall], speed: float = 0) -> tuple[str, playing.Played]:
    line_id, token = playing.connect(api, DISTRICT, "2026-03-02")
    return line_id, playing.play(api, token, calls, MIDNIGHT, speed, lambda: None)


def test_the_platform_counts_a_played_day_as_its_player_does(site: Web, capsys: pytest.CaptureFixture[str]) -> None:
    calls, api = simulated_day(80, arrivals_by_hour(PROFILE), "a test"), InProcess(site.be())
    line_id, done = played(api, calls)
    assert (done.failed, done.reports) == (0, sum(2 if one.talk is None else 3 for one in calls))
    found = playing.figures(api, DISTRICT, line_id, END, own_count(calls))  # type: ignore[arg-type]
    print_figures(found.body)
    assert not _differs(found.body["total"], own_count(calls))
    hours = {one["hour"]: one["counts"]["offered"] for one in found.body["hours"]}
    assert hours == {hour: sum(int(c.rings // 3600) == hour for c in calls) for hour in hours}
    assert "The platform counts as the player does." in capsys.readouterr().out


def test_a_platform_that_counts_otherwise_is_told_of(capsys: pytest.CaptureFixture[str]) -> None:
    total = {"offered": 3, "connected": 2, "answered_in_15s": 2, "abandoned": 1}
    assert _differs(total, OwnCount(3, 3, 2, 0))
    assert "connected: the platform counts 2, the player 3." in capsys.readouterr().err


def test_a_report_that_is_refused_for_the_moment_is_sent_again_and_another_is_not(
    site: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.telephone.playing.time.sleep", lambda _seconds: None)
    calls = [SimulatedCall("again", "13912345678", "热线", 60, 5, 10)]
    assert played(InProcess(site.be(), refusals=2), calls)[1].failed == 0
    assert played(InProcess(site.be(), refusals=1, status=422), calls)[1].failed == 1


def test_a_day_is_played_as_fast_as_asked_for(site: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("gateway.telephone.playing.time.sleep", slept.append)
    played(InProcess(site.be()), [SimulatedCall("slow", "13912345678", "热线", 36_000, 5, 10)], speed=3600)
    assert slept[0] == pytest.approx(10, abs=1)


def test_a_day_that_is_not_over_or_a_number_that_is_none_is_refused() -> None:
    asked = parser().parse_args(["simulate", "calls", "--day", "2026-03-02", "--calls", "5", "--speed", "60"])
    assert (asked.day, asked.calls, asked.speed) == (date(2026, 3, 2), 5, 60.0)
    _check(asked, asked.day)
    with pytest.raises(Invalid, match="day_not_over"):
        _check(asked, local(now()).date())
    with pytest.raises(Invalid, match="bad_number"):
        _check(argparse.Namespace(calls=0, speed=0.0), asked.day)
