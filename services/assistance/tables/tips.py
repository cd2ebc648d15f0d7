"""The tables of tips and of what was done about them, which is only added to."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text, Uuid

from linli.contracts.assistance.tips import TipAction, TipOutcome, TipState
from linli.db import UtcDateTime, Word
from services.assistance.domain.tips import Tip, TipStep
from services.assistance.tables.mapping import MAPPERS, METADATA

TIP = Table(
    "aid_tip",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("area_code", String(20), nullable=False),
    Column("path", String(60), nullable=False),
    Column("about", Text, nullable=False),
    Column("household_id", Uuid, ForeignKey("household.id")),
    Column("informant_name", Text),
    Column("informant_phone", Text),
    Column("received_at", UtcDateTime, nullable=False),
    Column("state", Word(TipState), nullable=False),
    Column("outcome", Word(TipOutcome)),
    Column("sequence", Integer, nullable=False),
    Index("aid_tip_by_path", "path", "received_at", "id"),
)
TIP_STEP = Table(
    "aid_tip_step",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("tip_id", Uuid, ForeignKey("aid_tip.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("action", Word(TipAction), nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("others", JSON, nullable=False),
    Column("note", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("aid_tip_step_in_order", "tip_id", "number", unique=True),
)

MAPPERS.map_imperatively(Tip, TIP)
MAPPERS.map_imperatively(TipStep, TIP_STEP)
