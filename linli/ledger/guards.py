"""How the database itself keeps the books: it writes both sides of a transfer, and refuses whatever else is tried."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

TABLES = ("ledger_account", "ledger_entry", "ledger_transfer", "ledger_posting")
ONLY_ADDED = "the books are only ever added to"

_SQLITE = """
CREATE TRIGGER ledger_transfer_units BEFORE INSERT ON ledger_transfer
WHEN (SELECT unit FROM ledger_account WHERE id = NEW.from_id) <> (SELECT unit FROM ledger_account WHERE id = NEW.to_id)
BEGIN SELECT RAISE(ABORT, 'the accounts are of two units'); END
--
CREATE TRIGGER ledger_transfer_posted AFTER INSERT ON ledger_transfer BEGIN
  INSERT INTO ledger_posting (account_id, number, entry_id, line, amount, balance)
  SELECT NEW.from_id, coalesce(max(number), 0) + 1, NEW.entry_id, NEW.line, -NEW.amount, coalesce((
    SELECT balance FROM ledger_posting WHERE account_id = NEW.from_id ORDER BY number DESC LIMIT 1), 0) - NEW.amount
  FROM ledger_posting WHERE account_id = NEW.from_id;
  INSERT INTO ledger_posting (account_id, number, entry_id, line, amount, balance)
  SELECT NEW.to_id, coalesce(max(number), 0) + 1, NEW.entry_id, NEW.line, NEW.amount, coalesce((
    SELECT balance FROM ledger_posting WHERE account_id = NEW.to_id ORDER BY number DESC LIMIT 1), 0) + NEW.amount
  FROM ledger_posting WHERE account_id = NEW.to_id;
END
--
CREATE TRIGGER ledger_posting_true BEFORE INSERT ON ledger_posting BEGIN
  SELECT RAISE(ABORT, 'an account may not be overdrawn')
  WHERE NEW.balance < 0 AND (SELECT bounded FROM ledger_account WHERE id = NEW.account_id);
  SELECT RAISE(ABORT, 'a posting is a side of a transfer') WHERE NOT EXISTS (
    SELECT 1 FROM ledger_transfer AS t WHERE t.entry_id = NEW.entry_id AND t.line = NEW.line AND (
      (t.from_id = NEW.account_id AND t.amount = -NEW.amount) OR (t.to_id = NEW.account_id AND t.amount = NEW.amount)));
  SELECT RAISE(ABORT, 'a posting follows the one before') WHERE
    NEW.number <> coalesce((SELECT max(number) FROM ledger_posting WHERE account_id = NEW.account_id), 0) + 1
    OR NEW.balance <> NEW.amount + coalesce((
      SELECT balance FROM ledger_posting WHERE account_id = NEW.account_id ORDER BY number DESC LIMIT 1), 0);
