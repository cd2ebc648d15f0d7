"""Cameras and sensors report by signed messages, each once; a person looks before anything becomes a case."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text

from linli.clock import now
from linli.contracts.grid.devices import DeviceKind, ReportByDevice
from linli.errors import Conflict, Forbidden, Invalid
from linli.identity import Role
from services.grid.domain.device import Device
from services.grid.tables.devices import DEVICE_MESSAGE
from services.grid.usecases.devices import forget
from tests.factories.patrols import LATITUDE, LEADER, LONGITUDE, OTHER_WORKER, WORKER, grid_at
from tests.factories.people import COMMUNITY, person
from tests.factories.running import RunningService

ANYONE = person(Role.CITIZEN, at="000000")
BLOCKED = {"kind": "event.passage", "note": "通道停放三轮车"}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def grid(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    url = request.getfixturevalue("scratch").database_url("griddevices") if request.param == "postgresql" else None
    with grid_at(tmp_path_factory.mktemp("grid"), url) as service:
        yield service


def device(grid: RunningService, **more: Any) -> dict[str, Any]:
    said = {"id": uuid4(), "area_code": COMMUNITY, "kind": "camera", "label": "东门摄像头", "finds": ["event.passage"]}
    return grid.ask(LEADER, "add_device", **{**said, "latitude": LATITUDE, "longitude": LONGITUDE, **more})


def message(made: dict[str, Any], said: Any = BLOCKED, late: float = 0, **changed: str) -> dict[str, Any]:
    """What the device sends, signed as Standard Webhooks say."""
    own, at = changed.pop("message_id", str(uuid4())), str(int(now().timestamp() - late))
    body = said if isinstance(said, str) else json.dumps(said)
    key = base64.b64decode(made["key"].removeprefix("whsec_"))
    signed = base64.b64encode(hmac.new(key, f"{own}.{at}.{body}".encode(), hashlib.sha256).digest()).decode()
    sent = {"message_id": own, "timestamp": at, "signature": f"v1,{signed}", "body": body}
    return {"device_id": made["id"], **sent, **changed}


def send(grid: RunningService, sent: dict[str, Any]) -> str:
    return str(grid.ask(ANYONE, "report_by_device", **sent)["id"])


def test_the_published_example_of_standard_webhooks_is_accepted_and_one_changed_byte_is_not() -> None:
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    own = Device(
        id=UUID(int=1),
        area_code=COMMUNITY,
        path="",
        kind=DeviceKind.SENSOR,
        label="",
        finds=(),
        latitude=0.0,
        longitude=0.0,
    )
    said: dict[str, Any] = {
        "device_id": own.id,
        "message_id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "timestamp": "1614265330",
        "signature": "v1,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v2,x",
    }
    at = datetime.fromtimestamp(1614265330 + 290, UTC)
    own.check(ReportByDevice(**said, body='{"test": 2432232314}'), key, at)
    with pytest.raises(Forbidden, match="key"):
        own.check(ReportByDevice(**said, body='{"test": 2432232315}'), key, at)
    with pytest.raises(Forbidden, match="clock"):
        own.check(ReportByDevice(**said, body='{"test": 2432232314}'), key, at + timedelta(seconds=20))


def test_a_message_becomes_a_finding_that_a_person_confirms_before_it_is_a_case(grid: RunningService) -> None:
    made = device(grid)
    own = send(grid, message(made))
    case = grid.ask(LEADER, "get_case", id=own)
    assert (case["source"], case["device_id"], case["found_by"]) == ("device", made["id"], None)
    assert (case["task"]["state"], case["latitude"]) == ("reported", LATITUDE)
    assert grid.refusal(LEADER, "file_case", id=own).code == "not_confirmed"
    there = grid.ask(WORKER, "confirm_case", id=own, found=True, note="确有占用")
    assert (there["confirmed_by"], there["task"]["state"]) == (str(WORKER.account_id), "reported")
    assert grid.refusal(OTHER_WORKER, "confirm_case", id=own, found=True).code == "confirmed_already"
    assert grid.ask(LEADER, "file_case", id=own)["task"]["state"] == "filed"
    false_alarm = send(grid, message(made))
    assert grid.ask(WORKER, "confirm_case", id=false_alarm, found=False, note="误报")["task"]["state"] == "dismissed"
    by_hand = str(uuid4())
    grid.ask(WORKER, "report_finding", id=by_hand, area_code=COMMUNITY, kind="event.litter", note="垃圾")
    assert grid.refusal(WORKER, "confirm_case", id=by_hand, found=True).code == "not_of_a_device"


def test_what_is_not_signed_now_by_a_known_device_is_refused_and_leaves_nothing(grid: RunningService) -> None:
    made, other = device(grid), device(grid)
    sent = message(made)
    refused = {
        "bad_signature": [
            {**sent, "body": sent["body"] + " "},
            {**sent, "signature": "v1,"},
            {**sent, "signature": "v1,!!!"},
            {**sent, "device_id": other["id"]},
            {**sent, "device_id": str(uuid4())},
            {**sent, "message_id": "another"},
            {**sent, "timestamp": str(int(sent["timestamp"]) + 1)},
        ],
        "out_of_time": [message(made, late=301), message(made, late=-320)],
        "kind_not_of_device": [message(made, {"kind": "event.litter"})],
        "invalid_json": [message(made, "{")],
        "invalid_fields": [message(made, {"kind": "event.passage", "latitude": 91})],
        "bad_moment": [message(made, {**BLOCKED, "at": (now() + timedelta(hours=1)).isoformat()})],
    }
    before = _kept(grid)
    for code, all_sent in refused.items():
        for one in all_sent:
            assert grid.refusal(ANYONE, "report_by_device", **one).code == code, one
    assert _kept(grid) == before
    send(grid, sent)
    assert type(grid.refusal(ANYONE, "report_by_device", **sent)) is Conflict, "a replay"


def _kept(grid: RunningService) -> tuple[int, ...]:
    with grid.database.reading() as session:
        counted = (f"SELECT count(*) FROM {one}" for one in ("grid_case", "device_message", "outbox"))
        return tuple(session.execute(text(one)).scalar_one() for one in counted)


def test_keys_are_shown_once_renewed_and_revoked(grid: RunningService) -> None:
    made = device(grid)
    listed = grid.ask(LEADER, "list_devices", area_code=COMMUNITY)["items"]
    assert {one["key"] for one in listed} == {None}
    with grid.database.reading() as session:
        for table in ("device", "idempotency"):
            assert made["key"] not in str(session.execute(text(f"SELECT * FROM {table}")).all())
    renewed = grid.ask(LEADER, "renew_device_key", id=made["id"], version=1)
    assert renewed["key"] != made["key"]
    assert grid.refusal(ANYONE, "report_by_device", **message(made)).code == "bad_signature"
    send(grid, message(renewed))
    grid.ask(LEADER, "revoke_device", id=made["id"], version=2)
    assert grid.refusal(ANYONE, "report_by_device", **message(renewed)).code == "bad_signature"
    assert grid.refusal(LEADER, "renew_device_key", id=made["id"]).code == "device_revoked"
    assert type(grid.refusal(WORKER, "list_devices", area_code=COMMUNITY)) is Forbidden
    unknown = {"id": uuid4(), "area_code": COMMUNITY, "kind": "sensor", "label": "x", "latitude": 0, "longitude": 0}
    assert type(grid.refusal(LEADER, "add_device", **unknown, finds=["no.such"])) is Invalid


def test_ids_of_messages_are_kept_longer_than_their_time_and_then_forgotten(grid: RunningService) -> None:
    send(grid, message(device(grid)))
    with grid.database.transaction() as session:
        forget(session, now() + timedelta(minutes=10))
        assert session.scalar(select(func.count()).select_from(DEVICE_MESSAGE)) != 0
        forget(session, now() + timedelta(minutes=16))
        assert session.scalar(select(func.count()).select_from(DEVICE_MESSAGE)) == 0
