"""The tables of the register: persons, households, who belongs to which, consents, kin, staff, looks, duplicates."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, Uuid

from linli.contracts.assistance.register import DuplicateState, Kin, MemberRelation, Purpose, Secret
from linli.db import UtcDateTime, Word
from linli.tasks.tables import Hundredths
from services.assistance.domain.register import (
    Consent,
    Duplicate,
    Home,
    Kinship,
    Look,
    Membership,
    Person,
    Staff,
)
from services.assistance.tables.mapping import MAPPERS, METADATA


def _where() -> tuple[Column[Any], ...]:
    return Column("area_code", String(20), nullable=False), Column("path", String(60), nullable=False)


PERSON = Table(
    "person",
    METADATA,
    Column("id", Uuid, primary_key=True),
    *_where(),
    Column("name", Text, nullable=False, index=True),
    Column("id_number", Text, unique=True),
    Column("phone", Text, index=True),
    Column("born", Integer, nullable=False),
    Column("registered_at", UtcDateTime, nullable=False),
    Column("income", Hundredths),
    Column("deductible", Hundredths),
    Column("disability", String(20)),
    Column("disability_grade", Integer),
    Column("grave_illness", Boolean),
    Column("student", Boolean),
    Column("able_bodied", Boolean),
    Column("supported", Boolean),
    Column("self_care_failed", Integer),
    Column("guardian", Boolean),
    Column("merged_into", Uuid),
    Column("sequence", Integer, nullable=False),
)

HOME = Table(
    "household",
    METADATA,
    Column("id", Uuid, primary_key=True),
    *_where(),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("savings", Hundredths),
    Column("vehicles", Integer),
    Column("dwellings", Integer),
    Column("spending", Hundredths),
    Column("sudden_loss", Hundredths),
    Column("medical_costs", Hundredths),
    Column("urgent", Boolean),
    Column("dues_paid_months", Integer),
    Column("barrier_at_home", Boolean),
    Column("sequence", Integer, nullable=False),
    Index("household_by_path", "path"),
)

MEMBERSHIP = Table(
    "membership",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("household_id", Uuid, ForeignKey("household.id"), nullable=False, index=True),
    Column("person_id", Uuid, ForeignKey("person.id"), nullable=False, index=True),
    Column("relation", Word(MemberRelation), nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("reason", Text, nullable=False),
)

CONSENT = Table(
    "consent",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("person.id"), nullable=False, index=True),
    Column("purpose", Word(Purpose), nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Column("how", Text, nullable=False),
    Column("withdrawn_at", UtcDateTime),
    Column("withdrawn_how", Text, nullable=False),
)

KINSHIP = Table(
    "kinship",
    METADATA,
    Column("person_id", Uuid, ForeignKey("person.id"), primary_key=True),
    Column("other_id", Uuid, ForeignKey("person.id"), primary_key=True, index=True),
    Column("kin", Word(Kin), nullable=False),
    Column("stated_at", UtcDateTime, nullable=False),
    Column("stated_by", Uuid, nullable=False),
)
"""Only added to: who was related once may not decide."""

STAFF = Table(
    "staff_person",
    METADATA,
    Column("account_id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("person.id"), nullable=False, index=True),
    Column("area_code", String(20), nullable=False),
    Column("registered_at", UtcDateTime, nullable=False),
    Column("registered_by", Uuid, nullable=False),
)
"""Only added to: an account is one person for good."""

LOOK = Table(
    "register_look",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("person.id"), nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("secret", Word(Secret), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("register_look_of", "person_id", "at"),
)
"""Only added to."""

DUPLICATE = Table(
    "person_duplicate",
    METADATA,
    Column("id", Uuid, primary_key=True),
    *_where(),
    Column("one_id", Uuid, ForeignKey("person.id"), nullable=False),
    Column("other_id", Uuid, ForeignKey("person.id"), nullable=False),
    Column("score", Integer, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("state", Word(DuplicateState), nullable=False),
    Column("decided_by", Uuid),
    Column("decided_at", UtcDateTime),
    Column("note", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Index("person_duplicate_open", "state", "path"),
)

for _kind, _table in (
    (Person, PERSON),
    (Home, HOME),
    (Membership, MEMBERSHIP),
    (Consent, CONSENT),
    (Kinship, KINSHIP),
    (Staff, STAFF),
    (Look, LOOK),
    (Duplicate, DUPLICATE),
):
    MAPPERS.map_imperatively(_kind, _table)
