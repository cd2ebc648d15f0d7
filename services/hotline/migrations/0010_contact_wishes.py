"""How citizens want to be told."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "contact_wish",
        sa.Column("request_id", sa.Uuid, primary_key=True),
        sa.Column("email", sa.Text),
        sa.Column("language", sa.String(24), nullable=False),
        sa.Column("notify", sa.String(24)),
    )
