"""The table of imports."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, Uuid

from gateway.metadata import METADATA
from linli.db import UtcDateTime

IMPORT = Table(
    "import_job",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("account_id", Uuid, ForeignKey("account.id"), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("area_code", String(20), nullable=False),
    Column("name", String(100), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("state", String(12), nullable=False),
    Column("total", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("stop", Boolean, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("outcome", Text),
    Column("outcome_zh", Text),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("beat_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("content", LargeBinary),
    Index("import_by_account", "account_id", "asked_at"),
    Index("import_waiting", "state", "asked_at"),
)
"""`outcome`: what came of it, or what is wrong with the file; `content`: the file, until it is loaded or given up."""
