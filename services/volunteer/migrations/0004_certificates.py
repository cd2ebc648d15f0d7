"""Certificates of service."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "hour_certificate",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("code", sa.String(24), nullable=False),
        sa.Column("volunteer_id", sa.Uuid, nullable=False),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("card_tail", sa.Text),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("hours", sa.BigInteger, nullable=False),
        sa.Column("services", sa.Integer, nullable=False),
        sa.Column("issued_at", UtcDateTime, nullable=False),
        sa.Column("issued_by", sa.Uuid, nullable=False),
        sa.Column("revoked_at", UtcDateTime),
        sa.Column("revoked_for", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("hour_certificate_by_code", "hour_certificate", ["code"], unique=True)
    op.create_index("hour_certificate_by_volunteer", "hour_certificate", ["volunteer_id", "issued_at", "id"])
