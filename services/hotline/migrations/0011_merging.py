"""Links between requests, and how often a caller told of a matter before."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("request", sa.Column("repeat_of", sa.Uuid))
    op.add_column("request", sa.Column("repeats", sa.Integer, nullable=False, server_default="0"))
    op.create_table(
        "request_link",
        sa.Column("first_id", sa.Uuid, sa.ForeignKey("request.id"), primary_key=True),
        sa.Column("second_id", sa.Uuid, sa.ForeignKey("request.id"), primary_key=True),
        sa.Column("linked_at", UtcDateTime, nullable=False),
        sa.Column("account_id", sa.Uuid),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_index("ix_request_link_second_id", "request_link", ["second_id"])
