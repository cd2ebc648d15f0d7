"""Tips, what was done about them, and the applications that they make the district visit."""

import sqlalchemy as sa
from alembic import op

from linli.append_only import guard
from linli.db import UtcDateTime

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "aid_tip",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("household_id", sa.Uuid, sa.ForeignKey("household.id")),
        sa.Column("informant_name", sa.Text),
        sa.Column("informant_phone", sa.Text),
        sa.Column("received_at", UtcDateTime, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("outcome", sa.String(24)),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("aid_tip_by_path", "aid_tip", ["path", "received_at", "id"])
    op.create_table(
        "aid_tip_step",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("tip_id", sa.Uuid, sa.ForeignKey("aid_tip.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("action", sa.String(24), nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("others", sa.JSON, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
    )
    op.create_index("aid_tip_step_in_order", "aid_tip_step", ["tip_id", "number"], unique=True)
    guard("aid_tip_step")
    op.add_column("application", sa.Column("tipped", sa.Boolean, nullable=False, server_default=sa.false()))
