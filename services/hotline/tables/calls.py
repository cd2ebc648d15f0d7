"""The tables of calls: what was reported of them, the record of each, and the requests that were made on them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text, Uuid, text

from linli.contracts.hotline.telephone import CallDirection, CallOutcome, CallSign, CallState
from linli.db import UtcDateTime, Word
from services.hotline.domain.call import Call, CallFact
from services.hotline.tables.mapping import MAPPERS, METADATA
from services.hotline.tables.request import REQUEST

CALL = Table(
    "call",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("line_id", Uuid, nullable=False),
    Column("call_ref", String(250), nullable=False),
    Column("area_code", String(20), nullable=False),
    Column("path", String(60), nullable=False),
    Column("district", String(6), nullable=False),
    Column("direction", Word(CallDirection), nullable=False),
    Column("own_number", String(120), nullable=False),
    Column("rang_at", UtcDateTime, nullable=False),
    Column("rang_hour", Integer, nullable=False),
    Column("state", Word(CallState), nullable=False),
    Column("number", Text),
    Column("queue", String(60)),
    Column("extension", String(120)),
    Column("agent_id", Uuid),
    Column("outcome", Word(CallOutcome)),
    Column("answered_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("seconds_to_answer", Float),
    Column("cause", String(60)),
    Column("recording_url", Text),
    Column("sequence", Integer, nullable=False),
    Index("call_by_time", "district", "rang_at", "id"),
    Index("call_by_number", "number", "rang_at"),
    Index(
        "call_going_on",
        "district",
        "rang_at",
        postgresql_where=text("ended_at IS NULL"),
        sqlite_where=text("ended_at IS NULL"),
    ),
)

CALL_FACT = Table(
    "call_fact",
    METADATA,
    Column("call_id", Uuid, ForeignKey("call.id"), primary_key=True),
    Column("sign", Word(CallSign), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("direction", Word(CallDirection), nullable=False),
    Column("own_number", String(120), nullable=False),
    Column("number", Text),
    Column("queue", String(60)),
    Column("extension", String(120)),
    Column("agent_id", Uuid),
    Column("cause", String(60)),
    Column("recording_url", Text),
    Column("rejected", Boolean, nullable=False),
)

CALL_REQUEST = Table(
    "call_request",
    METADATA,
    Column("call_id", Uuid, primary_key=True),
    Column("request_id", Uuid, primary_key=True),
    Column("bound_at", UtcDateTime, nullable=False),
    Index("call_request_by_request", "request_id"),
)
"""A request may name its call before the report of the call has arrived: so neither side must exist."""

Index("request_by_caller", REQUEST.c.contact_phone, REQUEST.c.opened_at)

MAPPERS.map_imperatively(Call, CALL)
MAPPERS.map_imperatively(CallFact, CALL_FACT)
