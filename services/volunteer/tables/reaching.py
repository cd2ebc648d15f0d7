"""How volunteers are reached: messages, how they want to be told, and the address of their calendar."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table, Text, Uuid

from linli.contracts.messages import Language, Notify
from linli.db import UtcDateTime, Word
from linli.messages import tables
from services.volunteer.tables.mapping import METADATA

MESSAGE = tables.MESSAGE.to_metadata(METADATA)

WISH = Table(
    "volunteer_wish",
    METADATA,
    Column("volunteer_id", Uuid, ForeignKey("volunteer.id"), primary_key=True),
    Column("email", Text),
    Column("language", Word(Language), nullable=False),
    Column("notify", Word(Notify)),
)
"""Of volunteers who said more than a telephone number; the e-mail address is sealed."""

FEED = Table(
    "volunteer_feed",
    METADATA,
    Column("volunteer_id", Uuid, ForeignKey("volunteer.id"), primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("opened_at", UtcDateTime, nullable=False),
)
"""The address at which a volunteer's calendar is read; what is kept of it is a digest."""
