"""The tables of updates and ratings, to which rows are only ever added."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, SmallInteger, Table, Text, UniqueConstraint, Uuid

from linli.contracts.hotline.words import UpdateKind
from linli.db import UtcDateTime, Word
from services.hotline.domain.updates import Rating, Update
from services.hotline.tables.mapping import MAPPERS, METADATA

UPDATE = Table(
    "request_update",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("request_id", Uuid, ForeignKey("request.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", Word(UpdateKind), nullable=False),
    Column("text", Text, nullable=False),
    Column("author", Uuid, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("request_id", "number", name="request_update_in_order"),
)

RATING = Table(
    "request_rating",
    METADATA,
    Column("request_id", Uuid, ForeignKey("request.id"), primary_key=True),
    Column("reopenings", Integer, primary_key=True),
    Column("level", SmallInteger, nullable=False),
    Column("note", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

MAPPERS.map_imperatively(Update, UPDATE)
MAPPERS.map_imperatively(Rating, RATING)
