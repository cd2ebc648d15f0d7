"""Requests of one matter are merged all or not at all, everyone's callers are kept, and no merger makes a ring."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from linli.clock import now
from linli.contracts.hotline.events import RequestEvent
from linli.errors import Conflict, Forbidden, Invalid, LinliError, NotFound, StaleVersion
from linli.identity import Role
from services.hotline.tables.request import REQUEST
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET, administrator, person
from tests.factories.running import RunningService, running
from tests.factories.unique import phone, tracking_code
from tests.machine import Scratch

OPERATOR = person(Role.OPERATOR)
OTHER_STREET = "210103006"
LAMP: dict[str, Any] = {"area_code": COMMUNITY, "category": "road.lighting", "title": "文安路12号门口路灯不亮"}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def hotline(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """The service on both databases."""
    url = None
    if request.param == "postgresql":
        scratch: Scratch = request.getfixturevalue("scratch")
        url = scratch.database_url("merging")
    with running("hotline", tmp_path_factory.mktemp("merging"), url) as service:
        yield service


def opened(hotline: RunningService, **said: Any) -> dict[str, Any]:
    """A request just recorded."""
    return hotline.ask(
        administrator(), "open_request", **{"id": uuid4(), "tracking_code": tracking_code(), **LAMP, **said}
    )


def merge(main: dict[str, Any], *others: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The command that merges the others into the main one, in the versions seen."""
    seen = [{"id": one["id"], "version": one["version"]} for one in others]
    return {"id": main["id"], "version": main["version"], "requests": seen, "reason": "同一盏路灯", **changes}


def state_of(hotline: RunningService, request: dict[str, Any]) -> tuple[str, str | None]:
    """Its state, and what it was merged into."""
    found = hotline.ask(OPERATOR, "get_request", id=request["id"])["request"]
    return found["state"], found["merged_into"]


def told_of(hotline: RunningService, request: dict[str, Any]) -> list[str]:
    """The names of its events."""
    return [event.name for event in hotline.said() if event.subject == UUID(request["id"])]


def test_merged_requests_end_as_parts_of_the_main_one_which_goes_on(hotline: RunningService) -> None:
    main, *others = (opened(hotline) for _ in range(3))
    found = hotline.ask(OPERATOR, "merge_requests", **merge(main, *others))
    assert {one["id"] for one in found["merged"]} == {one["id"] for one in others}
    assert all(state_of(hotline, one) == ("merged", main["id"]) for one in others)
    assert state_of(hotline, main) == ("dispatched", None)
    assert told_of(hotline, others[0]) == ["request.opened", "request.dispatched", "request.merged"]
    assert hotline.ask(OPERATOR, "list_related", id=others[0]["id"])["merged_into"]["id"] == main["id"]
    steps = hotline.ask(OPERATOR, "list_steps", id=others[0]["id"])["steps"]
    assert (steps[-1]["action"], steps[-1]["note"]) == ("merged", "同一盏路灯")


def test_the_events_of_a_merger_carry_ids_and_nothing_personal(hotline: RunningService) -> None:
    main, other = opened(hotline), opened(hotline, contact_name="王芳", contact_phone=phone())
    hotline.ask(OPERATOR, "merge_requests", **merge(main, other))
    (merged,) = [one for one in hotline.said() if one.name == "request.merged" and str(one.subject) == other["id"]]
    assert isinstance(merged, RequestEvent)
    assert str(merged.request.merged_into) == main["id"]
    assert "王" not in repr(merged)


def test_a_part_may_have_parts_and_all_belong_to_the_main_one(hotline: RunningService) -> None:
    first, second, third = (opened(hotline) for _ in range(3))
    hotline.ask(OPERATOR, "merge_requests", **merge(second, third))
    hotline.ask(OPERATOR, "merge_requests", **merge(first, second))
    found = hotline.ask(OPERATOR, "list_related", id=first["id"])
    assert [one["id"] for one in found["merged"]] == [second["id"], third["id"]]
    assert hotline.ask(OPERATOR, "list_related", id=third["id"])["merged"] == []


