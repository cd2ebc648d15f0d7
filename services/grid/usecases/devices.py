"""Cameras and sensors: registered, given keys, revoked; what they report becomes findings that a person looks at."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import datetime
from typing import Any
from uuid import uuid5

from linli.contracts.base import load
from linli.contracts.grid.devices import (
    AddDevice,
    DeviceList,
    DeviceReport,
    DeviceReportTaken,
    DeviceView,
    ListDevices,
    RenewDeviceKey,
    ReportByDevice,
    RevokeDevice,
)
from linli.contracts.grid.findings import CaseSource, ReportFinding
from linli.db import take_turn
from linli.errors import Conflict, Invalid
from linli.sealing import derive
from linli.work import Work
from services.grid.domain.device import PREFIX, WINDOW, Device, bad_signature
from services.grid.store import devices as store
from services.grid.usecases import cases
from services.grid.usecases.kinds import kind_to_report


def key_of(device: Device, secret: bytes) -> bytes:
    """The key of a device, which follows from its id and generation and stands nowhere."""
    return derive(secret, f"device|{device.id}|{device.generation}", 32)


def add(work: Work, said: AddDevice, secret: bytes) -> DeviceView:
    """Register a device; the answer holds its key. Raises `Conflict` when the id is that of another."""
    work.authorise(said.area_code, "area", "区域")
    for one in said.finds:
        kind_to_report(work, said.area_code, one)
    take_turn(work.session, said.id)
    made, known = Device.add(said), store.find_device(work.session, said.id)
    if known is None:
        store.save(work.session, made)
    elif (known.area_code, known.label, known.sequence) != (made.area_code, made.label, made.sequence):
        raise Conflict("id_taken", "Another device has this id.", "该编号已被占用。")
    return view(known or made, secret)


def renew_key(work: Work, said: RenewDeviceKey, secret: bytes) -> DeviceView:
    """Another key for a device."""
    device = _to_change(work, said)
    device.renew_key()
    return view(device, secret)


def revoke(work: Work, said: RevokeDevice) -> DeviceView:
    """Take no more of a device's messages."""
    device = _to_change(work, said)
    device.revoke()
    return view(device)


def _to_change(work: Work, said: RenewDeviceKey | RevokeDevice) -> Device:
    device = store.device_of(work.session, said.id)
    work.authorise(device.area_code, "device", "设备")
    work.expect(said.version, device.sequence)
    return device


def list_devices(work: Work, said: ListDevices) -> DeviceList:
    """The devices of an area."""
    work.authorise(said.area_code, "area", "区域")
    return DeviceList(items=tuple(view(one) for one in store.devices_at(work.session, said.area_code)))


def report(work: Work, said: ReportByDevice, secret: bytes) -> DeviceReportTaken:
    """Take a device's message over as a finding. The signature under its key, which only it has, is the leave.

    Raises `Forbidden` for a message that is not its own or not of now, `Conflict` (`replayed`) for one that came
    before, `Invalid` for a body that is no report or a kind that the device does not find.
    """
    work.authorised = True
    device = store.find_device(work.session, said.device_id, to_change=True)
    if device is None:
        raise bad_signature()
    device.check(said, key_of(device, secret), work.now)
    found = _read(said.body)
    if found.kind not in device.finds:
        text, zh = "This device is not registered for such findings.", "该设备未登记此类问题。"
        raise Invalid("kind_not_of_device", text, zh, {"kind": [f"{text} {zh}"]})
    if not store.is_new(work.session, device.id, said.message_id, work.now):
        raise Conflict("replayed", "This message came before.", "该消息已收到过。")
    device.heard_at = work.now
    finding = _finding(device, said.message_id, found)
    cases.keep_finding(work, finding, CaseSource.DEVICE, None).device_id = device.id
    return DeviceReportTaken(id=finding.id)


def _read(body: str) -> DeviceReport:
    try:
        said = json.loads(body)
    except ValueError as error:
        raise Invalid("invalid_json", "The body is not valid JSON.", "内容不是有效的 JSON。") from error
    return load(DeviceReport, said)


def _finding(device: Device, message_id: str, found: DeviceReport) -> ReportFinding:
    placed = found.latitude is not None and found.longitude is not None
    return ReportFinding(
        id=uuid5(device.id, message_id),
        area_code=device.area_code,
        kind=found.kind,
        note=found.note,
        at=found.at,
        latitude=found.latitude if placed else device.latitude,
        longitude=found.longitude if placed else device.longitude,
    )


def forget(session: Any, now: datetime) -> None:
    """Forget the ids of messages that their timestamp alone refuses by now."""
    store.forget_before(session, now - 3 * WINDOW)


def view(device: Device, secret: bytes | None = None) -> DeviceView:
    """A device as it is shown; with the secret its key."""
    return DeviceView(
        id=device.id,
        version=device.sequence,
        area_code=device.area_code,
        kind=device.kind,
        label=device.label,
        finds=device.finds,
        latitude=device.latitude,
        longitude=device.longitude,
        revoked=device.revoked,
        heard_at=device.heard_at,
        key=PREFIX + b64encode(key_of(device, secret)).decode() if secret else None,
    )
