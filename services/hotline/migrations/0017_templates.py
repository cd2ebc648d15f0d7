"""Templates of operators' texts."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "template",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("written_at", UtcDateTime, nullable=False),
        sa.Column("use", sa.String(24), nullable=False),
        sa.Column("category", sa.String(60)),
        sa.Column("newest", sa.Integer, nullable=False),
        sa.Column("retired", sa.Boolean, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("template_newest", "template", ["path", "written_at", "id"])
    op.create_table(
        "template_version",
        sa.Column("template_id", sa.Uuid, sa.ForeignKey("template.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("written_by", sa.Uuid, nullable=False),
        sa.Column("written_at", UtcDateTime, nullable=False),
    )
