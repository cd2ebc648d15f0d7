"""Cases of findings, besides those of requests."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    with op.batch_alter_table("grid_case") as case:
        case.alter_column("request_id", existing_type=sa.Uuid, nullable=True)
        case.add_column(sa.Column("source", sa.String(24), nullable=False, server_default="request"))
        case.add_column(sa.Column("found_by", sa.Uuid))
        case.add_column(sa.Column("round_id", sa.Uuid))
        case.add_column(sa.Column("found_latitude", sa.Float))
        case.add_column(sa.Column("found_longitude", sa.Float))
        case.add_column(sa.Column("referred_to", sa.Uuid))
        case.add_column(sa.Column("extensions", sa.Integer, nullable=False, server_default="0"))
        case.add_column(sa.Column("rating", sa.Integer))
    with op.batch_alter_table("grid_case") as case:
        case.alter_column("source", existing_type=sa.String(24), server_default=None)
        case.alter_column("extensions", existing_type=sa.Integer, server_default=None)
        case.create_unique_constraint("grid_case_referred_to", ["referred_to"])
    op.create_index("ix_grid_case_round_id", "grid_case", ["round_id"])
