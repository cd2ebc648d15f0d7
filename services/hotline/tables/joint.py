"""The table of helping units' parts, mapped onto the domain."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint, Uuid

from linli.contracts.hotline.words import HelperState
from linli.db import UtcDateTime, Word
from services.hotline.domain.joint import Helper
from services.hotline.tables.mapping import MAPPERS, METADATA

HELPER = Table(
    "helper",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("request_id", Uuid, ForeignKey("request.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("unit_area", String(20), nullable=False),
    Column("department", String(20), nullable=False),
    Column("state", Word(HelperState), nullable=False),
    Column("asked_for", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("signed_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("result", Text),
    UniqueConstraint("request_id", "number", name="helper_of_request"),
)

MAPPERS.map_imperatively(Helper, HELPER)
