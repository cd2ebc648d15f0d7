"""Work for those who are aided."""

import sqlalchemy as sa
from alembic import op

from linli.append_only import guard
from linli.db import UtcDateTime

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "work_seeker",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id"), nullable=False, unique=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("registered_at", UtcDateTime, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("refusals", sa.Integer, nullable=False),
        sa.Column("share_stopped_at", UtcDateTime),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("work_seeker_by_path", "work_seeker", ["path", "registered_at", "id"])
    op.create_table(
        "work_offer",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("seeker_id", sa.Uuid, sa.ForeignKey("work_seeker.id"), nullable=False, index=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("employer", "post", "suits")),
        sa.Column("offered_at", UtcDateTime, nullable=False),
        sa.Column("offered_by", sa.Uuid, nullable=False),
        sa.Column("outcome", sa.String(24), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("answered_at", UtcDateTime),
        sa.Column("answered_by", sa.Uuid),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_table(
        "work_measure",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("seeker_id", sa.Uuid, sa.ForeignKey("work_seeker.id"), nullable=False, index=True),
        sa.Column("measure", sa.String(24), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("given_at", UtcDateTime, nullable=False),
        sa.Column("given_by", sa.Uuid, nullable=False),
    )
    guard("work_measure")
