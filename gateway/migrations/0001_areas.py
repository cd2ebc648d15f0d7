"""Areas and the plumbing."""

import sqlalchemy as sa
from alembic import op

from linli.plumbing import create_tables_1

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_tables_1()
    code = sa.String(20).with_variant(sa.String(20, collation="C"), "postgresql")
    path = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")
    op.create_table(
        "area",
        sa.Column("code", code, primary_key=True),
        sa.Column("valid_from", sa.Date, primary_key=True),
        sa.Column("valid_to", sa.Date),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("tier", sa.String(9), nullable=False),
        sa.Column("parent_code", code),
        sa.Column("path", path, nullable=False),
    )
    op.create_index("ix_area_children", "area", ["parent_code", "code"])
    op.create_index("ix_area_path", "area", ["path"])
