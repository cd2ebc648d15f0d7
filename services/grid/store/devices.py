"""Every question about cameras and sensors."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from linli.db import get, insert_if_new
from linli.errors import existing
from linli.paging import below
from services.grid.domain.device import Device
from services.grid.tables.devices import DEVICE, DEVICE_MESSAGE


def find_device(session: Session, device_id: UUID, *, to_change: bool = False) -> Device | None:
    """The device, if there is one."""
    return get(session, Device, device_id, to_change=to_change)


def device_of(session: Session, device_id: UUID) -> Device:
    """The device, kept from others until the transaction ends; raises `NotFound`."""
    return existing(find_device(session, device_id, to_change=True), "device", "设备")


def devices_at(session: Session, area_code: str) -> list[Device]:
    """The devices of an area, by area."""
    wanted = select(Device).where(below(DEVICE.c.path, area_code))
    return list(session.scalars(wanted.order_by(DEVICE.c.path, DEVICE.c.id)))


def is_new(session: Session, device_id: UUID, message_id: str, at: datetime) -> bool:
    """Note that a message came; whether it is the first time."""
    return insert_if_new(session, DEVICE_MESSAGE, {"device_id": device_id, "message_id": message_id, "came_at": at})


def forget_before(session: Session, moment: datetime) -> None:
    """Forget the ids of older messages."""
    session.execute(delete(DEVICE_MESSAGE).where(DEVICE_MESSAGE.c.came_at < moment))


def save(session: Session, made: Device) -> None:
    """Keep a new device."""
    session.add(made)
    session.flush()
