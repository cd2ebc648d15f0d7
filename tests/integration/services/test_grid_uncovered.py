"""Ground that nobody comes to within its interval raises one alarm of its community, until somebody comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from linli.clock import local, now
from linli.contracts.grid.coverage import ListUncovered, VisitKind
from linli.observe import Chain
from linli.timers import TIMER
from linli.work import Work
from services.grid.domain.visits import Due, Seen, day_begins
from services.grid.usecases import watching
from services.grid.usecases.visits import keep_visits
from tests.factories.cells import BESIDE, LEADER, square
from tests.factories.cells import cells as cells_of
from tests.factories.people import COMMUNITY, DISTRICT
from tests.factories.running import RunningService, running

DAY = local(now()).date() - timedelta(days=1)
"""Yesterday: its intervals are over at whatever hour this runs, also for what looks at the clock."""
SUBJECT = watching.subject_of(COMMUNITY)
HOUR = timedelta(hours=1)


@pytest.fixture
def grid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    with running("grid", tmp_path_factory.mktemp("grid")) as service:
        for number, community in enumerate((COMMUNITY, COMMUNITY, BESIDE)):
            drawn: dict[str, Any] = {
                "area_code": community,
                "polygons": square(number),
                "valid_from": DAY,
                "visit_within": 6,
            }
            service.ask(LEADER, "draw_cell", **drawn)
        yield service


def fire(grid: RunningService, at: datetime) -> None:
    with grid.database.transaction() as session:
        watching.due(Work(session, at, Chain()), SUBJECT)


def visit(grid: RunningService, at: datetime, *, voluntary: bool = False, besides: int = 0) -> None:
    """Somebody goes through every cell of the community but so many."""
    own = cells_of(grid, COMMUNITY)[besides:]
    seen = [Seen(one["lon"], one["lat"], uuid4(), at, VisitKind.SCAN, voluntary) for one in own]
    with grid.database.transaction() as session:
        keep_visits(Work(session, at, Chain()), DISTRICT, {uuid4(): seen})


def next_look(grid: RunningService) -> datetime:
    with grid.database.reading() as session:
        found: Any = session.scalar(select(TIMER.c.due_at).where(TIMER.c.subject == SUBJECT))
        return datetime.fromisoformat(str(found))


def alarms(grid: RunningService) -> list[tuple[str, str]]:
    found = grid.ask(LEADER, "list_alarms", area_code=DISTRICT)["items"]
    assert {(one["kind"], one["area_code"]) for one in found} <= {("uncovered", COMMUNITY)}
    return [(one["state"], one["about"]) for one in reversed(found)]


def test_a_community_is_watched_from_the_first_day_of_its_cells(grid: RunningService) -> None:
    begins = day_begins(DAY)
    assert next_look(grid) == max(begins + 6 * HOUR, next_look(grid))
    with grid.database.reading() as session:
        subjects = set(session.scalars(select(TIMER.c.subject).where(TIMER.c.name == "cells.uncovered")))
    assert subjects == {watching.subject_of(one) for one in (COMMUNITY, BESIDE)}


def test_one_alarm_is_raised_for_a_cause_and_is_over_when_every_cell_was_seen(grid: RunningService) -> None:
    at = day_begins(DAY) + 12 * HOUR
    visit(grid, at)
    fire(grid, at + 6 * HOUR - timedelta(seconds=1))
    assert alarms(grid) == []
    assert next_look(grid) == at + 6 * HOUR, "visits move no timer; it is put anew when it looks"
    for _ in range(2):
        fire(grid, at + 6 * HOUR)
    assert alarms(grid) == [("open", str(SUBJECT))]
    assert next_look(grid) == at + 12 * HOUR
    visit(grid, at + 7 * HOUR, voluntary=True)
    visit(grid, at + 7 * HOUR, besides=1)
    assert [state for state, _ in alarms(grid)] == ["open"], "volunteers are extra, and one cell is left"
    visit(grid, at + 8 * HOUR)
    assert [state for state, _ in alarms(grid)] == ["resolved"]
    fire(grid, at + 12 * HOUR)
    assert len(alarms(grid)) == 1


def test_who_took_it_on_is_told_again_when_another_interval_has_passed(grid: RunningService) -> None:
    at = day_begins(DAY)
    fire(grid, at + 6 * HOUR)
    own = grid.ask(LEADER, "list_alarms", area_code=DISTRICT)["items"][0]["id"]
    grid.ask(LEADER, "acknowledge_alarm", id=own, note="派人")
    fire(grid, at + 7 * HOUR)
    assert [state for state, _ in alarms(grid)] == ["acknowledged"]
    fire(grid, at + 12 * HOUR)
    assert [state for state, _ in alarms(grid)] == ["acknowledged", "open"]


def test_the_alarm_is_over_when_the_cells_are_given_longer(grid: RunningService) -> None:
    fire(grid, day_begins(DAY) + 6 * HOUR)
    for number, one in enumerate(cells_of(grid, COMMUNITY)):
        assert [state for state, _ in alarms(grid)] == ["open"], number
        said: dict[str, Any] = {"polygons": one["polygons"], "valid_from": DAY, "visit_within": 48}
        grid.ask(LEADER, "redraw_cell", code=one["code"], **said)
    assert [state for state, _ in alarms(grid)] == ["resolved"]


def test_the_list_names_the_cells_that_are_overdue(grid: RunningService) -> None:
    with grid.database.transaction() as session:
        work = Work(session, day_begins(DAY) + 7 * HOUR, Chain())
        found = watching.list_uncovered(work, ListUncovered(area_code=COMMUNITY))
    assert found.count == 2
    assert {one.since for one in found.items} == {day_begins(DAY) + 6 * HOUR}
    assert [one.code for one in found.items] == sorted(one.code for one in found.items)


def test_a_cause_is_a_whole_interval() -> None:
    one = Due("1", 0.0, 0.0, 100, 1000, None)
    seen = Due("1", 0.0, 0.0, 100, 1000, 1050)
    assert [(one.is_over(at), one.last_cause(at), one.next_cause(at)) for at in (1100, 1199, 1200, 1350)] == [
        (True, 1100, 1200),
        (True, 1100, 1200),
        (True, 1200, 1300),
        (True, 1300, 1400),
    ]
    assert (seen.is_over(1149), seen.next_cause(1149), seen.is_over(1150)) == (False, 1150, True)


def test_the_subject_of_a_timer_is_read_as_its_community() -> None:
    assert f"{UUID(str(SUBJECT)).int:012}" == COMMUNITY
