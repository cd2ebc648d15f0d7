"""The table of links between requests that are related, each going on by itself."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table, Text, Uuid

from linli.db import UtcDateTime
from services.hotline.tables.mapping import METADATA

REQUEST_LINK = Table(
    "request_link",
    METADATA,
    Column("first_id", Uuid, ForeignKey("request.id"), primary_key=True),
    Column("second_id", Uuid, ForeignKey("request.id"), primary_key=True, index=True),
    Column("linked_at", UtcDateTime, nullable=False),
    Column("account_id", Uuid),
    Column("note", Text, nullable=False),
)
"""`first_id` is the lower of the two ids, so that a pair has one row."""
