"""The tables that every service's database has besides its own: inbox, outbox, idempotency keys, timers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import MetaData

from linli.calls import IDEMPOTENCY
from linli.db import UtcDateTime
from linli.inbox import INBOX
from linli.outbox import OUTBOX
from linli.timers import TIMER

TABLES = (INBOX, OUTBOX, IDEMPOTENCY, TIMER)


def create_tables_1() -> None:
    """The plumbing as of version 1, for a service's first migration. Released: never changed, only followed by a 2."""
    op.create_table(
        "inbox",
        sa.Column("event_id", sa.Uuid, primary_key=True),
        sa.Column("handler", sa.Text, primary_key=True),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", UtcDateTime),
        sa.Column("error", sa.Text),
        sa.Column("body", sa.Text),
        sa.Column("received_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("event_id", sa.Uuid, nullable=False, unique=True),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("subject", sa.Uuid, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("appended_at", UtcDateTime, nullable=False),
        sa.Column("published_at", UtcDateTime),
        sa.Column("held_until", UtcDateTime),
    )
    op.create_table(
        "idempotency",
        sa.Column("account_id", sa.Uuid, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("reply", sa.Text),
        sa.Column("made_at", UtcDateTime, nullable=False),
    )
    _create_indexes_1()


def _create_indexes_1() -> None:
    """Only what waits is indexed, so that the queues stay quick however long the history grows."""
    waiting = {
        "inbox_due": ("inbox", ["next_at"], "status = 'retry'"),
        "inbox_parked": ("inbox", ["received_at"], "status = 'parked'"),
        "outbox_unpublished": ("outbox", ["seq"], "published_at IS NULL"),
    }
    for name, (table, columns, where) in waiting.items():
        op.create_index(name, table, columns, postgresql_where=sa.text(where), sqlite_where=sa.text(where))
    op.create_index("inbox_received", "inbox", ["received_at"])
    op.create_index("outbox_published", "outbox", ["published_at"])
    op.create_index("idempotency_made", "idempotency", ["made_at"])


def create_tables_2() -> None:
    """What version 2 of the plumbing adds: timers. Released: never changed, only followed by a 3."""
    op.create_table(
        "timer",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("subject", sa.Uuid, primary_key=True),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("parked", sa.Boolean, nullable=False),
    )
    for name, where, sqlite_where in (
        ("timer_due", "NOT parked", "parked = 0"),
        ("timer_parked", "parked", "parked"),
    ):
        op.create_index(name, "timer", ["due_at"], postgresql_where=sa.text(where), sqlite_where=sa.text(sqlite_where))


def with_plumbing(own: MetaData) -> MetaData:
    """A service's own tables and the plumbing together, to hold the migrations against."""
    together = MetaData()
    for table in (*own.sorted_tables, *TABLES):
        table.to_metadata(together)
    return together


def create_calendar_version() -> None:
    """What administrators said of working days, where deadlines run by them. Released: never changed."""
    op.create_table(
        "calendar_version",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("rules", sa.Text, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.Column("changed_by", sa.Uuid),
    )
