"""Rounds of plans, and rounds that are cancelled."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    with op.batch_alter_table("round") as one:
        one.add_column(sa.Column("cancelled_for", sa.Text, nullable=False, server_default=""))
        one.add_column(sa.Column("plan_id", sa.Uuid))
        one.create_index("ix_round_plan_id", ["plan_id"])
