"""The tables of citizens' accounts: what is personal is sealed, codes and tokens are kept as digests."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, Uuid

from gateway.metadata import METADATA
from linli.contracts.messages import Language, Notify
from linli.db import UtcDateTime, Word

CITIZEN = Table(
    "citizen",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("phone", Text, nullable=False, unique=True),
    Column("name", Text),
    Column("email", Text),
    Column("email_proved_at", UtcDateTime),
    Column("language", Word(Language), nullable=False),
    Column("area_code", String(12)),
    Column("notify", Word(Notify)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
)
"""Sealing is deterministic, so that an account is found by its sealed number."""

CITIZEN_SESSION = Table(
    "citizen_session",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("citizen_id", Uuid, ForeignKey("citizen.id"), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("csrf", String(43)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("last_used", UtcDateTime),
    Index("citizen_session_by_citizen", "citizen_id"),
    Index("citizen_session_expires", "expires_at"),
)
"""Those that are good or have just expired; one that is ended is deleted."""

CITIZEN_REQUEST = Table(
    "citizen_request",
    METADATA,
    Column("citizen_id", Uuid, ForeignKey("citizen.id"), primary_key=True),
    Column("request_id", Uuid, primary_key=True),
    Column("tracking_code", String(11), nullable=False),
    Column("title", Text, nullable=False),
    Column("phone", Text),
    Column("filed_at", UtcDateTime, nullable=False),
    Index("citizen_request_newest", "citizen_id", "filed_at", "request_id"),
)
"""Whose requests are whose: those filed while signed in, and those added with their tracking codes.

`phone` is the (sealed) number a request was filed with, none while that is the account's own.
"""

SIGN_IN_CODE = Table(
    "sign_in_code",
    METADATA,
    Column("phone", Text, primary_key=True),
    Column("digest", String(64)),
    Column("made_at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("sent", Integer, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Index("sign_in_code_since", "since"),
)
"""The newest code of each (sealed) number or e-mail address, none once it was used; how many were sent since when."""
