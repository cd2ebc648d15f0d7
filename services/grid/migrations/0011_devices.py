"""Cameras and sensors, their messages, and the findings that are theirs."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    with op.batch_alter_table("grid_case") as case:
        case.add_column(sa.Column("device_id", sa.Uuid))
        case.add_column(sa.Column("confirmed_by", sa.Uuid))
    op.create_table(
        "device",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", sa.String(60), nullable=False, index=True),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("finds", sa.Text, nullable=False),
        sa.Column("latitude", sa.Float, nullable=False),
        sa.Column("longitude", sa.Float, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("revoked", sa.Boolean, nullable=False),
        sa.Column("heard_at", UtcDateTime),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_table(
        "device_message",
        sa.Column("device_id", sa.Uuid, primary_key=True),
        sa.Column("message_id", sa.String(100), primary_key=True),
        sa.Column("came_at", UtcDateTime, nullable=False),
    )
    op.create_index("device_message_came", "device_message", ["came_at"])
