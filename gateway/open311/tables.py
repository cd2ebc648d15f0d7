"""The tables of API keys and of what was filed with them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table, Uuid

from gateway.metadata import METADATA
from linli.db import UtcDateTime

API_KEY = Table(
    "open311_key",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("name", String(60), nullable=False),
    Column("area_code", String(20), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", Uuid, nullable=False),
    Column("revoked_at", UtcDateTime),
)
"""A key has 256 random bits and is kept as its SHA-256."""

FILING = Table(
    "open311_filing",
    METADATA,
    Column("request_id", Uuid, primary_key=True),
    Column("key_id", Uuid, ForeignKey("open311_key.id"), nullable=False),
)
"""Which key a request was filed with: only its program may add to it."""
