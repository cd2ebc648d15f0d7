"""Requests of a number are found by the index that has their moments too."""

from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.drop_index("request_by_phone", "request")
