"""The tables of those who are called, and of the calls."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text, Uuid

from linli.contracts.volunteer.greetings import (
    GreetingLevel,
    GreetingMeans,
    GreetingResult,
    GreetingState,
    PauseReason,
)
from linli.db import UtcDateTime, Word
from services.volunteer.domain.greetings import Greeted, GreetingCall
from services.volunteer.tables.mapping import MAPPERS, METADATA

GREETED = Table(
    "greeted",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("area_code", String(20), nullable=False),
    Column("path", String(60), nullable=False),
    Column("name", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("call_at", String(5), nullable=False),
    Column("days", String(7), nullable=False),
    Column("neighbour_id", Uuid),
    Column("note", Text, nullable=False),
    Column("listed_at", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime),
    Column("paused_for", Word(PauseReason)),
    Column("paused_until", Date),
    Column("ended_at", UtcDateTime),
    Column("sequence", Integer, nullable=False),
    Index("greeted_by_time", "listed_at", "id"),
    Index("greeted_by_path", "path"),
)
"""Name and telephone are sealed."""

GREETING_CALL = Table(
    "greeting_call",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("greeted_id", Uuid, ForeignKey("greeted.id"), nullable=False),
    Column("neighbour_id", Uuid),
    Column("area_code", String(20), nullable=False),
    Column("path", String(60), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("alarm_due_at", UtcDateTime, nullable=False),
    Column("state", Word(GreetingState), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("dialled_at", UtcDateTime),
    Column("dialled_by", Uuid),
    Column("result", Word(GreetingResult)),
    Column("means", Word(GreetingMeans)),
    Column("recorded_by", Uuid),
    Column("level", Word(GreetingLevel)),
    Column("alarmed_at", UtcDateTime),
    Column("climbs_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("note", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Index("greeting_call_by_time", "due_at", "id"),
    Index("greeting_call_by_state", "state", "due_at", "id"),
    Index("greeting_call_by_greeted", "greeted_id", "due_at", "id"),
)

MAPPERS.map_imperatively(Greeted, GREETED)
MAPPERS.map_imperatively(GreetingCall, GREETING_CALL)
