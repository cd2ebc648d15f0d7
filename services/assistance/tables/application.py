"""The tables of applications: one row for each, and every step that was taken, which is only added to."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, Uuid

from linli.contracts.assistance.advances import AdvanceFate
from linli.contracts.assistance.applications import ApplicationAction, ApplicationState, ProposedChange
from linli.db import UtcDateTime, Word
from linli.tasks.tables import Hundredths
from services.assistance.domain.application import Application, Step
from services.assistance.tables.mapping import MAPPERS, METADATA

APPLICATION = Table(
    "application",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("filing_id", Uuid, nullable=False),
    Column("household_id", Uuid, ForeignKey("household.id"), nullable=False, index=True),
    Column("applicant_id", Uuid, ForeignKey("person.id"), nullable=False),
    Column("case_id", Uuid, index=True),
    Column("program", String(60), nullable=False),
    Column("area_code", String(20), nullable=False),
    Column("path", String(60), nullable=False),
    Column("state", Word(ApplicationState), nullable=False),
    Column("filed_at", UtcDateTime, nullable=False),
    Column("moved_at", UtcDateTime, nullable=False),
    Column("told_until", UtcDateTime, nullable=False),
    Column("staff_relative", Boolean, nullable=False),
    Column("accepted_at", UtcDateTime),
    Column("visited", Boolean, nullable=False),
    Column("drawn", Boolean),
    Column("tipped", Boolean, nullable=False),
    Column("extended", Boolean, nullable=False),
    Column("inquired", Boolean, nullable=False),
    Column("papers_asked", Boolean, nullable=False),
    Column("papers", JSON, nullable=False),
    Column("clocks", JSON, nullable=False),
    Column("recheck_at", UtcDateTime),
    Column("amount", Hundredths),
    Column("reckoning", JSON, nullable=False),
    Column("proposed", Word(ProposedChange)),
    Column("decided_at", UtcDateTime),
    Column("payee_name", Text),
    Column("payee_number", Text),
    Column("payee_bank", String(12)),
    Column("advanced", Hundredths),
    Column("advance_id", Uuid),
    Column("fate", Word(AdvanceFate)),
    Column("recovered", Hundredths, nullable=False),
    Column("sequence", Integer, nullable=False),
    Index("application_by_filing", "filed_at", "id"),
    Index("application_by_path", "path", "filed_at", "id"),
    Index("application_to_recheck", "recheck_at"),
)

STEP = Table(
    "application_step",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("application_id", Uuid, ForeignKey("application.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("action", Word(ApplicationAction), nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("others", JSON, nullable=False),
    Column("note", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("application_step_in_order", "application_id", "number", unique=True),
)

MAPPERS.map_imperatively(Application, APPLICATION)
MAPPERS.map_imperatively(Step, STEP)
