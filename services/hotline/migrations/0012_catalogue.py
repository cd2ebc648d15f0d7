"""The catalogue: its entries and its stamp, and an index for the dry run of routing rules."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "catalogue_entry",
        sa.Column("kind", sa.String(24), primary_key=True),
        sa.Column("code", sa.String(60), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_until", sa.Date),
        sa.Column("definition", sa.JSON, nullable=False),
        sa.Column("changed_by", sa.Uuid),
        sa.Column("changed_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "catalogue_stamp",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("stamp", sa.String(36), nullable=False),
    )
    op.create_index("request_by_subject", "request", ["category", "area_code", "kind", "urgent", "opened_at"])
