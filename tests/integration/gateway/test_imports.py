"""Files of areas are checked and loaded beside the screens: with progress, all or nothing, cancelled, begun anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from gateway.accounts.tables import ACCOUNT
from gateway.imports import areas, making, store
from gateway.imports.tables import IMPORT
from gateway.long_work import TRIES, WorkState
from linli.calendar import PUBLISHED_YEARS, WorkingCalendar
from linli.clock import local, now
from linli.context import Context
from linli.errors import Unavailable
from linli.identity import Role
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET
from tests.factories.web import Caller, Web, web

HEAD = "community_code12,community_name,street_code9,street_name,district_code6,district_name\n"
FROM = "2026-01-01"


@pytest.fixture
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("imports")) as made:
        yield made


def make(api: Web) -> bool:
    """Make one import that waits."""
    return making.make_next(Context(api.settings, api.database, api.call))


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
    assert make(api)
    assert not make(api)
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
        make(api)
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
    assert not make(api)
    under_way = asked(who, HEAD + "".join(line(f"2101030051{number:02}", f"社区{number}") for number in range(20)))
    monkeypatch.setattr(areas, "STEP", 5)
    seen: list[int] = []
    reached = store.reached

    def stopping(session: Any, import_id: Any, done: int) -> bool:
        seen.append(done)
        if done == 10:
            session.execute(update(IMPORT).where(IMPORT.c.id == import_id).values(stop=True))
        return reached(session, import_id, done)

    monkeypatch.setattr(store, "reached", stopping)
    make(api)
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
    assert not make(api)
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


def handed(who: Caller, kind: str, text: str, **more: Any) -> dict[str, Any]:
    body = {"area": DISTRICT, "name": f"{kind}.yaml", "text": text, **more}
    found = who.post(f"/api/imports/{kind}", body)
    assert found.status_code == 202, found.text
    return dict(found.json or {})


def test_a_file_of_working_days_is_set_beside_what_was_set_before(api: Web) -> None:
    who, year = api.be(), PUBLISHED_YEARS[-1] + 1
    change = {"area_code": DISTRICT, "year": year + 1, "days": [{"day": f"{year + 1}-05-04", "worked": False}]}
    assert who.post("/api/platform/calendar/change", change, If_Match='"0"').status_code == 200
    text = f"{year}: published\n{year}-01-01: rest\n{year}-05-05: rest\n"
    made = handed(who, "calendar", text)
    assert (made["kind"], made["total"]) == ("calendar", 3)
    assert make(api)
    after = shown(who, made)
    assert (after["state"], after["done"]) == ("done", 3)
    assert f"known until {year}-12-31" in after["outcome"]
    assert f"{year}-12-31" in after["outcome_zh"]
    calendar = who.get(f"/api/platform/calendar?year={year}").json or {}
    assert (calendar["version"], calendar["known"], calendar["whole"]) == (2, True, True)
    assert len(calendar["here"]) == 2
    kept = who.get(f"/api/platform/calendar?year={year + 1}").json or {}
    assert [one["day"] for one in kept["here"]] == [f"{year + 1}-05-04"]
    again = handed(who, "calendar", text)
    make(api)
    assert "Nothing in it is new" in shown(who, again)["outcome"]
    assert (who.get("/api/platform/calendar").json or {})["version"] == 2


def test_a_file_of_working_days_that_is_wrong_names_its_line_and_sets_nothing(api: Web) -> None:
    who, year = api.be(), PUBLISHED_YEARS[-1] + 1
    past = local(now()).date() - timedelta(days=1)
    turned = "rest" if WorkingCalendar().is_working_day(past) else "work"
    for text, line in (
        (f"{year}-01-01: rest\n{year}-01-02: free\n", 2),
        (f"{year}-01-01: rest\n\n{year}-01-01: work\n", 3),
        (f"{year}-01-01: rest\n{past}: {turned}\n", 2),
        ("- a list\n", 1),
        (f"{year}-01-01: rest\n: : :\n  - [\n", 2),
    ):
        made = handed(who, "calendar", text)
        make(api)
        after = shown(who, made)
        assert after["state"] == "failed", text
        assert f"calendar.yaml:{line}" in after["outcome"], after["outcome"]
        assert f"calendar.yaml:{line}" in after["outcome_zh"]
    assert (who.get("/api/platform/calendar").json or {})["version"] == 0


CATEGORY = """categories:
  - code: lamp.street
    zh: 路灯
    en: Street lamp
    group: road
    service: grid
    unit: {tier: street, department: CG}
    deadlines: {sign: 1h, answer: 2h, settle: 3wd}
