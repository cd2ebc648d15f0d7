"""The table by which requests about one matter are found: the keys of each, newest first under a key."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Table, Uuid

from services.hotline.tables.mapping import METADATA

MATTER_KEY = Table(
    "matter_key",
    METADATA,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("told_at", BigInteger, primary_key=True, autoincrement=False),
    Column("request_id", Uuid, primary_key=True),
    sqlite_with_rowid=False,
)
"""`told_at` is when the request was opened, in seconds since 1970. The row is nothing but its primary key."""
