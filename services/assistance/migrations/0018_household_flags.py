"""What the hotline was last told of a person's household."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "told_flags",
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("caller", sa.String(32)),
        sa.Column("flags", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
