"""Scans of rounds are visits of cells, counted once however often they come, and none is lost beside another's."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from linli.calls import IDEMPOTENCY
from linli.clock import local, now
from linli.contracts.grid.coverage import VisitKind
from linli.observe import Chain
from linli.work import Work
from services.grid.domain.visits import Seen
from services.grid.store import visits as store
from services.grid.usecases.visits import keep_visits
from tests.factories.cells import LEADER, SIDE, SOUTH, WEST, square
from tests.factories.patrols import WORKER, add_checkpoint, add_route, item, plan_round, scan, sync
from tests.factories.people import COMMUNITY, DISTRICT
from tests.factories.running import RunningService, running
from tests.machine import Scratch

TODAY = local(now()).date()
HERE = {"longitude": WEST + SIDE / 2}


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    with running("grid", tmp_path_factory.mktemp("grid")) as service:
        drawn(service)
        yield service


def drawn(service: RunningService) -> None:
    """One cell, since a month."""
    begun = TODAY - timedelta(days=30)
    service.ask(LEADER, "draw_cell", area_code=COMMUNITY, polygons=square(side=2 * SIDE), valid_from=begun)


def whole(grid: RunningService) -> tuple[int, int]:
    """Visits and extra visits of the last days."""
    span: dict[str, Any] = {"since": TODAY - timedelta(days=3), "until": TODAY + timedelta(days=1)}
    said: dict[str, Any] = grid.ask(LEADER, "get_coverage", area_code=DISTRICT, **span)["whole"]
    return said["visits"], said["extra"]


def test_a_scan_is_one_visit_however_often_its_batch_comes(grid: RunningService) -> None:
    points = [add_checkpoint(grid, number, methods=["gps", "nfc"], **HERE) for number in (1, 2, 3)]
    own = plan_round(grid, add_route(grid, points))
    scans = [scan(own, one, 40 - number, number, **HERE) for number, one in enumerate(points, 1)]
    noted = [item("start", own, 50), *scans]
    for batch in (noted[2:], noted, noted[::-1], noted[:2]):
        sync(grid, batch)
    assert whole(grid) == (3, 0)
    sync(grid, [scan(own, points[0], 20, 9, **HERE), scan(own, points[1], 19, 2, **HERE)])
    assert whole(grid) == (4, 0), "what only a far position shows is no visit; a second look is one"


def test_a_voluntary_round_is_extra(grid: RunningService) -> None:
    point = add_checkpoint(grid, 1, **HERE)
    own = uuid4()
    before, _ = whole(grid)
    sync(grid, [scan(own, point, 30, 1, **HERE)])
    assert whole(grid) == (before, 0), "a scan of a round that nobody began yet"
    sync(grid, [item("start", own, 40)])
    assert whole(grid) == (before, 1)


def test_what_two_rounds_see_in_one_cell_at_once_is_all_counted(scratch: Scratch, tmp_path: Path) -> None:
    """Both would have read the cell's visits before either commits; so the second waits for the first."""
    with running("grid", tmp_path, scratch.database_url("grid_visits")) as service:
        second_waits(service)
        drawn(service)
        at, both = now() - timedelta(hours=1), Barrier(2)

        def visit(number: int) -> None:
            seen = Seen(WEST + SIDE / 2, SOUTH + SIDE / 2, uuid4(), at + timedelta(minutes=number), VisitKind.SCAN)
            with service.database.transaction() as session:
                both.wait(30)
                keep_visits(Work(session, now(), Chain()), DISTRICT, {uuid4(): [seen]})

        for first in (0, 10, 20):
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(visit, (first, first + 1)))
        assert whole(service) == (6, 0)


def second_waits(service: RunningService) -> None:
    def second() -> None:
        with service.database.transaction() as session:
            store.take_turns(session, {COMMUNITY})

    with ThreadPoolExecutor(1) as pool:
        with service.database.transaction() as session:
            store.take_turns(session, {COMMUNITY})
            session.execute(text("SELECT 1"))
            waiting = pool.submit(second)
            with pytest.raises(TimeoutError):
                waiting.result(0.3)
        waiting.result(30)


def test_the_key_of_a_tracker_stands_nowhere_and_a_repeat_gives_the_same(grid: RunningService) -> None:
    said = {"id": uuid4(), "area_code": COMMUNITY, "officer_id": WORKER.account_id, "label": "手机"}
    key = grid.ask(LEADER, "add_tracker", key="one", **said)["key"]
    assert grid.ask(LEADER, "add_tracker", key="one", **said)["key"] == key
    with grid.database.reading() as session:
        assert not [one for one in session.scalars(select(IDEMPOTENCY.c.reply)) if one and key in one]
    taken = grid.refusal(LEADER, "add_tracker", **{**said, "label": "别的"})
    assert taken.code == "id_taken"
