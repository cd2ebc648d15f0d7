"""What the hotline was last told of a person's household, so that it is told only what changed."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Uuid

from linli.contracts.assistance.household_flags import HouseholdFlag
from linli.db import Words
from services.assistance.tables.mapping import METADATA

TOLD_FLAGS = Table(
    "told_flags",
    METADATA,
    Column("person_id", Uuid, ForeignKey("person.id"), primary_key=True),
    Column("caller", String(32)),
    Column("flags", Words(HouseholdFlag), nullable=False),
    Column("sequence", Integer, nullable=False),
)
