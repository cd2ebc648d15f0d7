"""The table of messages, which a service that sends some has in its own database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Boolean, Column, Index, Integer, MetaData, String, Table, Text, Uuid

from linli.contracts.messages import Audience, Language, MessageChannel, MessageState
from linli.db import UtcDateTime, Word

_WAITS = "state = 'waiting'"
_NOTICE = "channel = 'in_app'"
_UNREAD = "channel = 'in_app' AND read_at IS NULL"

_metadata = MetaData()

MESSAGE = Table(
    "message",
    _metadata,
    Column("id", Uuid, primary_key=True),
    Column("area_code", String(20), nullable=False),
    Column("district", String(6), nullable=False),
    Column("street", String(9)),
    Column("community", String(12)),
    Column("subject_id", Uuid, nullable=False),
    Column("template", String(60), nullable=False),
    Column("audience", Word(Audience), nullable=False),
    Column("channel", Word(MessageChannel), nullable=False),
    Column("language", Word(Language), nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("department", String(20)),
    Column("address", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("state", Word(MessageState), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", String(60)),
    Column("made_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime),
    Column("sent_at", UtcDateTime),
    Column("read_at", UtcDateTime),
    Column("read_by", Uuid),
    Column("expires_at", UtcDateTime),
    Index("message_due", "due_at", postgresql_where=sa.text(_WAITS), sqlite_where=sa.text(_WAITS)),
    Index("message_log", "district", "made_at", "id"),
    Index("message_log_by_state", "district", "state", "made_at", "id"),
    Index(
        "message_notices",
        "area_code",
        "made_at",
        "id",
        postgresql_where=sa.text(_NOTICE),
        sqlite_where=sa.text(_NOTICE),
    ),
    Index("message_unread", "area_code", postgresql_where=sa.text(_UNREAD), sqlite_where=sa.text(_UNREAD)),
    Index("message_made", "made_at"),
    Index("message_by_subject", "subject_id"),
)
"""`address`, `title` and `text` are sealed. `area_code` is the subject's area; of a message to a unit, the unit's.

What has an `expires_at` is not sent after it, and its words are erased once it is sent or given up."""


def create_message_table_1() -> None:
    """The table as of version 1, for a service's migration. Released: never changed, only followed by a 2."""
    op.create_table(
        "message",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("district", sa.String(6), nullable=False),
        sa.Column("street", sa.String(9)),
        sa.Column("community", sa.String(12)),
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("template", sa.String(60), nullable=False),
        sa.Column("audience", sa.String(24), nullable=False),
        sa.Column("channel", sa.String(24), nullable=False),
        sa.Column("language", sa.String(24), nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("department", sa.String(20)),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("error", sa.String(60)),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("due_at", UtcDateTime),
        sa.Column("sent_at", UtcDateTime),
        sa.Column("read_at", UtcDateTime),
        sa.Column("read_by", sa.Uuid),
    )
    _create_indexes_1()


def _create_indexes_1() -> None:
    """Those of what waits and of what is unread stay small however long the log grows."""
    partial = {
        "message_due": (["due_at"], "state = 'waiting'"),
        "message_notices": (["area_code", "made_at", "id"], "channel = 'in_app'"),
        "message_unread": (["area_code"], "channel = 'in_app' AND read_at IS NULL"),
    }
    for name, (columns, where) in partial.items():
        op.create_index(name, "message", columns, postgresql_where=sa.text(where), sqlite_where=sa.text(where))
    op.create_index("message_log", "message", ["district", "made_at", "id"])
    op.create_index("message_log_by_state", "message", ["district", "state", "made_at", "id"])
    op.create_index("message_made", "message", ["made_at"])
    op.create_index("message_by_subject", "message", ["subject_id"])


def add_expiry_2() -> None:
    """What version 2 of the table adds: messages that expire. Released: never changed, only followed by a 3."""
    op.add_column("message", sa.Column("expires_at", UtcDateTime))
