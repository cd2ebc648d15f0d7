"""Urgent aid before the survey, referrals to departments, messages."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime
from linli.messages.tables import add_expiry_2, create_message_table_1

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("application", sa.Column("advanced", sa.BigInteger))
    op.add_column("application", sa.Column("advance_id", sa.Uuid))
    op.add_column("application", sa.Column("fate", sa.String(24)))
    op.add_column("application", sa.Column("recovered", sa.BigInteger, nullable=False, server_default="0"))
    op.create_table(
        "aid_referral",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("application_id", sa.Uuid, sa.ForeignKey("application.id"), nullable=False, index=True),
        sa.Column("program", sa.String(60), nullable=False),
        sa.Column("department", sa.String(24), nullable=False),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("sent_at", UtcDateTime, nullable=False),
        sa.Column("sent_by", sa.Uuid, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("answered_at", UtcDateTime),
        sa.Column("answered_by", sa.Uuid),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("reference", sa.String(60), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("aid_referral_by_path", "aid_referral", ["path", "sent_at", "id"])
    still_open = sa.text("state IN ('sent', 'taken_up')")
    op.create_index(
        "aid_referral_open",
        "aid_referral",
        ["application_id"],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )
    create_message_table_1()
    add_expiry_2()
