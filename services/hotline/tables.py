"""The hotline's tables, mapped onto the domain."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Index, Integer, MetaData, String, Table, Text, Uuid
from sqlalchemy.orm import registry

from linli.contracts.hotline import Channel, Kind, RequestState, TaskService
from linli.db import UtcDateTime, Word
from services.hotline.domain import Request

METADATA = MetaData()


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
    Index("request_by_task", "task_id"),
    Index("request_by_phone", "contact_phone"),
)

MAPPERS = registry(metadata=METADATA)
MAPPERS.map_imperatively(Request, REQUEST)
