"""The calls about fixed cameras and sensors, and what they report: findings in signed messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, Note, ShortText, text
from linli.contracts.grid.findings import KindCode
from linli.contracts.hotline.words import Latitude, Longitude

LARGEST_REPORT = 16 * 1024
"""Bytes of a device's message."""


class DeviceKind(StrEnum):
    """What watches a place."""

    CAMERA = "camera"
    SENSOR = "sensor"


@dataclass(frozen=True, kw_only=True)
class AddDevice:
    """Let a camera or sensor report findings of these kinds; the answer holds its key, shown this once.

    Asked again under the same `id` it is the same device.
    """

    id: UUID
    area_code: AreaCode
    kind: DeviceKind
    label: ShortText
    finds: Annotated[tuple[KindCode, ...], validate.Length(1, 20)]
    latitude: Latitude
    longitude: Longitude


@dataclass(frozen=True, kw_only=True)
class RenewDeviceKey:
    """Give a device another key, shown this once; messages under the former are refused from now on."""

    id: UUID
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class RevokeDevice:
    """Refuse every message of a device from now on."""

    id: UUID
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ListDevices:
    """Ask for the devices of an area."""

    area_code: AreaCode


@dataclass(frozen=True, kw_only=True)
class DeviceView:
    """A device; `key` is there only in the answer that made it. `heard_at`: when its last message came."""

    id: UUID
    version: int
    area_code: AreaCode
    kind: DeviceKind
    label: str
    finds: tuple[str, ...]
    latitude: float
    longitude: float
    revoked: bool
    heard_at: datetime | None
    key: str | None = None


@dataclass(frozen=True, kw_only=True)
class DeviceList:
    """The devices of an area."""

    items: tuple[DeviceView, ...]


@dataclass(frozen=True, kw_only=True)
class DeviceReport:
    """What a device noticed, the body of its message; its place is the device's own, unless it says another."""

    kind: KindCode
    note: Note = ""
    at: datetime | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None


@dataclass(frozen=True, kw_only=True)
class ReportByDevice:
    """A device's message as it came, in the form of Standard Webhooks: `message_id`, `timestamp` (seconds since 1970)
    and `signature` are its headers `webhook-id`, `webhook-timestamp` and `webhook-signature`.
    """

    device_id: UUID
    message_id: Annotated[str, text(1, 100)]
    timestamp: Annotated[str, text(1, 20)]
    signature: Annotated[str, text(1, 500)]
    body: Annotated[str, text(1, LARGEST_REPORT)]


@dataclass(frozen=True, kw_only=True)
class DeviceReportTaken:
    """The finding that the message became; a person looks at it before it can be a case."""

    id: UUID
