"""A request that was accepted and then refused is on a list, and is delivered when a person has mended it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.intake import delivering
from linli.identity import Role
from linli.sealing import Sealer
from tests.factories.people import COMMUNITY, DISTRICT
from tests.factories.web import COMMUNITY_BESIDE, Web, request_body, web

REFUSED = "/api/hotline/intake/refused"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Web]:
    """A gateway that has never heard of the catalogue, for the hotline was away when it started."""
    with web(tmp_path) as made:
        made.away.add("hotline")
        yield made


def refuse(desk: Web, **more: Any) -> dict[str, Any]:
    """A request of an unknown category, accepted while the hotline is away and refused when it is back."""
    accepted = desk.be(Role.OPERATOR).post("/api/hotline/requests", request_body(category="no.such", **more))
    assert accepted.status_code == 202, accepted.text
    desk.away.clear()
    assert deliver(desk) == 0
    return dict(accepted.json or {})


def deliver(desk: Web) -> int:
    return delivering.deliver_due(desk.database, desk.call, Sealer(desk.settings.secret))


def listed(desk: Web, role: Role = Role.OPERATOR, area: str = DISTRICT) -> list[dict[str, Any]]:
    return list((desk.be(role, area).get(REFUSED).json or {})["items"])


def test_without_any_the_list_is_empty(desk: Web) -> None:
    assert desk.be(Role.OPERATOR).get(REFUSED).json == {"items": [], "more": False}


def test_a_refused_request_is_listed_with_its_reason_for_those_whose_areas_reach_it(desk: Web) -> None:
    accepted = refuse(desk)
    (one,) = listed(desk, Role.DISPATCHER, COMMUNITY)
    assert (one["request_id"], one["tracking_code"]) == (accepted["id"], accepted["tracking_code"])
    assert (one["error"], one["category"], one["title"]) == ("unknown_category", "no.such", "楼上装修噪声")
    assert listed(desk, Role.DISPATCHER, COMMUNITY_BESIDE) == []
    assert desk.be(Role.HANDLER).get(REFUSED).status_code == 403


def test_with_a_category_of_the_catalogue_it_arrives_under_its_own_id_and_code(desk: Web) -> None:
    accepted, operator = refuse(desk), desk.be(Role.OPERATOR)
    mended = operator.post(f"{REFUSED}/{accepted['id']}/deliver", {"category": "noise.residential"})
    assert (mended.status_code, (mended.json or {})["category"]) == (202, "noise.residential")
    assert listed(desk) == []
    assert deliver(desk) == 1
    opened = operator.get(f"/api/hotline/requests/{accepted['id']}").json or {}
    assert (opened["tracking_code"], opened["request"]["category"]) == (accepted["tracking_code"], "noise.residential")
    again = operator.post(f"{REFUSED}/{accepted['id']}/deliver", {"category": "noise.residential"})
    assert again.status_code == 404, "it is not refused any more"


def test_a_repeat_with_the_same_key_mends_once(desk: Web) -> None:
    path, operator = f"{REFUSED}/{refuse(desk)['id']}/deliver", desk.be(Role.OPERATOR)
    first, second = (operator.post(path, {"category": "noise.street"}, Idempotency_Key="k") for _ in range(2))
    assert (second.status_code, second.json) == (first.status_code, first.json) == (202, first.json)


def test_another_unknown_category_is_refused_at_once_and_changes_nothing(desk: Web) -> None:
    accepted, operator = refuse(desk), desk.be(Role.OPERATOR)
    operator.open()
    answer = operator.post(f"{REFUSED}/{accepted['id']}/deliver", {"category": "nor.this"})
    assert (answer.status_code, list((answer.json or {})["fields"])) == (422, ["category"])
    assert [one["category"] for one in listed(desk)] == ["no.such"]


def test_nobody_mends_what_lies_out_of_their_areas(desk: Web) -> None:
    path = f"{REFUSED}/{refuse(desk)['id']}/deliver"
    assert desk.be(Role.OPERATOR, COMMUNITY_BESIDE).post(path, {"category": "other"}).status_code == 404


def test_one_that_was_sealed_under_another_secret_is_listed_without_its_content(desk: Web) -> None:
    accepted = refuse(desk)
    desk.settings = type(desk.settings)(**{**desk.settings.__dict__, "secret": bytes(64)})
    desk.app = desk.build(desk.settings)
    (one,) = listed(desk)
    assert (one["request_id"], one["category"], one["title"]) == (accepted["id"], None, None)
    answer = desk.be(Role.OPERATOR).post(f"{REFUSED}/{accepted['id']}/deliver", {"category": "other"})
    assert (answer.status_code, (answer.json or {})["code"]) == (409, "cannot_unseal")