def test_one_that_cannot_be_merged_keeps_all_from_it(hotline: RunningService) -> None:
    main, good, closed = (opened(hotline) for _ in range(3))
    hotline.ask(administrator(), "settle_request", id=closed["id"], result="换了灯泡")
    seen = {**closed, "version": None}
    refused = hotline.refusal(OPERATOR, "merge_requests", **merge(main, good, seen))
    assert (refused.code, list(refused.fields)) == ("cannot_be_merged", ["requests.1.id"])
    assert state_of(hotline, good) == ("dispatched", None)


def test_each_is_merged_only_in_the_version_that_was_seen(hotline: RunningService) -> None:
    main, other = opened(hotline), opened(hotline)
    hotline.ask(administrator(), "sign_request", id=other["id"])
    refused = hotline.refusal(OPERATOR, "merge_requests", **merge(main, other))
    assert (type(refused), list(refused.fields)) == (StaleVersion, ["requests.0.version"])
    stale = merge(main, other, version=1, requests=[{"id": other["id"]}])
    assert isinstance(hotline.refusal(OPERATOR, "merge_requests", **stale), StaleVersion)
    assert state_of(hotline, other) == ("signed", None)


def test_every_request_must_lie_in_the_callers_areas_and_be_theirs_to_merge(hotline: RunningService) -> None:
    main, other = opened(hotline), opened(hotline, area_code=OTHER_STREET)
    cases = [
        (person(Role.OPERATOR, at=STREET), merge(main, other), NotFound),
        (administrator(ELSEWHERE), merge(main, other), NotFound),
        (person(Role.HANDLER), merge(main, other), Forbidden),
        (OPERATOR, merge(main, {"id": str(uuid4()), "version": 1}), NotFound),
        (OPERATOR, merge(main, main), Invalid),
        (OPERATOR, merge(main), Invalid),
    ]
    for who, command, kind in cases:
        assert type(hotline.refusal(who, "merge_requests", **command)) is kind
    assert state_of(hotline, other) == ("dispatched", None)


def test_a_merger_undone_brings_the_request_back_with_its_clocks_and_another_task(hotline: RunningService) -> None:
    main, other = opened(hotline), opened(hotline)
    before = hotline.ask(OPERATOR, "get_request", id=other["id"])["request"]
    hotline.ask(OPERATOR, "merge_requests", **merge(main, other))
    after = hotline.ask(OPERATOR, "unmerge_request", id=other["id"], version=3, reason="另一盏灯")["request"]
    assert (after["state"], after["merged_into"], after["ended_at"]) == ("dispatched", None, None)
    assert after["task_id"] != before["task_id"]
    assert after["settle_due_at"] >= before["settle_due_at"]
    assert hotline.ask(OPERATOR, "list_related", id=main["id"])["merged"] == []
    assert told_of(hotline, other)[-2:] == ["request.merged", "request.unmerged"]
    again = hotline.refusal(OPERATOR, "unmerge_request", id=other["id"], reason="again")
    assert (type(again), again.code) == (Conflict, "illegal_transition")


def test_a_merger_of_long_ago_is_not_undone(hotline: RunningService) -> None:
    main, other = opened(hotline), opened(hotline)
    hotline.ask(OPERATOR, "merge_requests", **merge(main, other))
    with hotline.database.transaction() as session:
        old = update(REQUEST).where(REQUEST.c.id == UUID(other["id"]))
        session.execute(old.values(ended_at=now() - timedelta(days=31)))
    assert hotline.refusal(OPERATOR, "unmerge_request", id=other["id"], reason="x").code == "unmerging_too_late"


def test_what_others_were_merged_into_is_not_withdrawn_over_their_heads(hotline: RunningService) -> None:
    main, other = opened(hotline), opened(hotline)
    hotline.ask(OPERATOR, "merge_requests", **merge(main, other))
    assert hotline.refusal(OPERATOR, "withdraw_request", id=main["id"]).code == "others_merged_into_it"
    hotline.ask(OPERATOR, "unmerge_request", id=other["id"], reason="另一盏灯")
    assert hotline.ask(OPERATOR, "withdraw_request", id=main["id"])["request"]["state"] == "withdrawn"


def _tried(hotline: RunningService, command: dict[str, Any]) -> str:
    """How merging went."""
    try:
        hotline.ask(OPERATOR, "merge_requests", **command)
    except LinliError as refused:
        return refused.code
    return "merged"


