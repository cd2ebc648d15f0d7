"""Updates and ratings of requests."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "request_update",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("request_id", sa.Uuid, sa.ForeignKey("request.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("author", sa.Uuid, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.UniqueConstraint("request_id", "number", name="request_update_in_order"),
    )
    op.create_table(
        "request_rating",
        sa.Column("request_id", sa.Uuid, sa.ForeignKey("request.id"), primary_key=True),
        sa.Column("reopenings", sa.Integer, primary_key=True),
        sa.Column("level", sa.SmallInteger, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
    )
