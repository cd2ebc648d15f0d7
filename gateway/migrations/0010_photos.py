"""Photographs of requests."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "photo",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("request_id", sa.Uuid),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("uploaded_at", UtcDateTime, nullable=False),
    )
    op.create_index("photo_by_request", "photo", ["request_id", "uploaded_at"])
    unclaimed = sa.text("request_id IS NULL")
    op.create_index("photo_unclaimed", "photo", ["uploaded_at"], postgresql_where=unclaimed, sqlite_where=unclaimed)
