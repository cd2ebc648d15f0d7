"""Fixed cameras and sensors 固定设备, and whether a message is really theirs and new."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from linli.areas import path_of
from linli.contracts.grid.devices import AddDevice, DeviceKind, ReportByDevice
from linli.errors import Conflict, Forbidden

WINDOW = timedelta(minutes=5)
"""How far the moment of a message may lie from now, before or after; ids of messages are remembered for longer."""
PREFIX = "whsec_"
"""What the secrets of Standard Webhooks begin with."""


@dataclass(kw_only=True, eq=False)
class Device:
    """A device. Its key follows from the installation's secret, its id and `generation`, and stands nowhere.

    `sequence` counts its changes.
    """

    id: UUID
    area_code: str
    path: str
    kind: DeviceKind
    label: str
    finds: tuple[str, ...]
    latitude: float
    longitude: float
    generation: int = 1
    revoked: bool = False
    heard_at: datetime | None = None
    sequence: int = 1

    @classmethod
    def add(cls, said: AddDevice) -> Device:
        """A new device."""
        return cls(
            id=said.id,
            area_code=said.area_code,
            path=path_of(said.area_code),
            kind=said.kind,
            label=said.label,
            finds=said.finds,
            latitude=said.latitude,
            longitude=said.longitude,
        )

    def renew_key(self) -> None:
        """Another key; raises `Conflict` for a device that is revoked."""
        self._must_count()
        self.generation += 1
        self.sequence += 1

    def revoke(self) -> None:
        """Take no more of its messages; raises `Conflict` when that is so already."""
        self._must_count()
        self.revoked = True
        self.sequence += 1

    def _must_count(self) -> None:
        if self.revoked:
            raise Conflict("device_revoked", "This device is revoked.", "该设备已停用。")

    def check(self, said: ReportByDevice, key: bytes, now: datetime) -> None:
        """Whether a message is its own and of now; raises `Forbidden`: `bad_signature` (also for a revoked device) or
        `out_of_time`.

        The signature is that of Standard Webhooks 1.0: `v1,` and the base64 of the HMAC-SHA256 of id, timestamp and
        body joined with dots; several, divided by blanks, may be given while keys change.
        """
        signed = f"{said.message_id}.{said.timestamp}.{said.body}".encode()
        expected = hmac.new(key, signed, hashlib.sha256).digest()
        if self.revoked or not any(hmac.compare_digest(expected, one) for one in _signatures(said.signature)):
            raise bad_signature()
        if not (said.timestamp.isascii() and said.timestamp.isdigit()):
            raise out_of_time()
        if abs(int(said.timestamp) - now.timestamp()) > WINDOW.total_seconds():
            raise out_of_time()


def bad_signature() -> Forbidden:
    """The message is not that of a device that we know; nothing tells which of the two is wrong."""
    text = "No device of this id and key is known; see the signature."
    return Forbidden("bad_signature", text, "设备或签名无效。")


def out_of_time() -> Forbidden:
    """The message was not made just now."""
    text = "The timestamp lies more than 5 minutes from now; set the device's clock."
    return Forbidden("out_of_time", text, "时间戳与当前相差超过5分钟，请校准设备时钟。")


def _signatures(said: str) -> list[bytes]:
    found = []
    for one in said.split():
        version, _, value = one.partition(",")
        if version == "v1":
            try:
                found.append(base64.b64decode(value, validate=True))
            except (binascii.Error, ValueError):
                continue
    return found
