"""No question is asked by the moment of a dispute: its timer wakes whoever has to look."""

from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.drop_index("request_by_dispute", "request")
