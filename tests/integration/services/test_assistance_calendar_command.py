"""`linli calendar recount` counts the clocks of applications under way anew when the calendar has changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from linli.calendar import Deadline, WorkingCalendar
from linli.calendar_files import load_overrides
from linli.cli import main
from linli.clock import local
from linli.timers import TIMER
from services.assistance.domain.application import Application
from tests.factories.applications import Office, office_of
from tests.factories.running import HOSTINGS, beside_commands


@pytest.fixture(autouse=True)
def own_calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command's calendar stays within the test."""
    monkeypatch.setattr(Application, "calendar", Application.calendar)


@pytest.fixture(params=HOSTINGS)
def office(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with beside_commands("assistance", request, tmp_path, monkeypatch) as service:
        yield office_of(service, tmp_path, monkeypatch)


def due(office: Office, one: dict[str, Any]) -> dict[str, datetime]:
    shown = office.do("clerk", "get_application", one)
    return {clock["name"]: datetime.fromisoformat(clock["due_at"]) for clock in shown["clocks"]}


def recount(capsys: pytest.CaptureFixture[str], *more: str) -> str:
    assert main(["calendar", "recount", "--service", "assistance", *more]) == 0
    return capsys.readouterr().out.strip()


def test_clocks_are_counted_anew_once_when_a_day_turns_out_to_be_off(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    office.clock.moment += timedelta(days=1)
    only_filed = office.file(program="old_age", papers=["identity"])
    one = office.do("clerk", "accept_application", office.file())
    began, before = office.clock(), due(office, one)
    off = local(before["survey"]).date()
    path = tmp_path / "days.yaml"
    path.write_text(f"{off}: rest\n", encoding="utf-8")
    monkeypatch.setenv("LINLI_CALENDAR", str(path))
    assert recount(capsys, "--dry-run") == "1 applications under way: 1 would have other due moments."
    assert due(office, one) == before
    for changed in (1, 0):
        assert recount(capsys) == f"1 applications under way: {changed} have other due moments."
    changed_calendar = WorkingCalendar(overrides=load_overrides(path), weekdays_after_published=True)
    times = {"survey": "3wd", "inquiry": "3wd", "whole": "30wd"}
    expected = {name: Deadline.parse(time).due(began, changed_calendar) for name, time in times.items()}
    assert due(office, one) == expected
    assert all(expected[name] > before[name] for name in expected), "a day less is worked for each"
    assert office.service.names().count("application.recounted") == 1
    assert due(office, only_filed) == {}
    with office.service.database.reading() as session:
        found = session.scalars(select(TIMER.c.due_at).where(TIMER.c.name == "application.clock")).all()
    assert found == [expected["survey"]], "the timer goes with the clock"


def test_an_extended_whole_is_counted_from_the_acceptance_and_a_posting_of_days_stays(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    one = office.do("clerk", "accept_application", office.file())
    began = office.clock()
    office.survey(one)
    office.do("clerk", "extend_application", one, reason="情况复杂")
    office.do("clerk", "give_opinion", one, reason="符合")
    before = due(office, one)
    assert set(before) == {"whole", "posting"}
    path = tmp_path / "days.yaml"
    days = {(local(moment) + timedelta(days=back)).date() for moment in before.values() for back in (0, -1)}
    path.write_text("".join(f"{day}: rest\n" for day in sorted(days)), encoding="utf-8")
    monkeypatch.setenv("LINLI_CALENDAR", str(path))
    assert recount(capsys) == "1 applications under way: 1 have other due moments."
    changed_calendar = WorkingCalendar(overrides=load_overrides(path), weekdays_after_published=True)
    assert due(office, one) == {
        "posting": before["posting"],
        "whole": Deadline.parse("45wd").due(began, changed_calendar),
    }
