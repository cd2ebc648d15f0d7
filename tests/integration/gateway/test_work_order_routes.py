"""The routes of a work order: bad input is refused by the field's name, an old version with the present one, and
lists, figures and timelines show where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from linli.clock import now
from linli.identity import Role
from tests.contract.plain_routes import CHANGES
from tests.factories.people import COMMUNITY, STREET
from tests.factories.web import Caller, Web, web

REQUESTS = "/api/hotline/requests"
WHY = {"reason": "情况说明"}
PREFIX = f"{REQUESTS}/<uuid:request_id>/"
STEPS = {rule.removeprefix(PREFIX): body for rule, body in CHANGES.items() if rule.startswith(PREFIX)}
"""Every step of a request with a good body."""


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("orders")) as made:
        yield made


@pytest.fixture(scope="module")
def opened(api: Web) -> dict[str, Any]:
    """A request that nothing happens to."""
    return api.be().open()


def step(who: Caller, request: dict[str, Any], name: str, **said: Any) -> dict[str, Any]:
    """Take a step of a request from its present version; the request as it is then."""
    version = f'"{(who.get(REQUESTS + "/" + request["id"]).json or {})["version"]}"'
    answer = who.post(f"{REQUESTS}/{request['id']}/{name}", said, If_Match=version)
    assert answer.status_code == 200, answer.text
    return dict(answer.json or {})


@pytest.mark.parametrize("name", sorted(STEPS))
def test_every_step_from_an_old_version_is_412_with_the_present_one_and_changes_nothing(
    api: Web, opened: dict[str, Any], name: str
) -> None:
    answer = api.be().post(f"{REQUESTS}/{opened['id']}/{name}", STEPS[name], If_Match='"1"')
    told = answer.json or {}
    assert (answer.status_code, told["code"], list(told["fields"])) == (412, "stale_version", ["If-Match"])
    assert "版本 2" in told["detail"]
    assert api.be().post(f"{REQUESTS}/{opened['id']}/{name}", STEPS[name]).status_code == 428
    assert (api.be().get(f"{REQUESTS}/{opened['id']}").json or {})["version"] == 2


@pytest.mark.parametrize(
    ("name", "said", "fields"),
    [
        ("dispatch", {"unit_area": "12"}, ["unit_area"]),
        ("dispatch", {"unit_area": "210103006"}, ["unit_area"]),
        ("dispatch", {"department": "城管 局"}, ["department"]),
        ("answer", {}, ["answer"]),
        ("reply", {"answer": " "}, ["answer"]),
        ("wait", {}, ["reason", "waiting_for"]),
        ("wait", {"waiting_for": "godot", **WHY}, ["waiting_for"]),
        ("return", {"reason": "不属本单位", "code": "tired"}, ["code"]),
        ("dispute", {}, ["reason"]),
        ("dispute/decide", {"unit_area": STREET}, ["reason"]),
        ("extension", {"until": "tomorrow", **WHY}, ["until"]),
        ("extension", {"until": "2020-01-01T00:00:00+08:00", **WHY}, ["until"]),
        ("extension/decide", {"approved": "yes", **WHY}, ["approved"]),
        ("supervise", {}, ["instruction"]),
        ("supervise", {"instruction": "今日办结", "settle_due_at": "2020-01-01T00:00:00Z"}, ["settle_due_at"]),
        ("exclude", {"reason": ""}, ["reason"]),
        ("refer", {"line": "911", "three_party": True, **WHY}, ["line"]),
        ("refer", {"line": "110", **WHY}, ["three_party"]),
        ("verify", {}, ["accepted"]),
        ("verify", {"accepted": False}, ["reason"]),
        ("call-back", {"outcome": "glad"}, ["outcome"]),
        ("call-back", {"outcome": "satisfied"}, ["satisfaction"]),
        ("call-back", {"outcome": "satisfied", "satisfaction": 6}, ["satisfaction"]),
        ("call-back", {"outcome": "unsatisfied", "satisfaction": 1}, ["reason"]),
        ("reopen", {"reason": None}, ["reason"]),
        ("helpers", {"unit_area": STREET, **WHY}, ["department"]),
        ("helpers", {"unit_area": STREET, "department": "GA", "due_at": "2020-01-01T00:00:00Z", **WHY}, ["due_at"]),
        ("helpers", {"unit_area": COMMUNITY, "department": "SQ", **WHY}, ["department"]),
        ("helpers/report", {"helper_id": "1", "result": "已配合"}, ["helper_id"]),
        ("sign", {"colour": "red"}, ["colour"]),
    ],
)
def test_bad_input_is_refused_by_the_name_of_its_field_and_changes_nothing(
    api: Web, opened: dict[str, Any], name: str, said: dict[str, Any], fields: list[str]
) -> None:
    answer = api.be().post(f"{REQUESTS}/{opened['id']}/{name}", said, If_Match="*")
    assert (answer.status_code, sorted((answer.json or {})["fields"])) == (422, fields), answer.text
    assert (api.be().get(f"{REQUESTS}/{opened['id']}").json or {})["version"] == 2


def test_a_held_request_waits_in_the_dispatchers_list_and_says_what_may_be_done(api: Web) -> None:
    who = api.be(Role.OPERATOR)
    held = who.open(hold=True)
    assert "dispatch" in held["actions"]
    assert "sign" not in held["actions"]
    listed = who.get(f"{REQUESTS}?state=pending_dispatch").json or {}
    assert held["id"] in {one["id"] for one in listed["items"]}
    assert step(api.be(Role.DISPATCHER), held, "dispatch")["request"]["state"] == "dispatched"


def test_while_a_request_waits_it_does_not_become_late_and_its_time_is_given_back(api: Web) -> None:
    boss, request = api.be(), api.be().open(at=(now() - timedelta(days=40)).isoformat())
    step(boss, request, "sign", at=(now() - timedelta(days=39)).isoformat())
    assert row_of(boss, request)["late"] is True
    fresh = boss.open(category="sanitation.snow")
    step(boss, fresh, "sign")
    due = step(boss, fresh, "wait", waiting_for="third_party", **WHY)["request"]["settle_due_at"]
    row = row_of(boss, fresh)
    assert (row["state"], row["late"], bool(row["waiting_since"])) == ("waiting", False, True)
    resumed = step(boss, fresh, "resume")["request"]
    assert resumed["settle_due_at"] > due
    assert row_of(boss, fresh)["waiting_since"] is None


def row_of(who: Caller, request: dict[str, Any]) -> dict[str, Any]:
    """The request as the list shows it."""
    rows = (who.get(f"{REQUESTS}?limit=200").json or {})["items"]
    return next(dict(one) for one in rows if one["id"] == request["id"])


def test_supervised_requests_have_a_list_of_their_own(api: Web) -> None:
    boss, request = api.be(Role.SUPERVISOR), api.be().open()
    step(boss, request, "supervise", instruction="今日办结")
    assert [one["id"] for one in (boss.get(f"{REQUESTS}?supervised=true").json or {})["items"]] == [request["id"]]
    others = (boss.get(f"{REQUESTS}?supervised=false").json or {})["items"]
    assert request["id"] not in {one["id"] for one in others}


def figures(who: Caller) -> dict[str, Any]:
    """What the caller's whole area counts."""
    return dict((who.get("/api/network/figures").json or {})["area"])


