"""The table of messages, as every service has it that sends some, and how citizens want to be told."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text, Uuid

from linli.contracts.messages import Language, Notify
from linli.db import Word
from linli.messages import tables
from services.hotline.tables.mapping import METADATA

MESSAGE = tables.MESSAGE.to_metadata(METADATA)

CONTACT_WISH = Table(
    "contact_wish",
    METADATA,
    Column("request_id", Uuid, primary_key=True),
    Column("email", Text),
    Column("language", Word(Language), nullable=False),
    Column("notify", Word(Notify)),
)
"""Of requests whose citizen said more than a telephone number; the e-mail address is sealed."""
