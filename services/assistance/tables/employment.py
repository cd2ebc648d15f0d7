"""The tables of seekers, what they were offered, and how they were helped."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, Uuid

from linli.contracts.assistance.employment import EmploymentMeasure, OfferOutcome, SeekerState
from linli.db import UtcDateTime, Word
from services.assistance.domain.employment import Measure, Seeker, WorkOffer
from services.assistance.tables.mapping import MAPPERS, METADATA

SEEKER = Table(
    "work_seeker",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("person.id"), nullable=False, unique=True),
    Column("area_code", String(20), nullable=False),
    Column("path", String(60), nullable=False),
    Column("registered_at", UtcDateTime, nullable=False),
    Column("state", Word(SeekerState), nullable=False),
    Column("refusals", Integer, nullable=False),
    Column("share_stopped_at", UtcDateTime),
    Column("sequence", Integer, nullable=False),
    Index("work_seeker_by_path", "path", "registered_at", "id"),
)
WORK_OFFER = Table(
    "work_offer",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("seeker_id", Uuid, ForeignKey("work_seeker.id"), nullable=False, index=True),
    Column("employer", Text, nullable=False),
    Column("post", Text, nullable=False),
    Column("suits", Text, nullable=False),
    Column("offered_at", UtcDateTime, nullable=False),
    Column("offered_by", Uuid, nullable=False),
    Column("outcome", Word(OfferOutcome), nullable=False),
    Column("reason", Text, nullable=False),
    Column("answered_at", UtcDateTime),
    Column("answered_by", Uuid),
    Column("sequence", Integer, nullable=False),
)
MEASURE = Table(
    "work_measure",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("seeker_id", Uuid, ForeignKey("work_seeker.id"), nullable=False, index=True),
    Column("measure", Word(EmploymentMeasure), nullable=False),
    Column("note", Text, nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Column("given_by", Uuid, nullable=False),
)
"""Only added to."""

for _kind, _table in ((Seeker, SEEKER), (WorkOffer, WORK_OFFER), (Measure, MEASURE)):
    MAPPERS.map_imperatively(_kind, _table)
