"""The catalogue through the API: read, suggested, changed with versions; the gateway learns what changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from gateway.categories import KnownCategories
from linli.identity import Role
from tests.contract.catalogue_walk import CATEGORY
from tests.factories.people import COMMUNITY, DISTRICT
from tests.factories.web import Web, request_body, web

CATEGORIES = "/api/hotline/categories"


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Web]:
    with web(tmp_path) as made:
        yield made


def codes(api: Web, query: str = "") -> list[str]:
    return [one["code"] for one in (api.be(Role.OPERATOR).get(f"{CATEGORIES}{query}").json or {})["categories"]]


def test_the_tree_has_three_levels(api: Web) -> None:
    shown = api.be(Role.OPERATOR).get(CATEGORIES).json or {}
    groups = {one["code"]: one for one in shown["groups"]}
    assert {one["level"] for one in groups.values()} == {1, 2}
    for one in shown["categories"]:
        assert one["level"] == 3
        assert groups[groups[one["group"]]["parent"]]["level"] == 1
    assert "road.lighting" in codes(api, f"?q={quote('路灯')}")


def test_categories_are_suggested_while_the_operator_types(api: Web) -> None:
    found = api.be(Role.OPERATOR).get(f"{CATEGORIES}/suggested?text={quote('楼道里的电梯坏了')}").json or {}
    assert found["suggestions"][0]["code"] == "building.lift"
    assert api.be(Role.OPERATOR).get(f"{CATEGORIES}/suggested").status_code == 422


def test_a_category_is_added_changed_and_retired_with_its_version(api: Web) -> None:
    admin = api.be()
    made = admin.post(CATEGORIES, {**CATEGORY, "code": "road.deco"})
    assert (made.status_code, made.headers["ETag"], made.headers["Location"]) == (201, '"1"', f"{CATEGORIES}/road.deco")
    assert api.be(Role.OPERATOR).get(f"{CATEGORIES}/road.deco").headers["ETag"] == '"1"'
    changed = admin.post(f"{CATEGORIES}/road.deco/change", {**CATEGORY, "en": "Deco"}, If_Match='"1"')
    assert (changed.status_code, (changed.json or {})["en"], changed.headers["ETag"]) == (200, "Deco", '"2"')
    assert admin.post(f"{CATEGORIES}/road.deco/retire", {}, If_Match='"1"').status_code == 412
    assert admin.post(f"{CATEGORIES}/road.deco/retire", {}).status_code == 428
    assert admin.post(f"{CATEGORIES}/road.deco/retire", {}, If_Match='"2"').status_code == 200
    assert admin.get(f"{CATEGORIES}/road.deco").status_code == 404
    assert api.be(Role.OPERATOR).post(CATEGORIES, {**CATEGORY, "code": "x"}).status_code == 403


def test_a_repeat_with_the_same_key_is_the_same_category(api: Web) -> None:
    said = {**CATEGORY, "code": "road.deco"}
    answers = [api.be().post(CATEGORIES, said, Idempotency_Key="k").status_code for _ in range(2)]
    assert answers == [201, 201]
    assert api.be().post(CATEGORIES, said).status_code == 409


def test_rules_are_tried_then_made_and_then_they_decide(api: Web) -> None:
    admin = api.be()
    opened = admin.open()
    rule: dict[str, Any] = {"code": "here", "category": "noise.residential", "unit": {"tier": "district"}}
    opened_on = opened["request"]["opened_at"][:10]
    asked = {"area_code": DISTRICT, "rules": [rule], "since": opened_on}
    tried = admin.post("/api/hotline/routing/dry-run", asked).json or {}
    assert (tried["requests"], tried["changed"], tried["items"][0]["examples"][0]["id"]) == (1, 1, opened["id"])
    assert admin.post("/api/hotline/routing-rules", rule).status_code == 201
    assert admin.open()["request"]["unit_area"] == DISTRICT
    listed = admin.get(f"/api/hotline/routing-rules?area={COMMUNITY}&limit=1").json or {}
    assert ([one["code"] for one in listed["items"]], listed["next_cursor"]) == (["here"], "here")
    clocks = {"code": "slow", "deadlines": {"settle": "30d"}}
    assert admin.post("/api/hotline/deadline-rules", clocks).headers["ETag"] == '"1"'
    changed = admin.post("/api/hotline/deadline-rules/slow/change", {**clocks, "code": None}, If_Match='"1"')
    assert changed.status_code == 422, "the code stands in the address"
    assert admin.post("/api/hotline/deadline-rules/slow/retire", {}, If_Match='"1"').status_code == 200


def test_while_the_hotline_is_away_the_gateway_knows_what_was_changed_through_it(api: Web) -> None:
    admin = api.be()
    admin.open()
    admin.post(CATEGORIES, {**CATEGORY, "code": "road.deco"})
    admin.open()
    api.away.add("hotline")
    path = "/api/hotline/requests"
    assert admin.post(path, request_body(category="road.deco")).status_code == 202
    assert admin.post(path, request_body(category="road.none")).status_code == 422


def test_what_is_known_of_categories_grows_old(monkeypatch: pytest.MonkeyPatch) -> None:
    known = KnownCategories()
    assert (known.are_old(), known.lack("a")) == (True, False)
    known.learn(["a"])
    assert (known.are_old(), known.lack("a"), known.lack("b")) == (False, False, True)
    monkeypatch.setattr("gateway.categories.LASTS", -1.0)
    assert known.are_old()
    monkeypatch.undo()
    known.grow_old()
    assert (known.are_old(), known.lack("b")) == (True, True)
