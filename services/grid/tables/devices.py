"""The tables of cameras and sensors, and of the messages that came of late."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Index, Integer, String, Table, Text, Uuid

from linli.contracts.grid.devices import DeviceKind
from linli.db import UtcDateTime, Word
from services.grid.domain.device import Device
from services.grid.tables.mapping import MAPPERS, METADATA
from services.grid.tables.parties import ListText

DEVICE = Table(
    "device",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("area_code", String(20), nullable=False),
    Column("path", String(60), nullable=False, index=True),
    Column("kind", Word(DeviceKind), nullable=False),
    Column("label", Text, nullable=False),
    Column("finds", ListText, nullable=False),
    Column("latitude", Float, nullable=False),
    Column("longitude", Float, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("revoked", Boolean, nullable=False),
    Column("heard_at", UtcDateTime),
    Column("sequence", Integer, nullable=False),
)

DEVICE_MESSAGE = Table(
    "device_message",
    METADATA,
    Column("device_id", Uuid, primary_key=True),
    Column("message_id", String(100), primary_key=True),
    Column("came_at", UtcDateTime, nullable=False),
    Index("device_message_came", "came_at"),
)
"""The ids of messages that came, so that none is taken twice; forgotten when their time alone refuses them."""

MAPPERS.map_imperatively(Device, DEVICE)
