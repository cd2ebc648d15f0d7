"""Phones and leaders over HTTP: a batch with faults is kept but for them, photographs are shared, codes are printed."""

from __future__ import annotations

import base64
import hmac
import re
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import segno
from werkzeug.test import TestResponse

from linli.identity import Role
from tests.contract.grid_walk import CONTENT, GRID, picture
from tests.factories.papers import pages_of, text_of
from tests.factories.patrols import item
from tests.factories.people import COMMUNITY
from tests.factories.web import COMMUNITY_BESIDE, STREET_BESIDE, Web, web

SYNC = f"{GRID}/sync"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("field"), started=True, rate_limit="1000000/minute") as running:
        yield running


def checkpoint(made: Web, **more: Any) -> str:
    body = {"area_code": COMMUNITY, "code": f"p-{uuid4().hex[:8]}", "content": {**CONTENT, **more}}
    return str((made.be().post(f"{GRID}/checkpoints", body).json or {})["id"])


def test_what_is_no_item_is_refused_by_name_and_the_rest_is_kept(made: Web) -> None:
    point, key = checkpoint(made, methods=["gps"]), str(uuid4())
    here = {"method": "gps", "checkpoint_id": point, "latitude": 41.79, "longitude": 123.45}
    items: list[Any] = [
        item("scan", key, 20, **{**here, "latitude": 141.79}),
        item("start", key, 30),
        "a scan",
        {**item("scan", key, 20, **here), "at": "yesterday"},
        item("scan", key, 20, **here),
        item("scan", key, 20, **{**here, "checkpoint_id": str(uuid4())}),
        {"kind": "dance"},
    ]
    answer = made.be(Role.GRID_WORKER, COMMUNITY).post(SYNC, {"area_code": COMMUNITY, "items": items})
    assert answer.status_code == 200, answer.text
    told = answer.json or {}
    assert [(one["index"], one["code"]) for one in told["refused"]] == [
        (0, "invalid_fields"),
        (2, "invalid_fields"),
        (3, "invalid_fields"),
        (5, "unknown_checkpoint"),
        (6, "invalid_fields"),
    ]
    assert "latitude" in told["refused"][0]["message"]
    assert told["refused"][0]["id"] == items[0]["id"]
    assert (told["new"], told["rounds"][0]["scans"], told["rounds"][0]["voluntary"]) == (2, 1, True)


def test_a_photograph_from_the_field_is_made_anew_kept_once_and_shown_within_the_area(made: Web) -> None:
    worker, record, photo = made.be(Role.GRID_WORKER, COMMUNITY), uuid4(), uuid4()
    path = f"{GRID}/photos/{COMMUNITY}/{record}/{photo}"
    assert [worker.raw(path, picture()).status_code for _ in range(2)] == [201, 201]
    refused = worker.raw(f"{GRID}/photos/{COMMUNITY}/{record}/{uuid4()}", b"%PDF-1.7 not a picture")
    assert (refused.status_code, (refused.json or {})["code"]) == (422, "not_a_photo")
    shown = worker.get(f"{GRID}/photos/{record}/{photo}")
    assert (shown.content_type, shown.data[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert made.be(Role.GRID_WORKER, STREET_BESIDE).get(f"{GRID}/photos/{record}/{photo}").status_code == 404
    assert worker.get(f"{GRID}/photos/{uuid4()}/{photo}").status_code == 404


def test_a_camera_reports_by_a_signed_webhook_once(made: Web) -> None:
    who = made.be()
    device = {"kind": "camera", "label": "东门", "finds": ["event.passage"], "latitude": 41.79, "longitude": 123.45}
    added = who.post(f"{GRID}/devices", {"area_code": COMMUNITY, **device})
    known = dict(added.json or {})
    key = base64.b64decode(known["key"].removeprefix("whsec_"))
    body, own, at = '{"kind": "event.passage",  "note": "堵塞"}'.encode(), uuid4().hex, str(int(time.time()))
    signed = base64.b64encode(hmac.digest(key, f"{own}.{at}.".encode() + body, "sha256")).decode()
    headers = {"webhook-id": own, "webhook-timestamp": at, "webhook-signature": f"v1,{signed}"}

    def send(sent: bytes, **changed: str) -> TestResponse:
        address = f"{GRID}/devices/{known['id']}/findings"
        return made.anyone().post(address, data=sent, headers={**headers, **changed}, content_type="application/json")

    assert send(body + b" ").status_code == 403
    assert (send(b"\xff").status_code, send(b"x" * 20_000).status_code) == (422, 413)
    taken = send(body)
    assert taken.status_code == 202, taken.text
    assert send(body).status_code == 409, "a replay"
    case = dict(who.get(f"{GRID}/cases/{(taken.json or {})['id']}").json or {})
    assert (case["source"], case["device_id"], case["note"]) == ("device", known["id"], "堵塞")


def test_the_sheet_shows_the_modules_of_each_code_and_the_words_below(made: Web) -> None:
    checkpoint(made, name="<东门&3>")
    who = made.be()
    told = (who.get(f"{GRID}/checkpoints/codes?area={COMMUNITY}").json or {})["items"]
    sheet = who.get(f"{GRID}/checkpoints/codes.svg?area={COMMUNITY}")
    assert sheet.content_type.startswith("image/svg+xml")
    assert "&lt;东门&amp;3&gt;" in sheet.text
    drawn = re.findall(r' d="([^"]+)"', sheet.text)
    assert [modules(one) for one in drawn] == [expected(one["payload"]) for one in told]


def test_the_pdf_has_the_same_codes_on_as_many_pages_as_it_takes(made: Web) -> None:
    who = made.be(Role.PATROL_LEADER, COMMUNITY_BESIDE)
    for number in range(13):
        said = {"area_code": COMMUNITY_BESIDE, "code": f"q{number:02}", "content": {**CONTENT, "name": f"西门{number}"}}
        assert who.post(f"{GRID}/checkpoints", said).status_code == 201
    told = (who.get(f"{GRID}/checkpoints/codes?area={COMMUNITY_BESIDE}").json or {})["items"]
    paper = who.get(f"{GRID}/checkpoints/codes.pdf?area={COMMUNITY_BESIDE}")
    assert (paper.content_type, paper.headers.get("Linli-Next-After")) == ("application/pdf", None)
    pages = pages_of(paper.get_data())
    assert len(pages) == 2
    assert "西门12" in text_of(paper.get_data())
    drawn = re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re f", pages[0])
    sizes = [(float(x), float(y), float(wide), float(high)) for x, y, wide, high in drawn]
    wanted = [expected(one["payload"]) for one in told]
    side = min(high for *_, high in sizes)
    assert round(sum(wide for _, _, wide, _ in sizes) / side) == sum(len(one) for one in wanted)
    left, top = min(x for x, *_ in sizes), max(y for _, y, *_ in sizes)
    first = {
        (round((x - left) / side) + step, round((top - y) / side))
        for x, y, wide, _ in sizes
        if x < 210 / 3 / 25.4 * 72 and y > (297 - 69) / 25.4 * 72
        for step in range(round(wide / side))
    }
    assert first == wanted[0]


def modules(path: str) -> set[tuple[int, int]]:
    """The dark modules that a path draws."""
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path)
    return {(int(x) + step, int(y)) for x, y, run in runs for step in range(int(run))}


def expected(payload: str) -> set[tuple[int, int]]:
    rows = segno.make(payload, error="q", micro=False).matrix
    return {(x, y) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}
