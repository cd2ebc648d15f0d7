"""The tables of payment runs; the database itself refuses what exceeds an envelope, and one person in two seats."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    Uuid,
)

from linli.contracts.assistance.funds import FundSource
from linli.contracts.assistance.payments import InstructionState, RunState
from linli.db import UtcDateTime, Word, Words
from linli.tasks.tables import Hundredths
from services.assistance.domain.payments import PaymentRun
from services.assistance.tables.mapping import MAPPERS, METADATA

RUN = Table(
    "payment_run",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("code", String(24), nullable=False, unique=True),
    Column("area_code", String(20), nullable=False),
    Column("program", String(60), nullable=False),
    Column("month", Date, nullable=False),
    Column("fund_id", Uuid, ForeignKey("fund.id"), nullable=False),
    Column("sources", Words(FundSource), nullable=False),
    Column("reissues", Uuid, ForeignKey("payment_run.id")),
    Column("state", Word(RunState), nullable=False),
    Column("limit_count", Integer, nullable=False),
    Column("limit_total", Hundredths, nullable=False),
    Column("reached", Uuid),
    Column("count", Integer, nullable=False),
    Column("total", Hundredths, nullable=False),
    Column("parts", Integer, nullable=False),
    Column("settled_count", Integer, nullable=False),
    Column("settled_total", Hundredths, nullable=False),
    Column("returned_count", Integer, nullable=False),
    Column("returned_total", Hundredths, nullable=False),
    Column("prepared_by", Uuid, nullable=False),
    Column("prepared_at", UtcDateTime, nullable=False),
    Column("approved_by", Uuid),
    Column("approved_at", UtcDateTime),
    Column("released_by", Uuid),
    Column("released_at", UtcDateTime),
    Column("note", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("count <= limit_count AND total <= limit_total", name="payment_run_within_envelope"),
    CheckConstraint(
        "approved_by <> prepared_by AND released_by <> prepared_by AND released_by <> approved_by",
        name="payment_run_by_three",
    ),
    CheckConstraint("released_by IS NULL OR approved_by IS NOT NULL", name="payment_run_approved_first"),
    CheckConstraint("settled_count + returned_count <= count", name="payment_run_each_once"),
    Index("payment_run_latest", "prepared_at", "id"),
    Index("payment_run_of_month", "month", "program"),
)

INSTRUCTION = Table(
    "payment_instruction",
    METADATA,
    Column("run_id", Uuid, ForeignKey("payment_run.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("entitlement_id", Uuid, ForeignKey("entitlement.id"), nullable=False),
    Column("beneficiary_id", Uuid, nullable=False),
    Column("area_code", String(20), nullable=False),
    Column("period", Date, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("amount", Hundredths, nullable=False),
    Column("payee_name", Text, nullable=False),
    Column("payee_number", Text, nullable=False),
    Column("payee_bank", String(12), nullable=False),
    Column("state", Word(InstructionState), nullable=False),
    Column("bank_code", String(35), nullable=False),
    CheckConstraint("amount > 0", name="payment_instruction_pays_something"),
    Index("payment_instruction_of", "entitlement_id", "period", "attempt", unique=True),
)
LIVE = INSTRUCTION.c.state.in_([InstructionState.READY, InstructionState.SETTLED])
Index(
    "payment_instruction_once",
    INSTRUCTION.c.entitlement_id,
    INSTRUCTION.c.period,
    unique=True,
    sqlite_where=LIVE,
    postgresql_where=LIVE,
)
"""Nobody is paid the same month twice: another payment needs the one before returned or void."""

PART = Table(
    "payment_file",
    METADATA,
    Column("run_id", Uuid, ForeignKey("payment_run.id"), primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("total", Hundredths, nullable=False),
    Column("csv_sha256", String(64), nullable=False),
    Column("pain001_sha256", String(64), nullable=False),
)
"""What each part of the bank's file held; the file itself is made anew for each download and must be the same."""

RESULT = Table(
    "payment_result",
    METADATA,
    Column("run_id", Uuid, ForeignKey("payment_run.id"), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("taken_by", Uuid, nullable=False),
    Column("taken_at", UtcDateTime, nullable=False),
    Column("settled", Integer, nullable=False),
    Column("returned", Integer, nullable=False),
)

RESULT_LINE = Table(
    "payment_result_line",
    METADATA,
    Column("run_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("state", Word(InstructionState), primary_key=True),
    Column("bank_code", String(35), nullable=False),
    Column("taken_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(["run_id", "number"], ["payment_instruction.run_id", "payment_instruction.number"]),
)
"""What the bank said of each payment, and when; only added to."""

MAPPERS.map_imperatively(PaymentRun, RUN)
