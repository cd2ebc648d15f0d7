"""The tables of accounts; tokens and counted subjects are kept as SHA-256, passwords as argon2id."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, Uuid

from gateway.metadata import METADATA
from linli.db import UtcDateTime, Word
from linli.identity import Role

ACCOUNT = Table(
    "account",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("login", String(60), nullable=False, unique=True),
    Column("display_name", String(60), nullable=False),
    Column("password_hash", Text),
    Column("active", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

GRANT = Table(
    "account_grant",
    METADATA,
    Column("account_id", Uuid, ForeignKey("account.id"), primary_key=True),
    Column("role", Word(Role), primary_key=True),
    Column("area_code", String(20), primary_key=True),
    Column("path", String(64), nullable=False),
)

TOKEN = Table(
    "access_token",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("account_id", Uuid, ForeignKey("account.id"), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("csrf", String(43)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("last_used", UtcDateTime),
    Column("revoked_at", UtcDateTime),
    Index("access_token_by_account", "account_id"),
)

FAILURE = Table(
    "login_failure",
    METADATA,
    Column("subject", String(64), primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Index("login_failure_since", "since"),
)
