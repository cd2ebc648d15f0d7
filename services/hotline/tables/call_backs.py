"""The tables of call-backs and of each try."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Uuid, text

from linli.contracts.hotline.call_backs import CallBackEnding, CallResult
from linli.contracts.hotline.words import Kind
from linli.db import UtcDateTime, Word
from services.hotline.domain.call_backs import CallBack
from services.hotline.tables.mapping import MAPPERS, METADATA

WAITING = text("ending IS NULL")

CALL_BACK = Table(
    "call_back",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("request_id", Uuid, nullable=False),
    Column("round", Integer, nullable=False),
    Column("area_code", String(20), nullable=False),
    Column("district", String(6), nullable=False),
    Column("street", String(9)),
    Column("community", String(12)),
    Column("unit_area", String(20), nullable=False),
    Column("department", String(20), nullable=False),
    Column("category", String(60), nullable=False),
    Column("kind", Word(Kind), nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("rule", String(60), nullable=False),
    Column("share", Integer, nullable=False),
    Column("draw", Integer, nullable=False),
    Column("entered_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime),
    Column("sequence", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("first_try_at", UtcDateTime),
    Column("claimed_by", Uuid),
    Column("claimed_until", UtcDateTime),
    Column("ending", Word(CallBackEnding)),
    Column("ended_at", UtcDateTime),
    Column("contacted", Boolean),
    Column("resolved", Boolean),
    Column("satisfaction", Integer),
    Column("complaints", String(200), nullable=False),
    Index("call_back_by_request", "request_id"),
    Index("call_back_due", "district", "due_at", "id", postgresql_where=WAITING, sqlite_where=WAITING),
    Index("call_back_in_hand", "claimed_by", postgresql_where=WAITING, sqlite_where=WAITING),
)

CALL_BACK_TRY = Table(
    "call_back_try",
    METADATA,
    Column("call_back_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("result", Word(CallResult), nullable=False),
)

MAPPERS.map_imperatively(CallBack, CALL_BACK)
