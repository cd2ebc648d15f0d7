"""The tables of mediations, commitments and their checks, and of who saw whom they are about."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Column, Date, Float, Index, Integer, String, Table, Text, Uuid
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from linli.contracts.grid.commitments import CommitmentKind, CommitmentState
from linli.contracts.grid.mediation import MediationState
from linli.db import UtcDateTime, Word
from services.grid.domain.commitment import Check, Commitment
from services.grid.domain.mediation import Mediation
from services.grid.tables.mapping import MAPPERS, METADATA


class ListText(TypeDecorator[tuple[Any, ...]]):
    """Texts or numbers in their order, as JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return json.dumps(value, ensure_ascii=False)

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[Any, ...]:
        return tuple(json.loads(value))


def _place() -> tuple[Column[Any], ...]:
    return Column("area_code", String(20), nullable=False), Column("path", String(60), nullable=False)


MEDIATION = Table(
    "mediation",
    METADATA,
    Column("id", Uuid, primary_key=True),
    *_place(),
    Column("book", Text, nullable=False),
    Column("state", Word(MediationState), nullable=False),
    Column("follow_up_on", Date),
    Column("agreed_on", Date),
    Column("sequence", Integer, nullable=False),
)
"""`book`: parties, sessions, agreement and follow-ups, sealed."""

COMMITMENT = Table(
    "commitment",
    METADATA,
    Column("id", Uuid, primary_key=True),
    *_place(),
    Column("kind", Word(CommitmentKind), nullable=False),
    Column("party", Text, nullable=False),
    Column("terms", ListText, nullable=False),
    Column("signed_on", Date, nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("check_days", Integer, nullable=False),
    Column("remind_days", Integer, nullable=False),
    Column("check_by", UtcDateTime, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("renewed_from", Uuid),
    Column("state", Word(CommitmentState), nullable=False),
    Column("note", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Index("commitment_newest", "path", "made_at", "id"),
)
"""`party` is sealed."""

CHECK = Table(
    "commitment_check",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("commitment_id", Uuid, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", Uuid, nullable=False),
    Column("broken", ListText, nullable=False),
    Column("note", Text, nullable=False),
    Column("round_id", Uuid),
    Index("check_of_commitment", "commitment_id", "at"),
)

PARTY_LOOK = Table(
    "party_look",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("record_id", Uuid, nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("party_look_of", "record_id", "at"),
)
"""Who saw the parties of which mediation or commitment in full; only added to."""

MAPPERS.map_imperatively(Mediation, MEDIATION)
MAPPERS.map_imperatively(Commitment, COMMITMENT)
MAPPERS.map_imperatively(Check, CHECK)
