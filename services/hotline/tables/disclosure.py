"""The table of disclosures, to which rows are only ever added."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, Text, Uuid

from linli.db import UtcDateTime
from services.hotline.domain.disclosure import Disclosure
from services.hotline.tables.mapping import MAPPERS, METADATA

DISCLOSURE = Table(
    "contact_disclosure",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("request_id", Uuid, ForeignKey("request.id"), nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("contact_disclosure_of", "request_id", "at"),
    Index("contact_disclosure_at", "at", "id"),
)

MAPPERS.map_imperatively(Disclosure, DISCLOSURE)
