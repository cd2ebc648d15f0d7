"""The tables of trackers and of their positions."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Index, Integer, String, Table, Uuid

from linli.db import UtcDateTime
from services.grid.domain.tracker import Tracker
from services.grid.tables.cells import PLAIN
from services.grid.tables.mapping import MAPPERS, METADATA

TRACKER = Table(
    "tracker",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("area_code", String(20), nullable=False),
    Column("path", PLAIN, nullable=False),
    Column("officer_id", Uuid, nullable=False),
    Column("label", String(200), nullable=False),
    Column("voluntary", Boolean, nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("ended", Boolean, nullable=False),
    Column("sequence", Integer, nullable=False),
    Index("tracker_by_path", "path"),
)

POSITION = Table(
    "position",
    METADATA,
    Column("tracker_id", Uuid, primary_key=True),
    Column("at", UtcDateTime, primary_key=True),
    Column("lon", Float, nullable=False),
    Column("lat", Float, nullable=False),
    Column("accuracy", Float),
    Column("speed", Float),
    Column("bearing", Float),
    Column("battery", Float),
    Index("position_old", "at"),
)

MAPPERS.map_imperatively(Tracker, TRACKER)
