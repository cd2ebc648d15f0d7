"""Imports: files of areas that are checked and loaded beside the screens."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "import_job",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("stop", sa.Boolean, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("outcome_zh", sa.Text),
        sa.Column("asked_at", UtcDateTime, nullable=False),
        sa.Column("beat_at", UtcDateTime),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("content", sa.LargeBinary),
    )
    op.create_index("import_by_account", "import_job", ["account_id", "asked_at"])
    op.create_index("import_waiting", "import_job", ["state", "asked_at"])
