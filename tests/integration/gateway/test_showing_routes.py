"""Screens are told what the caller may do with a request, as the calls would decide, and titles of what they reach."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from linli.identity import Role
from tests.factories.people import COMMUNITY, DISTRICT, STREET
from tests.factories.web import COMMUNITY_BESIDE, STREET_BESIDE, Caller, Web, web

REQUESTS = "/api/hotline/requests"
UNTIL = "2031-01-01T00:00:00Z"
BODIES: dict[str, tuple[str, dict[str, Any]]] = {
    "sign": ("sign", {}),
    "start": ("start", {}),
    "dispatch": ("dispatch", {}),
    "return": ("return", {"reason": "非本单位职责"}),
    "dispute": ("dispute", {"reason": "非本单位职责"}),
    "supervise": ("supervise", {"instruction": "请从速办理"}),
    "withdraw": ("withdraw", {}),
    "ask_extension": ("extension", {"until": UNTIL, "reason": "需外单位配合"}),
    "settle": ("settle", {"result": "已劝阻"}),
}
PEOPLE = [
    (Role.OPERATOR, DISTRICT),
    (Role.DISPATCHER, DISTRICT),
    (Role.DISPATCHER, COMMUNITY),
    (Role.HANDLER, STREET),
    (Role.HANDLER, COMMUNITY),
    (Role.SUPERVISOR, STREET),
    (Role.AUDITOR, DISTRICT),
    (Role.ADMINISTRATOR, DISTRICT),
]


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("showing"), rate_limit="1000000/minute") as made:
        yield made


def shown(who: Caller, request_id: str) -> dict[str, Any]:
    answer = who.get(f"{REQUESTS}/{request_id}/actions")
    assert answer.status_code == 200, answer.text
    return dict(answer.json or {})


@pytest.mark.parametrize("person", PEOPLE, ids=lambda one: f"{one[0]}-{len(one[1])}")
@pytest.mark.parametrize("moved", [(), ("sign",), ("sign", "start")], ids=len)
def test_what_is_shown_as_possible_is_what_the_calls_let_the_caller_do(
    gateway: Web, person: tuple[Role, str], moved: tuple[str, ...]
) -> None:
    who = gateway.be(*person)
    for action, (path, body) in BODIES.items():
        request_id = gateway.be().open(title="楼上装修噪声")["id"]
        for step in moved:
            assert gateway.be().post(f"{REQUESTS}/{request_id}/{step}", If_Match="*").status_code == 200
        listed = shown(who, request_id)["actions"]
        done = who.post(f"{REQUESTS}/{request_id}/{path}", body, If_Match="*")
        assert (done.status_code == 200) == (action in listed), (action, listed, done.text)


def test_more_time_is_decided_only_when_it_was_asked_for(gateway: Web) -> None:
    request_id = gateway.be().open()["id"]
    gateway.be().post(f"{REQUESTS}/{request_id}/sign", If_Match="*")
    street = gateway.be(Role.DISPATCHER, STREET)
    assert "decide_extension" not in shown(street, request_id)["actions"]
    due = (gateway.be().get(f"{REQUESTS}/{request_id}").json or {})["request"]["settle_due_at"]
    body = {"until": due.replace(due[:4], str(int(due[:4]) + 1)), "reason": "需外单位配合"}
    assert gateway.be().post(f"{REQUESTS}/{request_id}/extension", body, If_Match="*").status_code == 200
    assert "decide_extension" in shown(street, request_id)["actions"]
    assert "decide_extension" not in shown(gateway.be(Role.DISPATCHER, COMMUNITY), request_id)["actions"]


def test_the_rules_unit_is_proposed(gateway: Web) -> None:
    opened = gateway.be().open()
    proposed = shown(gateway.be(), opened["id"])["proposed"]
    assert proposed == {key: opened["request"][key] for key in ("unit_area", "department")}


def test_out_of_reach_is_not_found_and_has_no_title(gateway: Web) -> None:
    here, there = gateway.be().open(title="路灯不亮"), gateway.be().open(COMMUNITY_BESIDE, title="井盖缺失")
    who = gateway.be(Role.HANDLER, COMMUNITY)
    assert who.get(f"{REQUESTS}/{there['id']}/actions").status_code == 404
    asked = {"ids": [here["id"], there["id"]]}
    answer = who.post(f"{REQUESTS}/titles", asked).json or {}
    assert [(one["id"], one["title"]) for one in answer["items"]] == [(here["id"], "路灯不亮")]
    assert (gateway.be(Role.HANDLER, STREET_BESIDE).post(f"{REQUESTS}/titles", asked).json or {})["items"] == []


def test_more_than_a_page_of_titles_is_refused(gateway: Web) -> None:
    assert gateway.be().post(f"{REQUESTS}/titles", {"ids": []}).status_code == 422
