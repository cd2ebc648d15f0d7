"""Providers, appointments and bundles through the API: a repeat is the same, and each request has its own code."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from linli.identity import Role
from tests.factories.directory import BATHING, provider, service, tomorrow
from tests.factories.people import COMMUNITY, DISTRICT
from tests.factories.web import Web, web

HOTLINE = "/api/hotline"
FORM = {
    "code": "moving_in",
    "area_code": COMMUNITY,
    "parts": ["household", "school"],
    "answers": {"new_address": "滨河路1号", "moved_on": "2026-03-01", "persons": "3"},
}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("directory")) as made:
        yield made


def test_a_place_is_booked_once_under_its_key_and_a_full_slot_is_a_conflict(api: Web) -> None:
    who, key = api.be(), str(uuid4())
    who.post(f"{HOTLINE}/directory/services", {"area_code": DISTRICT, "service": service()})
    made = who.post(
        f"{HOTLINE}/directory/providers", {"area_code": DISTRICT, "code": "p.1", "content": provider()}
    ).json
    day = str(tomorrow(2))
    days = {"service": BATHING, "first_day": day, "last_day": day, "minutes": 60}
    opened = who.post(f"{HOTLINE}/directory/providers/{(made or {})['id']}/slots", days)
    assert (opened.json or {})["opened"] == 3
    slots = (api.be(Role.AUDITOR).get(f"{HOTLINE}/slots?area={COMMUNITY}&service={BATHING}").json or {})["items"]
    said = {"slot_id": slots[0]["id"], "area_code": COMMUNITY, "contact_name": "王芳", "contact_phone": "13912345678"}
    first, again = (who.post(f"{HOTLINE}/appointments", said, Idempotency_Key=key) for _ in "12")
    assert (first.status_code, first.data) == (201, again.data)
    full = who.post(f"{HOTLINE}/appointments", {**said, "contact_phone": "13900000000"})
    assert (full.status_code, (full.json or {})["code"]) == (409, "slot_full")
    moved = who.post(f"{first.headers['Location']}/move", {"slot_id": slots[1]["id"]}, If_Match=first.headers["ETag"])
    assert (moved.json or {})["starts_at"] == slots[1]["starts_at"]


def test_one_form_opens_requests_that_can_be_tracked_and_a_repeat_is_the_same_bundle(api: Web) -> None:
    who, key = api.be(Role.OPERATOR), str(uuid4())
    first, again = (who.post(f"{HOTLINE}/bundles", FORM, Idempotency_Key=key) for _ in "12")
    assert (first.status_code, first.data) == (201, again.data)
    parts = (first.json or {})["parts"]
    assert len({one["request_id"] for one in parts}) == len({one["tracking_code"] for one in parts}) == 2
    for one in parts:
        assert api.anyone().get(f"/api/track/{one['tracking_code']}").status_code == 200
        assert who.get(f"{HOTLINE}/requests/{one['request_id']}").status_code == 200
    assert (who.get(first.headers["Location"]).json or {})["ended"] == 0
    other = who.post(f"{HOTLINE}/bundles", {**FORM, "parts": ["household"]}, Idempotency_Key=key)
    assert (other.json or {})["code"] == "idempotency_key_reused"


def test_a_bundle_that_is_not_right_names_the_field_and_opens_nothing(api: Web) -> None:
    who = api.be()
    before = len((who.get(f"{HOTLINE}/requests").json or {})["items"])
    refused = who.post(f"{HOTLINE}/bundles", {**FORM, "answers": {"new_address": "a"}})
    assert (refused.status_code, list((refused.json or {})["fields"])) == (422, ["answers.moved_on"])
    assert len((who.get(f"{HOTLINE}/requests").json or {})["items"]) == before
