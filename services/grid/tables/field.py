"""The tables of the work in the field: checkpoints, routes, rounds, what phones noted, and which photographs came."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Float, Index, Integer, String, Table, Text, Uuid
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from linli.contracts.grid.checkpoints import CheckpointContent, RouteContent, ScanMethod
from linli.contracts.grid.rounds import ItemKind, RoundState, ScanMark
from linli.db import ContractText, UtcDateTime, Word, Words
from services.grid.domain.checkpoint import Checkpoint, PatrolRoute
from services.grid.domain.folding import Item
from services.grid.domain.round import Round
from services.grid.tables.mapping import MAPPERS, METADATA


class Moments(TypeDecorator[Any]):
    """Ids, each with a moment, in their order, as JSON; `kind` is what they are in Python: a tuple or a dict."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        pairs = value.items() if isinstance(value, dict) else value
        return json.dumps([[one.hex, at.isoformat()] for one, at in pairs])

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return self.kind((UUID(one), datetime.fromisoformat(at)) for one, at in json.loads(value))


class Ids(TypeDecorator[tuple[UUID, ...]]):
    """Ids in their order."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return " ".join(one.hex for one in value)

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[UUID, ...]:
        return tuple(UUID(one) for one in value.split())


def _place() -> tuple[Column[Any], ...]:
    return Column("area_code", String(20), nullable=False), Column("path", String(60), nullable=False)


CHECKPOINT = Table(
    "checkpoint",
    METADATA,
    Column("id", Uuid, primary_key=True),
    *_place(),
    Column("code", String(40), nullable=False),
    Column("content", ContractText(CheckpointContent), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("tag", String(32), unique=True),
    Index("checkpoint_code", "area_code", "code", unique=True),
    Index("checkpoint_newest", "path", "made_at", "id"),
)

PATROL_ROUTE = Table(
    "patrol_route",
    METADATA,
    Column("id", Uuid, primary_key=True),
    *_place(),
    Column("content", ContractText(RouteContent), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("sequence", Integer, nullable=False),
    Index("patrol_route_newest", "path", "made_at", "id"),
)

ROUND = Table(
    "round",
    METADATA,
    Column("id", Uuid, primary_key=True),
    *_place(),
    Column("officer_id", Uuid, nullable=False),
    Column("voluntary", Boolean, nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("grace_minutes", Integer, nullable=False),
    Column("ordered", Boolean, nullable=False),
    Column("points", Moments(tuple), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("route_id", Uuid),
    Column("begun_by", Uuid),
    Column("state", Word(RoundState), nullable=False),
    Column("started_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("pause_reason", Text, nullable=False),
    Column("visits", Moments(dict), nullable=False),
    Column("scans", Integer, nullable=False),
    Column("marked", Integer, nullable=False),
    Column("shortest_gap_s", Integer),
    Column("longest_gap_s", Integer),
    Column("cancelled_for", Text, nullable=False),
    Column("plan_id", Uuid, index=True),
    Column("sequence", Integer, nullable=False),
    Index("round_latest", "starts_at", "id"),
    Index("round_of_area", "path", "starts_at", "id"),
    Index("round_of_officer", "officer_id", "starts_at", "id"),
)

ROUND_ITEM = Table(
    "round_item",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("round_id", Uuid, nullable=False),
    *_place(),
    Column("kind", Word(ItemKind), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("by", Uuid, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("note", Text, nullable=False),
    Column("route_id", Uuid),
    Column("checkpoint_id", Uuid),
    Column("method", Word(ScanMethod)),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("accuracy_m", Float),
    Column("distance_m", Integer),
    Column("spot_marks", Words(ScanMark), nullable=False),
    Column("photos", Ids, nullable=False),
    Index("round_item_of_round", "round_id", "at"),
    Index("round_item_of_area", "path", "at"),
)
"""`at` is the phone's time, `received_at` the server's."""

FIELD_PHOTO = Table(
    "field_photo",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("record_id", Uuid, nullable=False, index=True),
    Column("area_code", String(20), nullable=False),
    Column("by", Uuid, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
)
"""Which photographs of rounds and cases the gateway has."""

MAPPERS.map_imperatively(Checkpoint, CHECKPOINT)
MAPPERS.map_imperatively(PatrolRoute, PATROL_ROUTE)
MAPPERS.map_imperatively(Round, ROUND)
MAPPERS.map_imperatively(Item, ROUND_ITEM)