END
"""

_POSTGRESQL = """
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the books are only ever added to'; END $$
--
CREATE FUNCTION ledger_post(account uuid, of ledger_transfer, moved bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  last ledger_posting;
BEGIN
  SELECT * INTO last FROM ledger_posting WHERE account_id = account ORDER BY number DESC LIMIT 1;
  INSERT INTO ledger_posting (account_id, number, entry_id, line, amount, balance) VALUES
    (account, coalesce(last.number, 0) + 1, of.entry_id, of.line, moved, coalesce(last.balance, 0) + moved);
END $$
--
CREATE FUNCTION ledger_transfer_posted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM ledger_account WHERE id IN (NEW.from_id, NEW.to_id) ORDER BY id FOR NO KEY UPDATE;
  IF (SELECT count(DISTINCT unit) FROM ledger_account WHERE id IN (NEW.from_id, NEW.to_id)) <> 1 THEN
    RAISE EXCEPTION 'the accounts are of two units';
  END IF;
  PERFORM ledger_post(NEW.from_id, NEW, -NEW.amount);
  PERFORM ledger_post(NEW.to_id, NEW, NEW.amount);
  RETURN NULL;
END $$
--
CREATE FUNCTION ledger_posting_true() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  last ledger_posting;
BEGIN
  IF NEW.balance < 0 AND (SELECT bounded FROM ledger_account WHERE id = NEW.account_id) THEN
    RAISE EXCEPTION 'an account may not be overdrawn';
  END IF;
  IF NOT EXISTS (
    SELECT 1 FROM ledger_transfer AS t WHERE t.entry_id = NEW.entry_id AND t.line = NEW.line AND (
      (t.from_id = NEW.account_id AND t.amount = -NEW.amount) OR (t.to_id = NEW.account_id AND t.amount = NEW.amount))
  ) THEN
    RAISE EXCEPTION 'a posting is a side of a transfer';
  END IF;
  SELECT * INTO last FROM ledger_posting WHERE account_id = NEW.account_id ORDER BY number DESC LIMIT 1;
  IF NEW.number <> coalesce(last.number, 0) + 1 OR NEW.balance <> coalesce(last.balance, 0) + NEW.amount THEN
    RAISE EXCEPTION 'a posting follows the one before';
  END IF;
  RETURN NEW;
END $$
--
CREATE TRIGGER ledger_transfer_posted AFTER INSERT ON ledger_transfer
FOR EACH ROW EXECUTE FUNCTION ledger_transfer_posted()
--
CREATE TRIGGER ledger_posting_true BEFORE INSERT ON ledger_posting
FOR EACH ROW EXECUTE FUNCTION ledger_posting_true()
"""


def create_books_1() -> None:
    """The books as of version 1, for a service's migration. Released: never changed, only followed by a 2."""
    _accounts_and_entries()
    op.create_table(
        "ledger_transfer",
        sa.Column("entry_id", sa.Uuid, sa.ForeignKey("ledger_entry.id"), primary_key=True),
        sa.Column("line", sa.Integer, primary_key=True),
        sa.Column("from_id", sa.Uuid, sa.ForeignKey("ledger_account.id"), nullable=False),
        sa.Column("to_id", sa.Uuid, sa.ForeignKey("ledger_account.id"), nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.CheckConstraint("amount > 0", name="ledger_transfer_moves_something"),
        sa.CheckConstraint("from_id <> to_id", name="ledger_transfer_between_two"),
    )
    op.create_table(
        "ledger_posting",
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("ledger_account.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("entry_id", sa.Uuid, nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("balance", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["entry_id", "line"], ["ledger_transfer.entry_id", "ledger_transfer.line"]),
    )
    op.create_index("ledger_posting_once", "ledger_posting", ["entry_id", "line", "account_id"], unique=True)
    _guard()


def _accounts_and_entries() -> None:
    op.create_table(
        "ledger_account",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("unit", sa.String(12), nullable=False),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("opened_at", UtcDateTime, nullable=False),
        sa.Column("owner", sa.Uuid),
        sa.Column("of_id", sa.Uuid, sa.ForeignKey("ledger_account.id")),
        sa.Column("bounded", sa.Boolean, nullable=False),
    )
    op.create_index("ledger_account_by_owner", "ledger_account", ["owner"])
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("source", sa.String(120), nullable=False),
        sa.Column("happened_at", UtcDateTime, nullable=False),
        sa.Column("recorded_at", UtcDateTime, nullable=False),
        sa.Column("by", sa.Uuid),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("reverses", sa.Uuid, sa.ForeignKey("ledger_entry.id")),
    )
    op.create_index("ledger_entry_by_source", "ledger_entry", ["source"], unique=True)
    op.create_index("ledger_entry_by_reversed", "ledger_entry", ["reverses"], unique=True)


def _guard() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in (_SQLITE if sqlite else _POSTGRESQL).split("--\n"):
        op.execute(sa.text(statement.strip()))
    for table in TABLES:
        if sqlite:
            for change in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{ONLY_ADDED}'); END"
                )
        else:
            op.execute(
                f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
            )
