"""The moral bank."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "deed",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("doer_id", sa.Uuid, nullable=False),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("points", sa.BigInteger, nullable=False),
        sa.Column("done_on", sa.Date, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("reported_at", UtcDateTime, nullable=False),
        sa.Column("reported_by", sa.Uuid, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("decided_at", UtcDateTime),
        sa.Column("decided_by", sa.Uuid),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("deed_by_time", "deed", ["reported_at", "id"])
    op.create_index("deed_by_doer", "deed", ["doer_id", "code", "done_on"])
    op.create_table(
        "redemption",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("owner_id", sa.Uuid, nullable=False),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("good_id", sa.Uuid, nullable=False),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("reserved", sa.BigInteger, nullable=False),
        sa.Column("asked_at", UtcDateTime, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("paid", sa.BigInteger),
        sa.Column("answered_at", UtcDateTime),
        sa.Column("refusal", sa.String(24), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
