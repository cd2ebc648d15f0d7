"""Applications and their steps."""

import sqlalchemy as sa
from alembic import op

from linli.append_only import guard
from linli.db import UtcDateTime

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "application",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("filing_id", sa.Uuid, nullable=False),
        sa.Column("household_id", sa.Uuid, sa.ForeignKey("household.id"), nullable=False, index=True),
        sa.Column("applicant_id", sa.Uuid, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("case_id", sa.Uuid, index=True),
        sa.Column("program", sa.String(60), nullable=False),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("filed_at", UtcDateTime, nullable=False),
        sa.Column("moved_at", UtcDateTime, nullable=False),
        sa.Column("told_until", UtcDateTime, nullable=False),
        sa.Column("staff_relative", sa.Boolean, nullable=False),
        sa.Column("accepted_at", UtcDateTime),
        *(sa.Column(name, sa.Boolean, nullable=False) for name in ("visited", "extended", "inquired", "papers_asked")),
        *(sa.Column(name, sa.JSON, nullable=False) for name in ("papers", "clocks")),
        sa.Column("recheck_at", UtcDateTime),
        sa.Column("amount", sa.BigInteger),
        sa.Column("reckoning", sa.JSON, nullable=False),
        sa.Column("proposed", sa.String(24)),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("application_by_filing", "application", ["filed_at", "id"])
    op.create_index("application_by_path", "application", ["path", "filed_at", "id"])
    op.create_index("application_to_recheck", "application", ["recheck_at"])
    op.create_table(
        "application_step",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("application_id", sa.Uuid, sa.ForeignKey("application.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("action", sa.String(24), nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("others", sa.JSON, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
    )
    op.create_index("application_step_in_order", "application_step", ["application_id", "number"], unique=True)
    guard("application_step")
