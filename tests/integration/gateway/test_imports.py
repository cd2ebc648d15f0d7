"""Files of areas are checked and loaded beside the screens: with progress, all or nothing, cancelled, begun anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from gateway.imports import making, store
from gateway.imports.tables import IMPORT
from gateway.long_work import TRIES, WorkState
from linli.clock import now
from linli.identity import Role
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET
from tests.factories.web import Caller, Web, web

HEAD = "community_code12,community_name,street_code9,street_name,district_code6,district_name\n"
FROM = "2026-01-01"


@pytest.fixture
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("imports")) as made:
        yield made


def line(code: str, name: str, district: str = "沈河区") -> str:
    return f"{code},{name},{code[:9]},滨河街道,{code[:6]},{district}\n"


def said(text: str, **more: Any) -> dict[str, Any]:
    return {"area": DISTRICT, "name": "communities.csv", "valid_from": FROM, "text": text, **more}


def asked(who: Caller, text: str, **more: Any) -> dict[str, Any]:
    found = who.post("/api/imports/areas", said(text, **more))
    assert found.status_code == 202, found.text
    return dict(found.json or {})


def shown(who: Caller, one: dict[str, Any]) -> dict[str, Any]:
    items = (who.get("/api/imports").json or {})["items"]
    return next(each for each in items if each["id"] == one["id"])


def test_a_file_is_loaded_and_what_came_of_it_is_told_in_both_languages(api: Web) -> None:
    who = api.be()
    made = asked(who, HEAD + line(COMMUNITY, "多福新社区") + line("210103005099", "新设社区"))
    assert (made["state"], made["total"], made["done"]) == ("waiting", 2, 0)
    assert making.make_next(api.database)
    assert not making.make_next(api.database)
    after = shown(who, made)
    assert (after["state"], after["done"]) == ("done", 2)
    assert "inserted 1 community" in after["outcome"]
    assert "改名1个社区" in after["outcome_zh"]
    branch = who.get(f"/api/areas/{STREET}").json or {}
    assert {"多福新社区", "新设社区"} <= {one["name"] for one in branch["children"]}
    before = who.get(f"/api/areas/{STREET}?at=2025-06-01").json or {}
    assert "多福社区" in {one["name"] for one in before["children"]}


def test_a_bad_row_is_named_with_its_line_and_nothing_is_written(api: Web) -> None:
    who = api.be()
    bad = [HEAD + line("210103005098", "好社区") + "210103005097,坏\n", "what,is\nthis,?\n"]
    outside = HEAD + line("210103005098", "好社区") + line(f"{ELSEWHERE}001001", "外区", "和平区")
    for text, where in ((bad[0], "communities.csv:3"), (bad[1], "communities.csv:1"), (outside, "communities.csv:3")):
        made = asked(who, text)
        making.make_next(api.database)
        after = shown(who, made)
        assert after["state"] == "failed"
        assert where in after["outcome"]
        assert where in after["outcome_zh"]
        assert "/tmp" not in after["outcome"]
    branch = who.get(f"/api/areas/{STREET}").json or {}
    assert "好社区" not in {one["name"] for one in branch["children"]}


def test_one_that_waits_or_is_under_way_is_cancelled_and_writes_nothing(
    api: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = api.be()
    waits = asked(who, HEAD + line("210103005096", "等待中"))
    assert (who.post(f"/api/imports/{waits['id']}/cancel").json or {})["state"] == "cancelled"
    assert not making.make_next(api.database)
    under_way = asked(who, HEAD + "".join(line(f"2101030051{number:02}", f"社区{number}") for number in range(20)))
    monkeypatch.setattr(making, "STEP", 5)
    seen: list[int] = []
    reached = store.reached

    def stopping(session: Any, import_id: Any, done: int) -> bool:
        seen.append(done)
        if done == 10:
            session.execute(update(IMPORT).where(IMPORT.c.id == import_id).values(stop=True))
        return reached(session, import_id, done)

    monkeypatch.setattr(store, "reached", stopping)
    making.make_next(api.database)
    assert seen == [5, 10]
    assert (shown(who, under_way)["state"], shown(who, under_way)["done"]) == ("cancelled", 10)
    assert who.get("/api/areas/210103005105").status_code == 404


def test_one_whose_maker_died_is_begun_anew_and_given_up_in_the_end(api: Web) -> None:
    who = api.be()
    made = asked(who, HEAD + line("210103005095", "重新开始"))
    for _ in range(TRIES):
        with api.database.transaction() as session:
            assert store.claim(session) is not None
        with api.database.transaction() as session:
            assert store.claim(session) is None, "somebody has it in hand"
            long_ago = now() - store.LEASE - timedelta(seconds=1)
            session.execute(update(IMPORT).values(beat_at=long_ago))
    assert not making.make_next(api.database)
    assert shown(who, made)["state"] == WorkState.FAILED


def test_only_administrators_of_the_district_hand_in_and_see_their_own(api: Web) -> None:
    text = HEAD + line("210103005094", "权限")
    for who, status in (
        (api.be(Role.DISPATCHER), 403),
        (api.be(Role.ADMINISTRATOR, STREET), 404),
        (api.be(Role.ADMINISTRATOR, ELSEWHERE), 404),
    ):
        assert who.post("/api/imports/areas", said(text)).status_code == status
    street = api.be(Role.ADMINISTRATOR, STREET).post("/api/imports/areas", said(text, area=STREET))
    assert (street.status_code, list((street.json or {})["fields"])) == (422, ["area"])
    path = api.be().post("/api/imports/areas", said(text, name="../areas.csv"))
    assert (path.status_code, list((path.json or {})["fields"])) == (422, ["name"])
    mine = asked(api.be(), text)
    other = Caller(
        api.app.test_client(use_cookies=False), api.token((Role.ADMINISTRATOR, DISTRICT), (Role.AUDITOR, STREET))
    )
    assert (other.get("/api/imports").json or {})["items"] == []
    assert other.post(f"/api/imports/{mine['id']}/cancel").status_code == 404


def test_no_more_than_two_at_once(api: Web) -> None:
    who = api.be()
    for number in range(store.AT_ONCE):
        asked(who, HEAD + line(f"21010300509{number}", "同时"))
    refused = who.post("/api/imports/areas", said(HEAD + line("210103005080", "同时")))
    assert (refused.status_code, (refused.json or {})["code"]) == (409, "too_many_imports")
