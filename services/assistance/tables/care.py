"""The tables of assessments, plans of care and visits."""

from __future__ import annotations

import json

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text, Uuid
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from linli.contracts.assistance.care import (
    CareBy,
    CareLine,
    CarePlanState,
    CareService,
    SelfCareClass,
    SelfCareItem,
    VisitState,
)
from linli.contracts.base import dump, load
from linli.db import UtcDateTime, Word, Words
from services.assistance.domain.care import Assessment, Plan, Visit
from services.assistance.tables.mapping import MAPPERS, METADATA


class CareLines(TypeDecorator[tuple[CareLine, ...]]):
    """The lines of a plan, kept as the JSON text of a list."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[CareLine, ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps([dump(one) for one in value], ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[CareLine, ...] | None:
        return None if value is None else tuple(load(CareLine, one, tolerant=True) for one in json.loads(value))


ASSESSMENT = Table(
    "care_assessment",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("person.id"), nullable=False, index=True),
    Column("failed", Words(SelfCareItem), nullable=False),
    Column("result", Word(SelfCareClass), nullable=False),
    Column("assessed_at", UtcDateTime, nullable=False),
    Column("assessed_by", Uuid, nullable=False),
    Column("assessors", JSON, nullable=False),
    Column("note", Text, nullable=False),
)
"""Only added to."""
PLAN = Table(
    "care_plan",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("person.id"), nullable=False, index=True),
    Column("area_code", String(20), nullable=False),
    Column("path", String(60), nullable=False),
    Column("lines", CareLines, nullable=False),
    Column("planned_at", UtcDateTime, nullable=False),
    Column("made_until", UtcDateTime, nullable=False),
    Column("state", Word(CarePlanState), nullable=False),
    Column("missed", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Index("care_plan_by_path", "path", "planned_at", "id"),
)
VISIT = Table(
    "care_visit",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("plan_id", Uuid, ForeignKey("care_plan.id"), nullable=False),
    Column("person_id", Uuid, ForeignKey("person.id"), nullable=False),
    Column("area_code", String(20), nullable=False),
    Column("service", Word(CareService), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("by", Word(CareBy), nullable=False),
    Column("provider", Text),
    Column("state", Word(VisitState), nullable=False),
    Column("note", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Index("care_visit_in_order", "plan_id", "starts_at", "id"),
)

for _kind, _table in ((Assessment, ASSESSMENT), (Plan, PLAN), (Visit, VISIT)):
    MAPPERS.map_imperatively(_kind, _table)
