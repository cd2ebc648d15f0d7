"""Entitlements, funds and the books of money."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime
from linli.ledger.guards import create_books_1

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    create_books_1()
    entitlements()
    op.create_table(
        "fund",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("account_name", sa.String(60), nullable=False),
        sa.Column("account_number", sa.String(32), nullable=False),
        sa.Column("bank", sa.String(12), nullable=False),
        sa.Column("opened_at", UtcDateTime, nullable=False),
    )
    op.create_index("fund_by_code", "fund", ["area_code", "code"], unique=True)


def entitlements() -> None:
    op.create_table(
        "entitlement",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("beneficiary_id", sa.Uuid, nullable=False),
        sa.Column("program", sa.String(60), nullable=False),
        sa.Column("rhythm", sa.String(24), nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("first_month", sa.Date, nullable=False),
        sa.Column("last_month", sa.Date),
        sa.Column("case_id", sa.Uuid),
        sa.Column("replaces", sa.Uuid, sa.ForeignKey("entitlement.id"), unique=True),
        sa.Column("payee_name", sa.Text, nullable=False),
        sa.Column("payee_number", sa.Text, nullable=False),
        sa.Column("payee_bank", sa.String(12), nullable=False),
        sa.Column("granted_at", UtcDateTime, nullable=False),
        sa.Column("granted_by", sa.Uuid),
        sa.Column("end_reason", sa.String(24)),
        sa.Column("end_note", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.CheckConstraint("amount > 0", name="entitlement_gives_something"),
    )
    op.create_index("entitlement_latest", "entitlement", ["granted_at", "id"])
    op.create_index("entitlement_to_pay", "entitlement", ["program", "id"])
    op.create_index("entitlement_of_beneficiary", "entitlement", ["beneficiary_id"])
    first = sa.text("replaces IS NULL")
    op.create_index(
        "entitlement_of_case", "entitlement", ["case_id"], unique=True, sqlite_where=first, postgresql_where=first
    )
