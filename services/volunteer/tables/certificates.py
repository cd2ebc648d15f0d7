"""The tables of certificates and of the statements that were printed."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, String, Table, Text, Uuid

from linli.db import UtcDateTime
from linli.tasks.tables import Hundredths
from services.volunteer.domain.certificates import Certificate
from services.volunteer.tables.mapping import MAPPERS, METADATA

CERTIFICATE = Table(
    "hour_certificate",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("code", String(24), nullable=False),
    Column("volunteer_id", Uuid, nullable=False),
    Column("area_code", String(20), nullable=False),
    Column("name", Text, nullable=False),
    Column("card_tail", Text),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("hours", Hundredths, nullable=False),
    Column("services", Integer, nullable=False),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("issued_by", Uuid, nullable=False),
    Column("revoked_at", UtcDateTime),
    Column("revoked_for", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Index("hour_certificate_by_code", "code", unique=True),
    Index("hour_certificate_by_volunteer", "volunteer_id", "issued_at", "id"),
)
"""The name and the end of the card's number are sealed."""

STATEMENT = Table(
    "hour_statement",
    METADATA,
    Column("code", String(24), primary_key=True),
    Column("volunteer_id", Uuid, nullable=False),
    Column("area_code", String(20), nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("before", Hundredths, nullable=False),
    Column("after", Hundredths, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
)
"""What the code on a printed statement stands for."""

MAPPERS.map_imperatively(Certificate, CERTIFICATE)
