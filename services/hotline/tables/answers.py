"""The table of answers to forms; those to personal fields are sealed."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, String, Table, Text, Uuid

from services.hotline.tables.mapping import METADATA

ANSWER = Table(
    "answer",
    METADATA,
    Column("request_id", Uuid, ForeignKey("request.id"), primary_key=True),
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
    Column("sealed", Boolean, nullable=False),
)
