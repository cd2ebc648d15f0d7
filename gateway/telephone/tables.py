"""The tables of telephone lines, and of reports that wait for the hotline."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table, Text, Uuid, text

from gateway.metadata import METADATA
from linli.db import UtcDateTime

CTI_LINE = Table(
    "cti_line",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("token_digest", String(64), nullable=False, unique=True),
    Column("name", String(60), nullable=False),
    Column("area_code", String(20), nullable=False),
    Column("path", String(64), nullable=False),
    Column("queues", JSON, nullable=False),
    Column("caller_id", String(24)),
    Column("caller_ids", JSON, nullable=False),
    Column("call_back_minutes", Integer, nullable=False),
    Column("trusts_clock", Boolean, nullable=False),
    Column("created_by", Uuid, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
    Index("cti_line_by_time", "created_at", "id"),
)
"""Of a line's token only the SHA-256 is kept: it has 256 random bits."""

_WAITING = text("next_at IS NOT NULL")

KEPT_REPORT = Table(
    "kept_report",
    METADATA,
    Column("line_id", Uuid, primary_key=True),
    Column("call_ref", String(250), primary_key=True),
    Column("sign", String(24), primary_key=True),
    Column("sealed_ask", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("kept_at", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime),
    Column("error", String(60)),
    Index("kept_report_due", "next_at", postgresql_where=_WAITING, sqlite_where=_WAITING),
)
"""Gone when the hotline has it; one that the hotline refuses stays, with its `error` and no `next_at`."""
