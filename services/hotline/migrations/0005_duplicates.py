"""The keys by which requests about one matter are found."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "matter_key",
        sa.Column("key", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("told_at", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("request_id", sa.Uuid, primary_key=True),
        sqlite_with_rowid=False,
    )