"""


def test_a_file_of_the_catalogue_is_checked_and_loaded_by_the_hotline(api: Web) -> None:
    who = api.be()
    made = handed(who, "catalogue", CATEGORY)
    assert make(api)
    after = shown(who, made)
    assert (after["state"], after["done"], after["total"]) == ("done", 8, 8)
    assert "category 1 new, 0 changed, 0 ended" in after["outcome"]
    assert "类别新增1、修改0、停用0" in after["outcome_zh"]
    assert who.get("/api/hotline/categories/lamp.street").status_code == 200
    assert who.get("/api/hotline/categories/noise.residential").status_code == 200, "it was not complete"


def test_faults_of_a_catalogue_are_told_by_line_and_nothing_is_loaded(api: Web) -> None:
    who = api.be()
    wrong = CATEGORY.replace("group: road", "group: none.such").replace("settle: 3wd", "settle: soon")
    for text, lines in ((wrong, (8,)), (CATEGORY.replace("group: road", "group: none.such"), (5,)), ("a: [", (2,))):
        made = handed(who, "catalogue", text)
        make(api)
        after = shown(who, made)
        assert after["state"] == "failed"
        for line in lines:
            assert f"catalogue.yaml:{line}" in after["outcome"], after["outcome"]
        assert "/tmp" not in after["outcome"]
    assert who.get("/api/hotline/categories/lamp.street").status_code == 404


def test_a_catalogue_whose_answer_was_lost_is_loaded_once_and_of_a_hotline_that_is_away_it_is_told(api: Web) -> None:
    who = api.be()
    made = handed(who, "catalogue", CATEGORY)
    lost: list[str] = []

    def losing(service: str, wire: dict[str, Any]) -> dict[str, Any]:
        reply = api.call(service, wire)
        if not wire["key"].endswith("trial") and not lost:
            lost.append(service)
            raise Unavailable("service_away", "The service is away.", "服务暂不可用。")
        return reply

    making.make_next(Context(api.settings, api.database, losing))
    assert lost == ["hotline"]
    assert "category 1 new" in shown(who, made)["outcome"]
    assert (who.get("/api/hotline/categories/lamp.street").json or {})["version"] == 1
    api.away.add("hotline")
    away = handed(who, "catalogue", CATEGORY)
    make(api)
    assert (shown(who, away)["state"], shown(who, away)["outcome"]) == ("failed", "The service is away.")


def test_who_is_administrator_no_more_loads_no_catalogue(api: Web) -> None:
    who = api.be()
    made = handed(who, "catalogue", CATEGORY)
    with api.database.transaction() as session:
        session.execute(update(ACCOUNT).values(active=False))
    make(api)
    with api.database.reading() as session:
        state, told = session.execute(
            select(IMPORT.c.state, IMPORT.c.outcome).where(IMPORT.c.id == UUID(made["id"]))
        ).one()
    assert (state, told) == ("failed", "You are not administrator there any more.")


def test_a_catalogue_that_is_cancelled_after_its_check_is_not_loaded(api: Web) -> None:
    who = api.be()
    made = handed(who, "catalogue", CATEGORY)

    def cancelling(service: str, wire: dict[str, Any]) -> dict[str, Any]:
        assert who.post(f"/api/imports/{made['id']}/cancel").status_code == 200
        return api.call(service, wire)

    making.make_next(Context(api.settings, api.database, cancelling))
    assert shown(who, made)["state"] == "cancelled"
    assert who.get("/api/hotline/categories/lamp.street").status_code == 404