def test_a_referred_request_counts_as_ended_and_one_taken_back_as_open(api: Web) -> None:
    boss, request = api.be(), api.be().open()
    before = figures(boss)
    step(boss, request, "refer", line="119", reference="F-1", three_party=True, **WHY)
    assert (figures(boss)["open"], figures(boss)["closed"]) == (before["open"] - 1, before["closed"] + 1)
    step(boss, request, "take-back", **WHY)
    assert (figures(boss)["open"], figures(boss)["closed"]) == (before["open"], before["closed"])
    told = boss.get(f"/api/network/requests/{request['id']}/timeline").json or {}
    names = [one["type"].split(".")[-2] for one in told["entries"] if one["source"] == "hotline"]
    assert names == ["opened", "dispatched", "referred", "taken_back"]


def test_the_history_says_who_did_what_and_why_and_only_those_who_handle_requests_see_it(api: Web) -> None:
    boss, request = api.be(), api.be().open()
    step(boss, request, "return", reason="不属本社区", code="wrong_place")
    path = f"{REQUESTS}/{request['id']}/history"
    steps = (boss.get(path).json or {})["steps"]
    assert [(one["number"], one["action"], one["from_state"], one["to_state"]) for one in steps] == [
        (1, "opened", None, "recorded"),
        (2, "dispatched", "recorded", "dispatched"),
        (3, "returned", "dispatched", "dispatched"),
    ]
    assert (steps[2]["reason"], steps[2]["note"], steps[2]["unit_area"]) == ("wrong_place", "不属本社区", STREET)
    assert api.be(Role.AUDITOR).get(path).status_code == 200
    assert api.be(Role.GRID_WORKER).get(path).status_code == 403


def test_a_step_repeated_under_its_key_is_taken_once(api: Web) -> None:
    boss, request, key = api.be(), api.be().open(), str(uuid4())
    said = {"unit_area": STREET, "department": "GA", **WHY}
    path = f"{REQUESTS}/{request['id']}/helpers"
    first, again = (boss.post(path, said, If_Match='"2"', Idempotency_Key=key) for _ in range(2))
    assert (first.status_code, first.headers["ETag"]) == (200, '"3"')
    assert again.json == first.json
    assert len((boss.get(path).json or {})["helpers"]) == 1
