"""The table of requests, mapped onto the domain."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Index, Integer, String, Table, Text, Uuid, text

from linli.contracts.hotline.words import (
    Channel,
    EmergencyLine,
    Gap,
    Kind,
    RequestState,
    ReturnReason,
    TaskService,
    WaitingFor,
)
from linli.db import UtcDateTime, Word, Words
from services.hotline.domain.request import Request
from services.hotline.tables.clocks import ClocksText
from services.hotline.tables.mapping import MAPPERS, METADATA

MERGED = text("merged_into IS NOT NULL")

REQUEST = Table(
    "request",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("tracking_code", String(11), nullable=False, unique=True),
    Column("area_code", String(20), nullable=False),
    Column("path", String(60), nullable=False),
    Column("category", String(60), nullable=False),
    Column("kind", Word(Kind), nullable=False),
    Column("channel", Word(Channel), nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("state", Word(RequestState), nullable=False),
    Column("unit_area", String(20), nullable=False),
    Column("department", String(20), nullable=False),
    Column("service", Word(TaskService), nullable=False),
    Column("task_id", Uuid, nullable=False),
    Column("dispatches", Integer, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("sign_due_at", UtcDateTime, nullable=False),
    Column("answer_due_at", UtcDateTime, nullable=False),
    Column("settle_due_at", UtcDateTime, nullable=False),
    Column("moved_at", UtcDateTime, nullable=False),
    Column("clocks", ClocksText, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("contact_name", Text),
    Column("contact_phone", Text),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("source_ref", Text, unique=True),
    Column("signed_at", UtcDateTime),
    Column("settled_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("result", Text),
    Column("first_answered_at", UtcDateTime),
    Column("answered_at_once", Boolean, nullable=False),
    Column("returns", Integer, nullable=False),
    Column("returned_for", Word(ReturnReason)),
    Column("returned_by", Text, nullable=False),
    Column("final", Boolean, nullable=False),
    Column("reworks", Integer, nullable=False),
    Column("reopenings", Integer, nullable=False),
    Column("waiting_since", UtcDateTime),
    Column("waiting_for", Word(WaitingFor)),
    Column("dispute_due_at", UtcDateTime),
    Column("dispute_area", String(20)),
    Column("extension_asked_at", UtcDateTime),
    Column("extension_until", UtcDateTime),
    Column("extensions", Integer, nullable=False),
    Column("supervised_at", UtcDateTime),
    Column("supervised_by", Uuid),
    Column("helpers", Integer, nullable=False),
    Column("helpers_open", Integer, nullable=False),
    Column("call_backs", Integer, nullable=False),
    Column("satisfaction", Integer),
    Column("referred_to", Word(EmergencyLine)),
    Column("merged_into", Uuid),
    Column("excluded", Boolean, nullable=False),
    Column("task_outcome", Text),
    Column("repeat_of", Uuid),
    Column("repeats", Integer, nullable=False),
    Column("gaps", Words(Gap), nullable=False),
    Index("request_by_task", "task_id"),
    Index("request_by_merger", "merged_into", postgresql_where=MERGED, sqlite_where=MERGED),
    Index("request_by_subject", "category", "area_code", "kind", "urgent", "channel", "opened_at"),
)

MAPPERS.map_imperatively(Request, REQUEST)
