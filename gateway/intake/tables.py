"""The table of kept requests."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Column, Index, Integer, String, Table, Text, Uuid, text

from gateway.metadata import METADATA
from linli.db import UtcDateTime, Word


class KeptState(StrEnum):
    """What became of a kept request: it still waits, the hotline has it, or the hotline refused it."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    REFUSED = "refused"


KEPT_REQUEST = Table(
    "kept_request",
    METADATA,
    Column("request_id", Uuid, primary_key=True),
    Column("tracking_code", String(11), nullable=False, unique=True),
    Column("account_id", Uuid, nullable=False),
    Column("area_code", String(20), nullable=False),
    Column("key", Text, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("sealed_ask", Text),
    Column("state", Word(KeptState), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("kept_at", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime),
    Column("delivered_at", UtcDateTime),
    Column("error", String(60)),
    Index(
        "kept_request_due",
        "next_at",
        postgresql_where=text("state = 'waiting'"),
        sqlite_where=text("state = 'waiting'"),
    ),
    Index(
        "kept_request_refused",
        "kept_at",
        postgresql_where=text("state = 'refused'"),
        sqlite_where=text("state = 'refused'"),
    ),
)
"""The whole call is sealed in `sealed_ask` and erased when it has arrived; `error` is the code of the last failure."""
