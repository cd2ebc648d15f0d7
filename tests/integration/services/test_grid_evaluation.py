"""Figures of patrols are what plain counting says, open to exactly what was counted, and know no mileage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from linli.clock import local, now
from linli.contracts.grid.coverage import VisitKind
from linli.contracts.grid.evaluation import PatrolFormula
from linli.contracts.hotline.words import TaskService
from linli.errors import Forbidden, NotFound
from linli.identity import Role
from linli.observe import Chain
from linli.work import Work
from services.grid.catalogue import formulas
from services.grid.domain.evaluation import strange_words
from services.grid.domain.visits import Seen, day_begins, local_day
from services.grid.usecases.visits import keep_visits
from tests.factories.cells import LEADER, SOUTH, WEST, square
from tests.factories.patrols import OTHER_WORKER, WORKER, add_checkpoint, add_route, item, plan_round, scan, sync
from tests.factories.people import COMMUNITY, DISTRICT, person
from tests.factories.requests import CalledRequest
from tests.factories.running import RunningService, running

TODAY = local(now()).date()
DAYS: dict[str, Any] = {"since": TODAY - timedelta(days=2), "until": TODAY + timedelta(days=1)}
INSIDE: dict[str, Any] = {"latitude": SOUTH + 0.002, "longitude": WEST + 0.002}
BESIDE_IT: dict[str, Any] = {"latitude": SOUTH + 0.002, "longitude": WEST + 0.006}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def grid(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    url = request.getfixturevalue("scratch").database_url("gridevaluation") if request.param == "postgresql" else None
    with running("grid", tmp_path_factory.mktemp("grid"), url) as service:
        for column in (0, 1):
            said: dict[str, Any] = {"area_code": COMMUNITY, "valid_from": TODAY - timedelta(days=9)}
            service.ask(LEADER, "draw_cell", polygons=square(column), visit_within=24 * 7, **said)
        tell(service)
        yield service


def tell(grid: RunningService) -> None:
    """One cell is visited by one officer; four rounds; cases of patrols and of the public."""
    before = max(now() - timedelta(hours=1), day_begins(local_day(now())))
    seen = Seen(INSIDE["longitude"], INSIDE["latitude"], WORKER.account_id, before, VisitKind.SCAN)
    with grid.database.transaction() as session:
        keep_visits(Work(session, now(), Chain()), DISTRICT, {uuid4(): [seen]})
    rounds(grid)
    for place, on_spot in ((INSIDE, True), (BESIDE_IT, False)):
        said: dict[str, Any] = {"id": uuid4(), "area_code": COMMUNITY, "kind": "event.litter", "note": "清理"}
        grid.ask(WORKER, "report_finding", on_spot=on_spot, **said, **place)
    for public_place in (INSIDE, BESIDE_IT):
        grid.ask(WORKER, "locate_case", id=by_public(grid), **public_place)
    by_public(grid)


def by_public(grid: RunningService) -> UUID:
    """A case that the hotline called for, just now."""
    request = CalledRequest(TaskService.GRID)
    request.now = now() - timedelta(minutes=1)
    grid.tell(request.dispatched())
    return request.task_id()


def rounds(grid: RunningService) -> None:
    """One complete, one late with an omitted point, one cancelled, one voluntary."""
    points = [add_checkpoint(grid, number, methods=["gps"]) for number in (0, 1)]
    route = add_route(grid, points, minutes=30)
    good, bad, off = (plan_round(grid, route, now() - timedelta(minutes=40)) for _ in range(3))
    scans = [scan(good, one, 30 - number, number) for number, one in enumerate(points)]
    sync(grid, [item("start", good, 39), *scans, item("finish", good, 5)])
    sync(grid, [item("start", bad, 20), item("finish", bad, 5)], OTHER_WORKER)
    grid.ask(LEADER, "cancel_round", id=off, reason="暴雨")
    alone = uuid4()
    sync(grid, [item("start", alone, 30), item("finish", alone, 20)])


def figures(group: dict[str, Any]) -> dict[str, tuple[int, int]]:
    return {one["code"]: (one["reached"], one["counted"]) for one in group["figures"]}


WANTED = {
    "covered": (1, 2),
    "visited": (1, 2),
    "on_time": (1, 2),
    "complete": (1, 2),
    "solved": (1, 1),
    "verified_at_once": (0, 0),
    "missed": (1, 2),
    "located": (2, 3),
}


def test_the_figures_of_an_area_are_what_plain_counting_says(grid: RunningService) -> None:
    said = grid.ask(LEADER, "evaluate_patrols", area_code=DISTRICT, by="community", **DAYS)
    assert figures(said["whole"]) == WANTED
    assert [one["key"] for one in said["groups"]] == [COMMUNITY]
    assert figures(said["groups"][0]) == WANTED
    shares = {one["code"]: one["share"] for one in said["whole"]["figures"]}
    assert (shares["located"], shares["verified_at_once"]) == (0.6667, None)


def test_a_team_answers_for_its_members_and_its_ground(grid: RunningService) -> None:
    team = grid.ask(LEADER, "add_team", area_code=COMMUNITY, content={"name": "一队", "colour": "blue"})
    grid.ask(LEADER, "keep_member", id=team["id"], account_id=WORKER.account_id)
    (said,) = grid.ask(LEADER, "evaluate_patrols", area_code=DISTRICT, by="team", **DAYS)["groups"]
    own = figures(said)
    assert said["key"] == team["id"]
    assert {"covered", "located"}.isdisjoint(own)
    assert own == {"visited": (1, 2), "on_time": WANTED["on_time"], "complete": WANTED["complete"]} | {
        code: WANTED[code] for code in ("solved", "verified_at_once", "missed")
    }
    opened = grid.ask(LEADER, "list_evaluated", area_code=DISTRICT, code="missed", team_id=team["id"], **DAYS)
    assert opened["count"] == 2
    assert (
        type(grid.refusal(LEADER, "list_evaluated", area_code=DISTRICT, code="missed", team_id=uuid4(), **DAYS))
        is NotFound
    )


def test_every_figure_opens_to_exactly_what_it_counted(grid: RunningService) -> None:
    for code, (reached, counted) in WANTED.items():
        asked: dict[str, Any] = {"area_code": DISTRICT, "code": code, **DAYS}
        seen: list[dict[str, Any]] = []
        after = None
        while True:
            page = grid.ask(LEADER, "list_evaluated", limit=1, after=after, **asked)
            seen += page["items"]
            after = page["next_after"]
            if after is None:
                break
        assert (len(seen), sum(one["reached"] for one in seen)) == (counted, reached), code
        assert grid.ask(LEADER, "list_evaluated", reached=True, **asked)["count"] == reached, code


def test_who_may_see_them_and_which_periods_there_are(grid: RunningService) -> None:
    assert type(grid.refusal(WORKER, "evaluate_patrols", area_code=COMMUNITY, **DAYS)) is Forbidden
    supervisor = person(Role.SUPERVISOR)
    assert grid.ask(supervisor, "evaluate_patrols", area_code=COMMUNITY, **DAYS)["by"] == "community"
    bad = grid.refusal(LEADER, "evaluate_patrols", area_code=COMMUNITY, since=TODAY, until=TODAY)
    assert list(bad.fields) == ["until"]
    assert type(grid.refusal(LEADER, "list_evaluated", area_code=COMMUNITY, code="mileage", **DAYS)) is NotFound


def test_the_formulas_are_explained_in_words_that_there_are(grid: RunningService) -> None:
    said = grid.ask(LEADER, "list_patrol_formulas", area_code=COMMUNITY)
    assert [one["code"] for one in said["items"]] == list(WANTED)
    assert {one["of"] for one in said["words"]} == {"cells", "rounds", "cases"}
    planted: PatrolFormula = replace(formulas()["missed"], reached=("public", "not mileage"))
    assert strange_words(planted) == ["not mileage"]
