"""Rounds go through their states; scans are marked, refused or counted; what is wrong is named and the rest kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from linli.clock import now
from linli.errors import Conflict, Forbidden, Invalid, NotFound
from linli.identity import Role
from linli.observe import Chain
from linli.work import Work
from services.grid.domain.checkpoint import distance_m
from services.grid.usecases import rounds
from tests.factories.patrols import (
    LEADER,
    NORTH,
    WORKER,
    add_checkpoint,
    add_route,
    content,
    grid_at,
    item,
    plan_round,
    scan,
    sync,
)
from tests.factories.people import COMMUNITY, ELSEWHERE, person
from tests.factories.running import RunningService


@pytest.fixture
def grid(tmp_path: Path) -> Iterator[RunningService]:
    with grid_at(tmp_path) as service:
        yield service


@pytest.fixture
def points(grid: RunningService) -> list[str]:
    return [add_checkpoint(grid, number, methods=["gps"]) for number in range(3)]


def codes(grid: RunningService) -> dict[str, str]:
    """What stands in the code of each checkpoint, by its code."""
    sheet = grid.ask(LEADER, "print_codes", area_code=COMMUNITY)
    return {one["code"]: one["payload"] for one in sheet["items"]}


def refused(grid: RunningService, *items: dict[str, Any]) -> list[str]:
    return [one["code"] for one in sync(grid, list(items))["refused"]]


def test_a_round_is_pending_running_paused_and_complete(grid: RunningService, points: list[str]) -> None:
    planned = plan_round(grid, add_route(grid, points))
    assert grid.ask(WORKER, "get_round", id=planned)["state"] == "pending"
    assert sync(grid, [item("start", planned, 55)])["rounds"][0]["state"] == "running"
    paused = sync(grid, [item("pause", planned, 50, note="换电池")])["rounds"][0]
    assert (paused["state"], paused["pause_reason"]) == ("paused", "换电池")
    assert sync(grid, [item("resume", planned, 45)])["rounds"][0]["state"] == "running"
    walked = [scan(planned, one, 40 - 10 * number, number) for number, one in enumerate(points)]
    ended = sync(grid, [*walked, item("finish", planned, 5)])["rounds"][0]
    assert (ended["state"], ended["omitted"], ended["late"]) == ("complete", [], False)
    assert (ended["shortest_gap_s"], ended["longest_gap_s"]) == (600, 600)
    assert grid.names() == ["round.planned", *["round.changed"] * 3, "round.ended"]


def test_a_round_that_is_over_names_the_points_omitted_and_one_never_begun_has_expired(
    grid: RunningService, points: list[str]
) -> None:
    route = add_route(grid, points, minutes=5)
    begins = now() - timedelta(minutes=19)
    begun, never = plan_round(grid, route, begins), plan_round(grid, route, begins)
    sync(grid, [item("start", begun, 18), scan(begun, points[1], 17, 1)])
    late = now() + timedelta(minutes=2)
    for one in (begun, never):
        over(grid, one, late)
    partial = grid.ask(WORKER, "get_round", id=begun)
    assert (partial["state"], partial["omitted"]) == ("incomplete", [points[0], points[2]])
    assert grid.ask(WORKER, "get_round", id=never)["state"] == "expired"
    sync(grid, [scan(begun, points[0], 16), scan(begun, points[2], 15, 2), item("finish", begun, 14)])
    assert grid.ask(WORKER, "get_round", id=begun)["state"] == "complete", "an offline phone says better later"


def over(grid: RunningService, round_id: str, at: Any) -> None:
    """The timer of the round's end, at that moment."""
    with grid.database.transaction() as session:
        rounds.over(Work(session, at, Chain()), UUID(round_id))


def test_out_of_radius_is_marked_and_not_refused(grid: RunningService) -> None:
    coded = add_checkpoint(grid, 0, methods=["qr"])
    planned = plan_round(grid, add_route(grid, [coded]))
    (payload,) = codes(grid).values()
    far = scan(planned, coded, 30, 5, method="qr", read=payload)
    found = sync(grid, [far])["rounds"][0]
    assert (found["omitted"], found["marked"]) == ([], 1)
    (seen,) = grid.ask(LEADER, "list_scans", id=planned)["items"]
    assert (seen["marks"], seen["counts"]) == (["out_of_radius"], True)
    assert 550 < seen["distance_m"] < 560
    assert seen["received_at"] > seen["at"]


def test_what_only_the_position_shows_must_be_there(grid: RunningService, points: list[str]) -> None:
    planned = plan_round(grid, add_route(grid, points[:1]))
    found = sync(grid, [scan(planned, points[0], 30, 1)])["rounds"][0]
    assert found["omitted"] == [points[0]]
    assert sync(grid, [scan(planned, points[0], 29, 1, accuracy_m=90.0)])["rounds"][0]["omitted"] == []


def test_a_point_is_not_to_be_visited_before_its_time_nor_a_fixed_order_left_unseen(
    grid: RunningService, points: list[str]
) -> None:
    stops = [{"checkpoint_id": points[0]}, {"checkpoint_id": points[1], "not_before": 30}]
    route = add_route(grid, points, stops=stops, order="fixed")
    planned = plan_round(grid, route)
    early = scan(planned, points[1], 50, 1)
    assert sync(grid, [early])["rounds"][0]["omitted"] == points[:2]
    sync(grid, [scan(planned, points[1], 20, 1), scan(planned, points[0], 10)])
    marks = [one["marks"] for one in grid.ask(LEADER, "list_scans", id=planned)["items"]]
    assert marks == [["too_early"], [], ["out_of_order"]]


