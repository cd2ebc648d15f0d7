"""Messages to volunteers, how they want to be told, and their calendars."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime
from linli.messages.tables import add_expiry_2, create_message_table_1

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    create_message_table_1()
    add_expiry_2()
    op.create_table(
        "volunteer_wish",
        sa.Column("volunteer_id", sa.Uuid, sa.ForeignKey("volunteer.id"), primary_key=True),
        sa.Column("email", sa.Text),
        sa.Column("language", sa.String(24), nullable=False),
        sa.Column("notify", sa.String(24)),
    )
    op.create_table(
        "volunteer_feed",
        sa.Column("volunteer_id", sa.Uuid, sa.ForeignKey("volunteer.id"), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("opened_at", UtcDateTime, nullable=False),
    )