def test_mergers_in_opposite_directions_at_once_never_make_a_ring(hotline: RunningService) -> None:
    """Of two one is done; of three in a circle at most two are, and one request still goes on."""
    with ThreadPoolExecutor(3) as threads:
        for size in (2, 3) * 3:
            ring = [opened(hotline) for _ in range(size)]
            pairs = [(ring[at], ring[(at + 1) % size]) for at in range(size)]
            commands = [merge({**into, "version": None}, {**one, "version": None}) for one, into in pairs]
            went = list(threads.map(partial(_tried, hotline), commands))
            assert 1 <= went.count("merged") < size
            assert set(went) <= {"merged", "main_not_open"}
            states = [state_of(hotline, one) for one in ring]
            assert [one for one, _ in states].count("merged") == went.count("merged")


def test_many_are_merged_into_one_by_many_at_once_and_none_is_lost(hotline: RunningService) -> None:
    main = {**opened(hotline), "version": None}
    others = [opened(hotline) for _ in range(9)]
    with ThreadPoolExecutor(3) as threads:
        went = list(threads.map(lambda one: _tried(hotline, merge(main, *one)), (others[:3], others[3:6], others[6:])))
    assert went == ["merged"] * 3
    assert len(hotline.ask(OPERATOR, "list_related", id=main["id"])["merged"]) == 9


def test_linked_requests_go_on_by_themselves_and_show_each_other(hotline: RunningService) -> None:
    one, other = opened(hotline), opened(hotline)
    for here, there in ((one, other), (other, one), (one, other)):
        found = hotline.ask(OPERATOR, "link_requests", id=here["id"], other_id=there["id"], note="同一施工")
        assert [each["id"] for each in found["linked"]] == [there["id"]]
    assert state_of(hotline, other) == ("dispatched", None)
    assert hotline.ask(OPERATOR, "unlink_requests", id=other["id"], other_id=one["id"])["linked"] == []
    assert hotline.ask(OPERATOR, "list_related", id=one["id"])["linked"] == []


def test_a_link_needs_two_requests_within_reach_and_shows_only_those(hotline: RunningService) -> None:
    one, other = opened(hotline), opened(hotline, area_code=OTHER_STREET)
    street = person(Role.OPERATOR, at=STREET)
    assert isinstance(hotline.refusal(OPERATOR, "link_requests", id=one["id"], other_id=one["id"]), Invalid)
    assert isinstance(hotline.refusal(street, "link_requests", id=one["id"], other_id=other["id"]), NotFound)
    assert isinstance(hotline.refusal(OPERATOR, "link_requests", id=one["id"], other_id=uuid4()), NotFound)
    hotline.ask(OPERATOR, "link_requests", id=one["id"], other_id=other["id"])
    assert hotline.ask(street, "list_related", id=one["id"])["linked"] == []


def test_a_caller_who_tells_of_the_same_matter_again_is_counted(hotline: RunningService) -> None:
    number = phone()
    first = opened(hotline, contact_phone=number)
    spaced = f"{number[:3]} {number[3:7]} {number[7:]}"
    second = opened(hotline, contact_phone=spaced, title="路灯还是没修")
    hotline.ask(OPERATOR, "withdraw_request", id=opened(hotline, contact_phone=number)["id"])
    third = opened(hotline, contact_phone=number)
    opened(hotline, contact_phone=number, category="noise.residential")
    counted = [one["request"]["repeats"] for one in (first, second, third)]
    assert counted == [0, 1, 2]
    assert hotline.ask(OPERATOR, "list_related", id=third["id"])["repeat_of"]["id"] == second["id"]


def test_another_caller_another_place_or_another_season_is_no_repeat(hotline: RunningService) -> None:
    number, long_ago = phone(), now() - timedelta(days=91)
    opened(hotline, contact_phone=number, at=long_ago.isoformat())
    opened(hotline, contact_phone=number, area_code=DISTRICT, title="滨河路路灯不亮")
    assert opened(hotline, contact_phone=number)["request"]["repeats"] == 0
    assert opened(hotline, contact_phone=phone())["request"]["repeats"] == 0
    assert opened(hotline)["request"]["repeats"] == 0
