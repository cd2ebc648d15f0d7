"""The table of exports."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, Uuid

from gateway.metadata import METADATA
from linli.db import UtcDateTime

EXPORT = Table(
    "export",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("account_id", Uuid, ForeignKey("account.id"), nullable=False),
    Column("area_code", String(20), nullable=False),
    Column("query", Text, nullable=False),
    Column("form", String(4), nullable=False),
    Column("language", String(2), nullable=False),
    Column("state", String(12), nullable=False),
    Column("total", Integer),
    Column("done", Integer, nullable=False),
    Column("stop", Boolean, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("error", String(60)),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("beat_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("content", LargeBinary),
    Index("export_by_account", "account_id", "asked_at"),
    Index("export_waiting", "state", "asked_at"),
)
"""`query`: the filters as JSON; `beat_at`: when whoever makes it was last heard of; `content` once it is done."""
