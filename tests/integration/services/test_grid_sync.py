"""A round made in flight mode syncs whole, in any order, twice, half, beside another phone: the result is the same."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.patrols import (
    LEADER,
    OTHER_WORKER,
    WORKER,
    add_checkpoint,
    add_route,
    grid_at,
    item,
    plan_round,
    scan,
    sync,
)
from tests.factories.people import COMMUNITY
from tests.factories.running import RunningService
from tests.machine import Scratch

POINTS = 5
SHOWN = ("state", "started_at", "ended_at", "late", "scans", "marked", "shortest_gap_s", "longest_gap_s")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def grid(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    url = None
    if request.param == "postgresql":
        scratch: Scratch = request.getfixturevalue("scratch")
        url = scratch.database_url("gridsync")
    with grid_at(tmp_path_factory.mktemp("grid"), url) as service:
        yield service


@pytest.fixture(scope="module")
def points(grid: RunningService) -> list[str]:
    return [add_checkpoint(grid, number, methods=["gps", "photo"]) for number in range(POINTS)]


@pytest.fixture(scope="module")
def route(grid: RunningService, points: list[str]) -> str:
    return add_route(grid, points, order="fixed")


def story(points: list[str], route: str) -> tuple[list[tuple[Any, dict[str, Any]]], list[UUID]]:
    """A voluntary round of two phones as each noted it, paused, with photographs; one point is omitted."""
    key = UUID(int=0)
    photos = [uuid4(), uuid4()]
    told = [
        (WORKER, item("start", key, 100, route_id=route)),
        (OTHER_WORKER, item("start", key, 99)),
        (WORKER, scan(key, points[0], 90, 0)),
        (WORKER, item("pause", key, 85, note="送老人就医")),
        (OTHER_WORKER, scan(key, points[2], 80, 2, method="photo", photos=[str(photos[0])])),
        (WORKER, item("resume", key, 75)),
        (WORKER, scan(key, points[1], 70, 1)),
        (OTHER_WORKER, scan(key, points[1], 65, 1)),
        (WORKER, scan(key, points[3], 60, 1)),
        (WORKER, scan(key, points[4], 50, 4, method="photo", photos=[str(one) for one in photos])),
        (WORKER, item("finish", key, 40)),
        (OTHER_WORKER, scan(key, points[0], 30, 0)),
    ]
    return told, photos


def deliver(grid: RunningService, told: list[Any], photos: list[UUID], run: list[Any], once: UUID) -> dict[str, Any]:
    """Send the story as a round of its own, in this order and grouping; then everything that is missing."""
    round_id, seen_items, seen_photos = uuid5(once, "round"), set[int](), set[int]()

    def send(indexes: list[int]) -> None:
        for who in (WORKER, OTHER_WORKER):
            mine = [_own(told[one][1], round_id, once) for one in indexes if told[one][0] is who]
            if mine:
                assert sync(grid, mine, who)["refused"] == []
        seen_items.update(indexes)

    def upload(index: int) -> None:
        said: dict[str, Any] = {"id": uuid5(once, str(photos[index])), "record_id": round_id, "area_code": COMMUNITY}
        grid.ask(WORKER, "add_photo", **said)
        seen_photos.add(index)

    for step in run:
        upload(step) if isinstance(step, int) else send(step)
    for index in set(range(len(photos))) - seen_photos:
        upload(index)
    send(sorted(set(range(len(told))) - seen_items))
    return _result(grid, round_id)


def _own(said: dict[str, Any], round_id: UUID, once: UUID) -> dict[str, Any]:
    """The same thing under the ids of this delivery, which sort as those of the story do."""
    photos = [str(uuid5(once, one)) for one in said.get("photos", ())]
    return {**said, "id": str(uuid5(once, said["id"])), "round_id": str(round_id), "photos": photos}


def _result(grid: RunningService, round_id: UUID) -> dict[str, Any]:
    found = grid.ask(WORKER, "get_round", id=round_id)
    scans = grid.ask(LEADER, "list_scans", id=round_id)["items"]
    noted = [(one["kind"], one["at"], one["by"], one["counts"], one["marks"], one["distance_m"]) for one in scans]
    visits = [(one["checkpoint_id"], one["visited_at"]) for one in found["points"]]
    return {**{name: found[name] for name in SHOWN}, "omitted": found["omitted"], "visits": visits, "noted": noted}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_result_is_the_same_whatever_the_order_the_repeats_and_the_halves(
    grid: RunningService, points: list[str], route: str, data: st.DataObject
) -> None:
    told, photos = story(points, route)
    everything = list(range(len(told)))
    plain = deliver(grid, told, photos, [0, 1, everything], uuid4())
    batches = st.lists(st.permutations(everything).map(lambda order: order[: len(order) // 2 + 1]), max_size=4)
    singles = st.lists(st.sampled_from(everything).map(lambda one: [one]), max_size=6)
    uploads = st.lists(st.sampled_from(range(len(photos))), max_size=3)
    run: list[Any] = [*data.draw(batches), *data.draw(singles), *data.draw(uploads)]
    shuffled = deliver(grid, told, photos, data.draw(st.permutations(run)), uuid4())
    assert shuffled == plain
    assert plain["state"] == "incomplete", "the third point was scanned from another place, so it is omitted"
    assert plain["omitted"] == [points[3]]


def test_phones_that_send_at_the_same_moment_lose_nothing(grid: RunningService, points: list[str], route: str) -> None:
    told, photos = story(points, route)
    plain, once = deliver(grid, told, photos, [0, 1], uuid4()), uuid4()
    round_id = uuid5(once, "round")

    def one_item(which: tuple[Any, dict[str, Any]]) -> None:
        sync(grid, [_own(which[1], round_id, once)], which[0])

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(one_item, [*told, *reversed(told)]))
    assert deliver(grid, told, photos, [], once) == plain


def test_a_repeat_is_known_and_another_thing_under_its_id_is_refused(
    grid: RunningService, points: list[str], route: str
) -> None:
    planned = plan_round(grid, route)
    first = [item("start", planned, 50), scan(planned, points[0], 40)]
    once, twice = sync(grid, first), sync(grid, first)
    assert (once["new"], once["known"], twice["new"], twice["known"]) == (2, 0, 0, 2)
    again = sync(grid, [{**first[1], "note": "别的"}])
    assert [(one["code"], one["id"]) for one in again["refused"]] == [("id_reused", first[1]["id"])]
