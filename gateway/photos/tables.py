"""The table of photographs."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Uuid, text

from gateway.metadata import METADATA
from linli.db import UtcDateTime

PHOTO = Table(
    "photo",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("record_id", Uuid),
    Column("content", LargeBinary, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("uploaded_at", UtcDateTime, nullable=False),
    Index("photo_by_request", "record_id", "uploaded_at"),
    Index(
        "photo_unclaimed",
        "uploaded_at",
        postgresql_where=text("record_id IS NULL"),
        sqlite_where=text("record_id IS NULL"),
    ),
)
"""`record_id`: the request, round or case that has it. A citizen's belongs to no request from its upload until one
names it; unclaimed for a day, it is removed."""