def test_a_random_order_is_drawn_for_each_round(grid: RunningService) -> None:
    many = [add_checkpoint(grid, number) for number in range(8)]
    route = add_route(grid, many, order="random")
    drawn = [[one["checkpoint_id"] for one in _planned(grid, route)["points"]] for _ in range(4)]
    assert all(sorted(one) == sorted(many) for one in drawn)
    assert len({tuple(one) for one in drawn}) > 1


def _planned(grid: RunningService, route: str) -> dict[str, Any]:
    return grid.ask(WORKER, "get_round", id=plan_round(grid, route))


def test_every_bad_item_is_refused_by_name_and_the_rest_is_kept(grid: RunningService, points: list[str]) -> None:
    planned = plan_round(grid, add_route(grid, points))
    good = scan(planned, points[0], 30)
    forged = codes(grid)
    bad = [
        scan(planned, str(uuid4()), 30),
        item("scan", planned, -10, method="gps", checkpoint_id=points[0]),
        item("scan", planned, 60 * 24 * 40, method="gps", checkpoint_id=points[0]),
        item("scan", planned, 30, method="qr", read=next(iter(forged.values()))[:-1] + "x"),
        item("scan", planned, 30, method="qr", read="https://example.org/1"),
        item("scan", planned, 30, method="nfc", read="04A2"),
        item("scan", planned, 30, method="gps"),
        item("pause", planned, 30),
        scan(planned, points[0], 30, longitude=None),
        item("start", uuid4(), 30, route_id=str(uuid4())),
    ]
    told = sync(grid, [*bad[:5], good, *bad[5:]])
    assert [one["code"] for one in told["refused"]] == [
        "unknown_checkpoint",
        "clock_ahead",
        "clock_behind",
        "forged_code",
        "forged_code",
        "unknown_checkpoint",
        "nothing_scanned",
        "reason_missing",
        "half_a_position",
        "unknown_route",
    ]
    assert [one["index"] for one in told["refused"]] == [0, 1, 2, 3, 4, 6, 7, 8, 9, 10]
    assert (told["new"], told["rounds"][0]["omitted"]) == (1, points[1:])


def test_a_renewed_code_makes_the_printed_one_void_and_a_tag_belongs_to_one_checkpoint(grid: RunningService) -> None:
    coded = add_checkpoint(grid, 0, methods=["qr", "nfc"], tag="04A2B6")
    planned = plan_round(grid, add_route(grid, [coded]))
    (old,) = codes(grid).values()
    revised: dict[str, Any] = {"content": content(0, methods=["qr", "nfc"], tag="04A2B6"), "renew_code": True}
    assert grid.ask(LEADER, "revise_checkpoint", id=coded, version=1, **revised)["version"] == 2
    (new,) = codes(grid).values()
    scans = [item("scan", planned, 30 - one, method="qr", read=read) for one, read in enumerate((old, new))]
    assert refused(grid, *scans, item("scan", planned, 20, method="nfc", read="04A2B6")) == ["void_code"]
    with pytest.raises(Conflict, match="known_tag"):
        add_checkpoint(grid, 1, tag="04A2B6")


def test_a_scan_that_names_photographs_counts_once_they_are_there(grid: RunningService) -> None:
    seen = add_checkpoint(grid, 0, methods=["photo"])
    planned, photo = plan_round(grid, add_route(grid, [seen])), uuid4()
    noted = scan(planned, seen, 30, method="photo", photos=[str(photo)])
    assert sync(grid, [noted])["rounds"][0]["omitted"] == [seen]
    said: dict[str, Any] = {"id": photo, "record_id": planned, "area_code": COMMUNITY}
    assert grid.ask(WORKER, "add_photo", **said) == grid.ask(WORKER, "add_photo", **said)
    assert grid.ask(WORKER, "get_round", id=planned)["omitted"] == []
    taken = grid.refusal(WORKER, "add_photo", **{**said, "record_id": uuid4()})
    assert (type(taken), taken.code) == (Conflict, "photo_id_taken")


def test_where_officers_were_is_seen_by_those_who_lead_and_oversee_only(
    grid: RunningService, points: list[str]
) -> None:
    planned = plan_round(grid, add_route(grid, points))
    assert isinstance(grid.refusal(WORKER, "list_scans", id=planned), Forbidden)
    for role in (Role.SUPERVISOR, Role.AUDITOR, Role.PATROL_LEADER, Role.ADMINISTRATOR):
        assert grid.ask(person(role), "list_scans", id=planned) == {"items": []}
    outside = person(Role.PATROL_LEADER, at=ELSEWHERE)
    assert isinstance(grid.refusal(outside, "get_round", id=planned), NotFound)
    foreign = grid.ask(outside, "sync_rounds", area_code=ELSEWHERE, items=[item("start", planned, 30)])
    assert [one["code"] for one in foreign["refused"]] == ["unknown_round"]


def test_a_route_names_open_checkpoints_of_its_area_each_once(grid: RunningService, points: list[str]) -> None:
    closed: dict[str, Any] = {"content": content(2, methods=["gps"], closed=True)}
    grid.ask(LEADER, "revise_checkpoint", id=points[2], **closed)
    for stops in ([points[2]], [str(uuid4())], [points[0], points[0]]):
        with pytest.raises(Invalid, match="bad_stops"):
            add_route(grid, stops)
    said: dict[str, Any] = {"area_code": COMMUNITY, "code": "a1", "content": content()}
    grid.ask(LEADER, "add_checkpoint", **said)
    assert grid.refusal(LEADER, "add_checkpoint", **said).code == "known_code"


def test_distance_is_that_of_the_sphere() -> None:
    assert abs(distance_m(41.0, 123.0, 41.0 + NORTH, 123.0) - 111.195) < 0.01
    assert abs(distance_m(0.0, 0.0, 0.0, 180.0) - 20_015_114.4) < 1
