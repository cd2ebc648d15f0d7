"""The tables of deeds and of wishes for goods."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, String, Table, Text, Uuid

from linli.contracts.volunteer.deeds import DeedState, RedemptionState
from linli.db import UtcDateTime, Word
from linli.tasks.tables import Hundredths
from services.volunteer.domain.deeds import Deed, Redemption
from services.volunteer.tables.mapping import MAPPERS, METADATA

DEED = Table(
    "deed",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("doer_id", Uuid, nullable=False),
    Column("area_code", String(20), nullable=False),
    Column("path", String(60), nullable=False),
    Column("code", String(40), nullable=False),
    Column("points", Hundredths, nullable=False),
    Column("done_on", Date, nullable=False),
    Column("text", Text, nullable=False),
    Column("reported_at", UtcDateTime, nullable=False),
    Column("reported_by", Uuid, nullable=False),
    Column("state", Word(DeedState), nullable=False),
    Column("decided_at", UtcDateTime),
    Column("decided_by", Uuid),
    Column("note", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Index("deed_by_time", "reported_at", "id"),
    Index("deed_by_doer", "doer_id", "code", "done_on"),
)

REDEMPTION = Table(
    "redemption",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("owner_id", Uuid, nullable=False),
    Column("area_code", String(20), nullable=False),
    Column("good_id", Uuid, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("reserved", Hundredths, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("state", Word(RedemptionState), nullable=False),
    Column("paid", Hundredths),
    Column("answered_at", UtcDateTime),
    Column("refusal", String(24), nullable=False),
    Column("sequence", Integer, nullable=False),
)

MAPPERS.map_imperatively(Deed, DEED)
MAPPERS.map_imperatively(Redemption, REDEMPTION)
