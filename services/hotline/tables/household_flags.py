"""What the register lets the hotline know of callers' households, by a mark of the number and never by the number."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Uuid

from linli.contracts.assistance.household_flags import HouseholdFlag
from linli.db import Words
from services.hotline.tables.mapping import METADATA

HOUSEHOLD_FLAGS = Table(
    "household_flags",
    METADATA,
    Column("person_id", Uuid, primary_key=True),
    Column("caller", String(32)),
    Column("area_code", String(20), nullable=False),
    Column("flags", Words(HouseholdFlag), nullable=False),
    Column("sequence", Integer, nullable=False),
    Index("household_flags_of", "caller"),
)
"""Who agrees no more stays without words and without mark: what came before it and is late is known to be."""
