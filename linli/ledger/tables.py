"""The tables of the books, which a service that keeps some has in its own database. Rows are only ever added."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    Uuid,
)

from linli.db import UtcDateTime
from linli.tasks.tables import Hundredths

_metadata = MetaData()

ACCOUNT = Table(
    "ledger_account",
    _metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", String(24), nullable=False),
    Column("unit", String(12), nullable=False),
    Column("area_code", String(20), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("owner", Uuid),
    Column("of_id", Uuid, ForeignKey("ledger_account.id")),
    Column("bounded", Boolean, nullable=False),
    Index("ledger_account_by_owner", "owner"),
)

ENTRY = Table(
    "ledger_entry",
    _metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", String(24), nullable=False),
    Column("source", String(120), nullable=False),
    Column("happened_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("by", Uuid),
    Column("reason", Text, nullable=False),
    Column("reverses", Uuid, ForeignKey("ledger_entry.id")),
    Index("ledger_entry_by_source", "source", unique=True),
    Index("ledger_entry_by_reversed", "reverses", unique=True),
)
"""One source is written once, and one entry reversed once."""

TRANSFER = Table(
    "ledger_transfer",
    _metadata,
    Column("entry_id", Uuid, ForeignKey("ledger_entry.id"), primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("from_id", Uuid, ForeignKey("ledger_account.id"), nullable=False),
    Column("to_id", Uuid, ForeignKey("ledger_account.id"), nullable=False),
    Column("amount", Hundredths, nullable=False),
    CheckConstraint("amount > 0", name="ledger_transfer_moves_something"),
    CheckConstraint("from_id <> to_id", name="ledger_transfer_between_two"),
)

POSTING = Table(
    "ledger_posting",
    _metadata,
    Column("account_id", Uuid, ForeignKey("ledger_account.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("entry_id", Uuid, nullable=False),
    Column("line", Integer, nullable=False),
    Column("amount", Hundredths, nullable=False),
    Column("balance", Hundredths, nullable=False),
    ForeignKeyConstraint(["entry_id", "line"], ["ledger_transfer.entry_id", "ledger_transfer.line"]),
    Index("ledger_posting_once", "entry_id", "line", "account_id", unique=True),
)
"""Both sides of every transfer, written by the database itself; `balance` is what the account holds after it, and the
account's last one is its balance."""

TABLES = (ACCOUNT, ENTRY, TRANSFER, POSTING)


def add_to(metadata: MetaData) -> None:
    """Make the books part of a service's tables."""
    for one in TABLES:
        one.to_metadata(metadata)
