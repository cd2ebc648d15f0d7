"""The tables around calls: marks on callers, return calls, agents with their telephones and what they did."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text, Uuid, text

from linli.contracts.hotline.agents import AgentState
from linli.contracts.hotline.callers import MarkKind
from linli.contracts.hotline.return_calls import ReturnCallResult, ReturnCallState
from linli.db import UtcDateTime, Word
from services.hotline.domain.agent import Agent, AgentSpell
from services.hotline.domain.caller_mark import CallerMark
from services.hotline.domain.return_call import ReturnCall
from services.hotline.tables.mapping import MAPPERS, METADATA

CALLER_MARK = Table(
    "caller_mark",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("area_code", String(20), nullable=False),
    Column("path", String(60), nullable=False),
    Column("number", Text, nullable=False),
    Column("kind", Word(MarkKind), nullable=False),
    Column("reason", Text, nullable=False),
    Column("marked_by", Uuid, nullable=False),
    Column("marked_at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime),
    Column("lifted_by", Uuid),
    Column("lifted_at", UtcDateTime),
    Column("rejected_calls", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Index("caller_mark_by_number", "number"),
    Index("caller_mark_by_time", "marked_at", "id"),
)

_OPEN = text("state <> 'done'")

RETURN_CALL = Table(
    "return_call",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("area_code", String(20), nullable=False),
    Column("path", String(60), nullable=False),
    Column("district", String(6), nullable=False),
    Column("number", Text, nullable=False),
    Column("state", Word(ReturnCallState), nullable=False),
    Column("first_missed_at", UtcDateTime, nullable=False),
    Column("last_missed_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("calls", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("claimed_by", Uuid),
    Column("claimed_until", UtcDateTime),
    Column("result", Word(ReturnCallResult)),
    Column("note", Text, nullable=False),
    Column("closed_by", Uuid),
    Column("closed_at", UtcDateTime),
    Column("sequence", Integer, nullable=False),
    Index("return_call_open", "area_code", "number", unique=True, postgresql_where=_OPEN, sqlite_where=_OPEN),
    Index("return_call_due", "district", "due_at", "id", postgresql_where=_OPEN, sqlite_where=_OPEN),
    Index("return_call_by_state", "district", "state", "due_at", "id"),
)
"""The unique index keeps it to one return call for a number until it is done."""

AGENT = Table(
    "agent",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("area_code", String(20), nullable=False),
    Column("path", String(60), nullable=False),
    Column("district", String(6), nullable=False),
    Column("queues", JSON, nullable=False),
    Column("skills", JSON, nullable=False),
    Column("wrap_up_seconds", Integer, nullable=False),
    Column("state", Word(AgentState), nullable=False),
    Column("chosen", Word(AgentState), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("call_id", Uuid),
    Column("sequence", Integer, nullable=False),
    Index("agent_by_district", "district"),
)

AGENT_EXTENSION = Table(
    "agent_extension",
    METADATA,
    Column("line_id", Uuid, primary_key=True),
    Column("extension", String(120), primary_key=True),
    Column("agent_id", Uuid, ForeignKey("agent.id"), nullable=False),
    Index("agent_extension_by_agent", "agent_id"),
)

AGENT_SPELL = Table(
    "agent_spell",
    METADATA,
    Column("agent_id", Uuid, primary_key=True),
    Column("since", UtcDateTime, primary_key=True),
    Column("until", UtcDateTime, nullable=False),
    Column("state", Word(AgentState), nullable=False),
    Column("district", String(6), nullable=False),
    Index("agent_spell_by_time", "district", "until"),
)

MAPPERS.map_imperatively(CallerMark, CALLER_MARK)
MAPPERS.map_imperatively(ReturnCall, RETURN_CALL)
MAPPERS.map_imperatively(Agent, AGENT)
MAPPERS.map_imperatively(AgentSpell, AGENT_SPELL)
