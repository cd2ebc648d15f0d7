"""The answers to the forms of categories."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "answer",
        sa.Column("request_id", sa.Uuid, sa.ForeignKey("request.id"), primary_key=True),
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("sealed", sa.Boolean, nullable=False),
    )
