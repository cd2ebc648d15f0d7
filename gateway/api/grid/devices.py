"""The routes of fixed cameras and sensors 固定设备, and the webhook at which they report."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request

from gateway.access import PUBLIC, needs
from gateway.api.conventions import answer, ask, changes, known_area, new_id, read
from gateway.api.grid.posts import LEADERS
from gateway.api.queries import AreaRequired
from gateway.api.routes import Routes, body_of, change_of
from gateway.parts import parts
from gateway.reading import raw_body, takes
from linli.contracts.base import schema_class
from linli.contracts.grid.devices import (
    LARGEST_REPORT,
    AddDevice,
    DeviceList,
    DeviceReportTaken,
    DeviceView,
    ListDevices,
    RenewDeviceKey,
    ReportByDevice,
    RevokeDevice,
)
from linli.errors import Forbidden, Invalid
from linli.identity import Grant, Principal, Role

HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
SIGNED = [{"in": "header", "name": name, "required": True, "schema": {"type": "string"}} for name in HEADERS]
_DEVICES = Principal(UUID("0d0f3e63-2a64-5b0c-9a3e-7c1de1f5a902"), (Grant(Role.CITIZEN, "000000"),))
"""Messages are let in by their signature, which the grid service checks; the caller is nobody in particular."""

routes = Routes("grid-devices", "/api/grid/devices", "Cameras and sensors 固定设备")
change = changes("grid")

DEVICE = schema_class(DeviceView)


@routes.post("", needs(LEADERS), DEVICE, body=body_of(AddDevice, "id"), status=201)
def add_device(said: dict[str, Any]) -> Response:
    """Let a camera or sensor report findings; its key is shown only here 登记设备"""
    command = AddDevice(id=new_id("device"), **said)
    known_area(command.area_code)
    made = ask("grid", "add_device", command)
    return answer(made, 201, version=made["version"])


@routes.get("", needs(LEADERS), schema_class(DeviceList), query=AreaRequired)
def list_devices(asked: dict[str, Any]) -> Response:
    """The cameras and sensors of an area 设备列表"""
    return read("grid", "list_devices", ListDevices(area_code=asked["area"]))


@routes.post("/<uuid:device_id>/renew-key", needs(LEADERS), DEVICE, body=change_of(RenewDeviceKey), versioned=True)
def renew_device_key(said: dict[str, Any], device_id: UUID) -> Response:
    """Give a device another key, shown only here 更换设备密钥"""
    return change("renew_device_key", RenewDeviceKey, device_id, said)


@routes.post("/<uuid:device_id>/revoke", needs(LEADERS), DEVICE, body=change_of(RevokeDevice), versioned=True)
def revoke_device(said: dict[str, Any], device_id: UUID) -> Response:
    """Refuse every message of a device from now on 停用设备"""
    return change("revoke_device", RevokeDevice, device_id, said)


@routes.post("/<uuid:device_id>/findings", PUBLIC, schema_class(DeviceReportTaken), status=202)
@routes.blueprint.doc(  # type: ignore[untyped-decorator]  # flask-smorest has no types
    parameters=SIGNED, requestBody={"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}
)
@takes(LARGEST_REPORT)
def report_by_device(device_id: UUID) -> Response:
    """What a device noticed, signed as Standard Webhooks say (v1, HMAC-SHA256); once for each webhook-id 设备上报"""
    parts().limiter.account(f"device {device_id}")
    said = dict(zip(("message_id", "timestamp", "signature"), map(_header, HEADERS), strict=True))
    command = ReportByDevice(device_id=device_id, body=_text(raw_body()), **said)
    try:
        made = parts().backend.ask("grid", "report_by_device", command, _DEVICES)
    except Forbidden:
        parts().limiter.unknown_line()
        raise
    return answer(made, 202)


def _header(name: str) -> str:
    found = request.headers.get(name, "")
    if not found or len(found) > 500:
        text, zh = f"Send the header {name}.", f"请提供请求头 {name}。"
        raise Invalid("not_signed", text, zh, {name: [f"{text} {zh}"]})
    return found


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Invalid("invalid_utf8", "The body is not UTF-8.", "内容不是 UTF-8 编码。") from error
