"""The table of steps: the history of every request, which the database itself lets nobody change or delete."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text, Uuid

from linli.contracts.hotline.words import RequestState
from linli.db import UtcDateTime, Word
from services.hotline.tables.mapping import METADATA

REQUEST_STEP = Table(
    "request_step",
    METADATA,
    Column("request_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("action", String(40), nullable=False),
    Column("state", Word(RequestState), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("account_id", Uuid),
    Column("unit_area", String(20), nullable=False),
    Column("department", String(20), nullable=False),
    Column("reason", String(40)),
    Column("note", Text, nullable=False),
)
"""`number` is the sequence of the step's event; reasons are codes, notes what a person wrote."""
