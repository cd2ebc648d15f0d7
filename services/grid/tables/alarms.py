"""The table of alarms."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, String, Table, Text, Uuid

from linli.contracts.grid.alarms import AlarmKind, AlarmState
from linli.db import UtcDateTime, Word
from services.grid.domain.alarm import Alarm
from services.grid.tables.mapping import MAPPERS, METADATA

ALARM = Table(
    "alarm",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("area_code", String(20), nullable=False),
    Column("path", String(60), nullable=False),
    Column("kind", Word(AlarmKind), nullable=False),
    Column("raised_at", UtcDateTime, nullable=False),
    Column("officer_id", Uuid),
    Column("escalated_to", String(20), nullable=False),
    Column("round_id", Uuid, index=True),
    Column("about", Uuid),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("state", Word(AlarmState), nullable=False),
    Column("acknowledged_by", Uuid),
    Column("note", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Index("alarm_about", "about"),
    Index("alarm_latest", "path", "raised_at", "id"),
)

MAPPERS.map_imperatively(Alarm, ALARM)
