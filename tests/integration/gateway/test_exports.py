"""Exports: the rows of the screen and no more, as XLSX and CSV, with progress, cancelled, made anew after a death."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID
from xml.etree import ElementTree

import pytest
from sqlalchemy import update

from gateway.exports import making, store
from gateway.exports.store import Form
from gateway.exports.tables import EXPORT
from gateway.long_work import TRIES, WorkState
from linli.clock import now
from linli.identity import Role
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET
from tests.factories.web import COMMUNITY_BESIDE, STREET_BESIDE, Caller, Web, web

PATIENCE = timedelta(seconds=5)
FORMULA = "=HYPERLINK(A1)"


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("exports")) as made:
        for title in ("路灯不亮", FORMULA):
            made.be(Role.OPERATOR).open(title=title)
        made.be(Role.OPERATOR).open(title="旁边社区的", area=COMMUNITY_BESIDE)
        yield made


def asked(who: Caller, **said: Any) -> dict[str, Any]:
    found = who.post("/api/exports", said)
    assert found.status_code == 202, found.text
    return dict(found.json or {})


def make(api: Web) -> bool:
    return making.make_next(api.database, api.call, PATIENCE)


def shown(who: Caller, export: dict[str, Any]) -> dict[str, Any]:
    items = (who.get("/api/exports").json or {})["items"]
    return next(one for one in items if one["id"] == export["id"])


def rows_of_xlsx(content: bytes) -> list[list[str]]:
    """Read by the standard (ECMA-376) alone, without the library that wrote it."""
    space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert sheet.findall(".//m:f", space) == [], "a formula"
    return [
        ["".join(cell.itertext()) for cell in row.findall("m:c", space)]
        for row in sheet.findall(".//m:sheetData/m:row", space)
    ]


def test_the_file_has_the_rows_of_the_screen_in_words(api: Web) -> None:
    who = api.be(Role.HANDLER, COMMUNITY)
    export = asked(who, area=COMMUNITY, open=True)
    assert (export["state"], who.get(f"/api/exports/{export['id']}/file").status_code) == ("waiting", 409)
    assert make(api)
    done = shown(who, export)
    assert (done["state"], done["total"], done["done"]) == ("done", 2, 2)
    answer = who.get(f"/api/exports/{export['id']}/file")
    rows = rows_of_xlsx(answer.data)
    assert rows[0][:5] == ["查询码", "诉求", "区划代码", "地点", "类别"]
    assert {row[1] for row in rows[1:]} == {"路灯不亮", FORMULA}
    listed = (who.get(f"/api/hotline/requests?area={COMMUNITY}&open=true").json or {})["items"]
    titles = api.be().post("/api/hotline/requests/titles", {"ids": [one["id"] for one in listed]}).json or {}
    assert [row[0] for row in rows[1:]] == [
        next(one["tracking_code"] for one in titles["items"] if one["id"] == row["id"]) for row in listed
    ]
    assert rows[1][3:5] == ["多福社区", "居民生活噪声"]


def test_as_csv_in_english_no_cell_is_a_formula(api: Web) -> None:
    who = api.be()
    export = asked(who, area=STREET, form="csv", language="en")
    make(api)
    text = who.get(f"/api/exports/{export['id']}/file").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 4
    assert f"'{FORMULA}" in [row[1] for row in rows]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_nobody_exports_beyond_their_area_or_gets_anothers_file(api: Web) -> None:
    beside = api.be(Role.HANDLER, STREET_BESIDE)
    for area in (STREET, DISTRICT, ELSEWHERE):
        assert beside.post("/api/exports", {"area": area}).status_code == 404
    mine = asked(api.be(Role.HANDLER, COMMUNITY), area=COMMUNITY)
    make(api)
    assert beside.get(f"/api/exports/{mine['id']}/file").status_code == 404
    assert beside.post(f"/api/exports/{mine['id']}/cancel").status_code == 404


def test_whoever_lost_the_role_meanwhile_gets_nothing(api: Web) -> None:
    account = api.account((Role.HANDLER, COMMUNITY), (Role.AUDITOR, STREET_BESIDE))
    with api.database.transaction() as session:
        made = store.ask(session, account, COMMUNITY, {}, Form.CSV, "zh")
    taken = {"role": "handler", "area_code": COMMUNITY}
    assert api.be().post(f"/api/accounts/{account}/revoke", taken).status_code == 200
    make(api)
    with api.database.reading() as session:
        found = store.find(session, made.id, account)
    assert (found.state, found.error) == (WorkState.FAILED, "role_missing")


def test_one_that_waits_is_cancelled_at_once_and_one_under_way_at_its_next_step(api: Web) -> None:
    who = api.be(Role.DISPATCHER)
    waiting = asked(who, area=DISTRICT)
    assert (who.post(f"/api/exports/{waiting['id']}/cancel").json or {})["state"] == "cancelled"
    assert not make(api)
    running = asked(who, area=DISTRICT)
    cancel = f"/api/exports/{running['id']}/cancel"

    def cancelling(service: str, wire: dict[str, Any]) -> dict[str, Any]:
        if wire["method"] == "list_titles":
            assert who.post(cancel).status_code == 200
        return api.call(service, wire)

    assert making.make_next(api.database, cancelling, PATIENCE)
    assert shown(who, running)["state"] == "cancelled"


def test_one_whose_maker_died_is_made_anew_and_given_up_after_three(api: Web) -> None:
    who = api.be(Role.SUPERVISOR)
    export = asked(who, area=DISTRICT)

    def die() -> None:
        with api.database.transaction() as session:
            assert store.claim(session) is not None
        assert not make(api), "somebody may still be at it"
        with api.database.transaction() as session:
            long_ago = now() - store.LEASE * 2
            session.execute(update(EXPORT).where(EXPORT.c.id == UUID(export["id"])).values(beat_at=long_ago))

    die()
    assert make(api)
    assert shown(who, export)["state"] == "done"
    export = asked(who, area=DISTRICT)
    for _ in range(TRIES):
        die()
    assert not make(api)
    assert shown(who, export)["error"] == "given_up"


def test_an_account_has_five_unfinished_at_most_and_yesterdays_are_forgotten(api: Web) -> None:
    who = api.be(Role.AUDITOR)
    for _ in range(store.AT_ONCE):
        asked(who, area=DISTRICT)
    assert (who.post("/api/exports", {"area": DISTRICT}).json or {})["code"] == "too_many_exports"
    with api.database.transaction() as session:
        session.execute(update(EXPORT).values(asked_at=now() - store.KEPT * 2))
        store.forget(session)
    assert who.get("/api/exports").json == {"items": []}
