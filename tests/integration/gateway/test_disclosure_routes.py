"""A contact in full is shown with a reason that is kept; units add photographs to a request."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from gateway.photos.store import MOST_OF_STAFF
from linli.identity import Role
from tests.factories.citizens import picture
from tests.factories.people import COMMUNITY, STREET
from tests.factories.web import COMMUNITY_BESIDE, STREET_BESIDE, Web, web

PHONE = "13912345678"


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("disclosure")) as made:
        yield made


def test_a_contact_is_shown_with_a_reason_and_that_is_on_record(api: Web) -> None:
    request = api.be(Role.OPERATOR).open(contact_phone=PHONE, contact_name="王小红")
    path = f"/api/hotline/requests/{request['id']}/contact"
    handler = api.be(Role.HANDLER, COMMUNITY)
    for reason in ("", "看看"):
        refused = handler.post(path, {"reason": reason})
        assert (refused.status_code, list((refused.json or {})["fields"])) == (422, ["reason"])
    shown = handler.post(path, {"reason": "上门前电话联系"})
    assert shown.json == {"name": "王小红", "phone": PHONE}
    assert shown.headers["Cache-Control"] == "no-store"
    kept = api.be(Role.AUDITOR).get(f"{path}/disclosures").json or {}
    mine = (handler.get("/api/me").json or {})["account"]["id"]
    assert [(one["account_id"], one["reason"]) for one in kept["items"]] == [(mine, "上门前电话联系")]
    assert handler.get(f"{path}/disclosures").status_code == 403


def test_all_that_was_shown_in_an_area_is_looked_into_by_time_and_person(api: Web) -> None:
    first, second = (api.be(Role.OPERATOR).open(area=one, contact_phone=PHONE) for one in (COMMUNITY, COMMUNITY_BESIDE))
    for request, reason in ((first, "上门前联系"), (second, "核实门牌号码"), (first, "回访满意程度")):
        told = api.be(Role.OPERATOR).post(f"/api/hotline/requests/{request['id']}/contact", {"reason": reason})
        assert told.status_code == 200, told.text
    auditor, path = api.be(Role.AUDITOR, STREET), "/api/hotline/disclosures"
    page = auditor.get(f"{path}?area={STREET}&limit=2").json or {}
    assert [one["disclosure"]["reason"] for one in page["items"]] == ["回访满意程度", "核实门牌号码"]
    assert {one["display_name"] for one in page["items"]} == {"测试"}
    rest = auditor.get(f"{path}?area={STREET}&limit=2&cursor={page['next_cursor']}").json or {}
    assert rest["items"][0]["disclosure"]["reason"] == "上门前联系"
    beside = auditor.get(f"{path}?area={COMMUNITY_BESIDE}").json or {}
    assert [one["disclosure"]["request_id"] for one in beside["items"]] == [second["id"]]
    mine = page["items"][0]["disclosure"]["account_id"]
    assert len((auditor.get(f"{path}?area={STREET}&account_id={mine}").json or {})["items"]) == 3
    assert (auditor.get(f"{path}?area={STREET}&account_id={uuid4()}").json or {})["items"] == []
    assert PHONE not in str(page)
    assert api.be(Role.HANDLER, COMMUNITY).get(f"{path}?area={COMMUNITY}").status_code == 403
    assert auditor.get(f"{path}?area={STREET_BESIDE}").status_code == 404
    assert auditor.get(f"{path}?area={STREET}&cursor=x").status_code == 422


def test_the_whole_number_is_kept_nowhere_in_clear(api: Web) -> None:
    request = api.be(Role.OPERATOR).open(contact_phone="13987650001")
    api.be().post(f"/api/hotline/requests/{request['id']}/contact", {"reason": "核实地址"})
    for database in api.host.databases.values():
        assert b"13987650001" not in b"".join(
            file.read_bytes() for file in api.settings.data.glob(f"{database.service}*")
        )


def test_a_unit_adds_photographs_up_to_the_limit_and_another_unit_none(api: Web) -> None:
    request = api.be(Role.OPERATOR).open()
    path = f"/api/hotline/requests/{request['id']}/photos"
    handler, body = api.be(Role.HANDLER, COMMUNITY), picture((40, 30), "PNG")
    first = handler.raw(path, body, Idempotency_Key="once", Content_Type="image/png")
    again = handler.raw(path, body, Idempotency_Key="once", Content_Type="image/png")
    assert (first.status_code, first.json) == (201, again.json)
    assert api.be(Role.HANDLER, COMMUNITY_BESIDE).raw(path, body).status_code == 404
    assert api.be(Role.AUDITOR, STREET).raw(path, body).status_code == 403
    for _ in range(MOST_OF_STAFF - 1):
        assert handler.raw(path, body).status_code == 201
    assert (handler.raw(path, body).json or {})["code"] == "too_many_photos"
    listed = (handler.get(path).json or {})["items"]
    assert len(listed) == MOST_OF_STAFF
    assert handler.get(f"{path}/{listed[0]['id']}").content_type == "image/jpeg"
