"""What is found in the field goes the seven steps of a case, hangs, is settled on the spot, or goes by the hotline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from linli.clock import now
from linli.errors import Conflict, Forbidden, Invalid
from linli.identity import Role
from services.grid.catalogue import shipped as shipped_kinds
from services.hotline.catalogue import shipped
from services.hotline.domain.catalogue import EntryKind
from tests.factories.patrols import LEADER, OTHER_WORKER, WORKER, grid_at, item, sync
from tests.factories.people import COMMUNITY, administrator, person
from tests.factories.running import RunningService, running

SUPERVISOR = person(Role.SUPERVISOR)


@pytest.fixture
def grid(tmp_path: Path) -> Iterator[RunningService]:
    with grid_at(tmp_path) as service:
        yield service


def report(grid: RunningService, kind: str = "part.manhole", **more: Any) -> dict[str, Any]:
    said = {"id": uuid4(), "area_code": COMMUNITY, "kind": kind, "note": "东门井盖缺失", **more}
    return grid.ask(WORKER, "report_finding", **said)


def move(grid: RunningService, who: Any, call: str, case: dict[str, Any], **more: Any) -> dict[str, Any]:
    return grid.ask(who, call, id=case["id"], **more)


def photograph(grid: RunningService, who: Any, case: dict[str, Any]) -> None:
    grid.ask(who, "add_photo", id=uuid4(), record_id=case["id"], area_code=COMMUNITY)


def test_a_finding_goes_the_seven_steps_and_is_verified_by_another_with_a_photograph(grid: RunningService) -> None:
    case = report(grid, latitude=41.79, longitude=123.45)
    assert (case["task"]["state"], case["source"], case["found_by"]) == ("reported", "patrol", str(WORKER.account_id))
    move(grid, LEADER, "file_case", case)
    sent = move(grid, LEADER, "assign_case", case, worker_id=WORKER.account_id)
    left = datetime.fromisoformat(sent["task"]["due_at"]) - now()
    assert timedelta(hours=3.9) < left < timedelta(hours=4), "the clock starts with the dispatch"
    move(grid, WORKER, "start_case", case)
    move(grid, WORKER, "handle_case", case, note="已更换井盖")
    own = grid.refusal(WORKER, "verify_case", id=case["id"], passed=True)
    assert (type(own), own.code) == (Forbidden, "verified_by_another")
    unseen = grid.refusal(OTHER_WORKER, "verify_case", id=case["id"], passed=True)
    assert (type(unseen), unseen.code) == (Conflict, "photo_needed")
    photograph(grid, OTHER_WORKER, case)
    done = move(grid, OTHER_WORKER, "verify_case", case, passed=True)
    assert (done["task"]["outcome"], len(done["photos"])) == ("verified", 1)
    assert move(grid, SUPERVISOR, "evaluate_case", case, rating=5)["rating"] == 5
    assert grid.names() == [
        "case.reported",
        "case.filed",
        "case.assigned",
        "case.started",
        "case.handled",
        "case.verified",
        "case.evaluated",
    ]
    assert [event.sequence for event in grid.said()] == list(range(1, 8))


def test_the_same_report_again_is_the_same_case(grid: RunningService) -> None:
    key = uuid4()
    assert report(grid, id=key) == report(grid, id=key)
    assert grid.names() == ["case.reported"]


def test_what_is_settled_on_the_spot_ends_at_once_where_its_kind_may(grid: RunningService) -> None:
    done = report(grid, "event.litter", on_spot=True, note="已清扫")
    assert (done["task"]["state"], done["task"]["outcome"]) == ("on_spot", "settled_on_spot")
    for kind, note, code in (("part.manhole", "已处理", "not_on_spot"), ("event.litter", "", "note_missing")):
        said = {"id": uuid4(), "area_code": COMMUNITY, "kind": kind, "note": note, "on_spot": True}
        assert grid.refusal(WORKER, "report_finding", **said).code == code


def test_a_case_without_a_responsible_unit_hangs_and_is_taken_up_again(grid: RunningService) -> None:
    case = report(grid)
    move(grid, LEADER, "file_case", case)
    hung = move(grid, LEADER, "shelve_case", case, reason="权属不清")
    assert (hung["task"]["state"], hung["task"]["ended_at"], hung["note"]) == ("shelved", None, "权属不清")
    assert isinstance(grid.refusal(LEADER, "assign_case", id=case["id"], worker_id=uuid4()), Conflict)
    assert move(grid, LEADER, "take_up_case", case)["task"]["state"] == "filed"


def test_more_time_is_given_for_a_later_moment_only_and_counted(grid: RunningService) -> None:
    case = report(grid)
    move(grid, LEADER, "file_case", case)
    later = (now() + timedelta(days=2)).isoformat()
    assert move(grid, LEADER, "extend_case", case, due_at=later, reason="待料")["extensions"] == 1
    refused = grid.refusal(LEADER, "extend_case", id=case["id"], due_at=later, reason="再延")
    assert (type(refused), list(refused.fields)) == (Invalid, ["due_at"])


def test_findings_come_with_the_batch_of_a_phone_and_bad_ones_are_refused_by_name(grid: RunningService) -> None:
    key = uuid4()
    good = item("finding", key, 20, case_kind="event.stall", note="占道经营", on_spot=True)
    bad = [
        item("finding", key, 20, case_kind="event.dragon"),
        item("finding", key, 20, case_kind="part.lamp", on_spot=True, note="修好了"),
    ]
    told = sync(grid, [item("start", key, 30), *bad, good])
    assert [one["code"] for one in told["refused"]] == ["unknown_kind", "not_on_spot"]
    assert grid.ask(WORKER, "get_case", id=good["id"])["round_id"] == str(key)
    assert sync(grid, [good])["known"] == 1
    assert grid.names().count("case.reported") == 1


def test_a_case_goes_by_the_hotline_and_is_verified_here_when_that_has_settled_it(
    grid: RunningService, tmp_path: Path
) -> None:
    hotline_data = tmp_path / "hotline"
    secret = grid.member.service.secret
    with running("hotline", hotline_data, secret=secret) as hotline:
        case = report(grid)
        move(grid, LEADER, "file_case", case)
        referred = move(grid, LEADER, "refer_case", case, category="water.sewer")
        told = [one for one in grid.sent() if one.event.name == "case.referred"]
        hotline.tell(*told, *told)
        request = hotline.ask(administrator(), "get_request", id=referred["referred_to"])
        assert (request["title"], request["request"]["channel"]) == ("网格巡查发现：井盖缺失破损", "patrol")
        for call, more in (("sign_request", {}), ("settle_request", {"result": "已更换"})):
            hotline.ask(administrator(), call, id=request["id"], **more)
        grid.tell(*(one for one in hotline.sent() if one.event.name == "request.settled"))
    handled = grid.ask(LEADER, "get_case", id=case["id"])
    assert handled["task"]["state"] == "handled"
    photograph(grid, OTHER_WORKER, case)
    again = move(grid, OTHER_WORKER, "verify_case", case, passed=False, note="仍有缝隙")
    assert (again["task"]["state"], again["rework"], again["referred_to"]) == ("filed", 1, None)


def test_every_kind_names_a_category_that_the_hotline_has(grid: RunningService) -> None:
    known = {one.key[1] for one in shipped().entries if one.key[0] is EntryKind.CATEGORY}
    assert {one.hotline for one in shipped_kinds().values()} <= known
    assert len(grid.ask(WORKER, "list_kinds", area_code=COMMUNITY)["items"]) == len(shipped_kinds())
