"""Teams, shifts, and who is on duty."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "team",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("members", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("team_newest", "team", ["path", "made_at", "id"])
    op.create_table(
        "shift",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("team_id", sa.Uuid, sa.ForeignKey("team.id"), nullable=False),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("starts_at", UtcDateTime, nullable=False),
        sa.Column("ends_at", UtcDateTime, nullable=False),
        sa.Column("needed", sa.Integer, nullable=False),
        sa.Column("certificate", sa.Text),
        sa.Column("cancelled", sa.Text, nullable=False),
        sa.Column("places", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("shift_at", "shift", ["starts_at", "path"])
    op.create_table(
        "duty",
        sa.Column("shift_id", sa.Uuid, sa.ForeignKey("shift.id"), primary_key=True),
        sa.Column("account_id", sa.Uuid, primary_key=True),
        sa.Column("starts_at", UtcDateTime, nullable=False),
        sa.Column("ends_at", UtcDateTime, nullable=False),
    )
    op.create_index("duty_of_account", "duty", ["account_id", "starts_at"])
