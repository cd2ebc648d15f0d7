"""Aid cards."""

import sqlalchemy as sa
from alembic import op

from linli.append_only import guard
from linli.db import UtcDateTime

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "aid_card",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False, unique=True),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("fund_id", sa.Uuid, sa.ForeignKey("fund.id"), nullable=False),
        sa.Column("source", sa.String(24), nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("expires_on", sa.Date, nullable=False),
        sa.Column("issued_at", UtcDateTime, nullable=False),
        sa.Column("issued_by", sa.Uuid, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("stopped_at", UtcDateTime),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("aid_card_by_time", "aid_card", ["issued_at", "id"])
    op.create_table(
        "card_merchant",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("name", "scope", "account_name", "account_number")),
        sa.Column("bank", sa.String(12), nullable=False),
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("registered_at", UtcDateTime, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_table(
        "card_redemption",
        sa.Column("merchant_id", sa.Uuid, sa.ForeignKey("card_merchant.id"), primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("scope", sa.String(24), nullable=False),
        sa.Column("refusal", sa.String(24)),
        sa.Column("reported_at", UtcDateTime, nullable=False),
    )
    guard("card_redemption")
