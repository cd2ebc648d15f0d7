"""The table of entitlements; one case leads to one of them, besides those that replace it."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table, Text, Uuid

from linli.contracts.assistance.entitlements import EndReason, Rhythm
from linli.db import UtcDateTime, Word
from linli.tasks.tables import Hundredths
from services.assistance.domain.entitlements import Entitlement
from services.assistance.tables.mapping import MAPPERS, METADATA

ENTITLEMENT = Table(
    "entitlement",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("area_code", String(20), nullable=False),
    Column("beneficiary_id", Uuid, nullable=False),
    Column("program", String(60), nullable=False),
    Column("rhythm", Word(Rhythm), nullable=False),
    Column("amount", Hundredths, nullable=False),
    Column("first_month", Date, nullable=False),
    Column("last_month", Date),
    Column("case_id", Uuid),
    Column("replaces", Uuid, ForeignKey("entitlement.id"), unique=True),
    Column("payee_name", Text, nullable=False),
    Column("payee_number", Text, nullable=False),
    Column("payee_bank", String(12), nullable=False),
    Column("granted_at", UtcDateTime, nullable=False),
    Column("granted_by", Uuid),
    Column("end_reason", Word(EndReason)),
    Column("end_note", Text, nullable=False),
    Column("application_id", Uuid),
    Column("reckoning", JSON, nullable=False),
    Column("sequence", Integer, nullable=False),
    CheckConstraint("amount > 0", name="entitlement_gives_something"),
    Index("entitlement_latest", "granted_at", "id"),
    Index("entitlement_to_pay", "program", "id"),
    Index("entitlement_of_beneficiary", "beneficiary_id"),
)
_FIRST = ENTITLEMENT.c.replaces.is_(None)
for _name, _cause in (("case", ENTITLEMENT.c.case_id), ("application", ENTITLEMENT.c.application_id)):
    Index(f"entitlement_of_{_name}", _cause, unique=True, sqlite_where=_FIRST, postgresql_where=_FIRST)

MAPPERS.map_imperatively(Entitlement, ENTITLEMENT)
