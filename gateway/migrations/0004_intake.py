"""The requests kept while the hotline is away."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "kept_request",
        sa.Column("request_id", sa.Uuid, primary_key=True),
        sa.Column("tracking_code", sa.String(11), nullable=False, unique=True),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("sealed_ask", sa.Text),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("kept_at", UtcDateTime, nullable=False),
        sa.Column("next_at", UtcDateTime),
        sa.Column("delivered_at", UtcDateTime),
        sa.Column("error", sa.String(60)),
    )
    waiting = sa.text("state = 'waiting'")
    op.create_index("kept_request_due", "kept_request", ["next_at"], postgresql_where=waiting, sqlite_where=waiting)
