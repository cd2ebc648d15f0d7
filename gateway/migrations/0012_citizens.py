"""Accounts of citizens, their sessions, their requests, and the codes they sign in with."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "citizen",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("phone", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text),
        sa.Column("email", sa.Text),
        sa.Column("language", sa.String(24), nullable=False),
        sa.Column("area_code", sa.String(12)),
        sa.Column("notify", sa.String(24)),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "citizen_session",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("citizen_id", sa.Uuid, sa.ForeignKey("citizen.id"), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("csrf", sa.String(43)),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("last_used", UtcDateTime),
    )
    op.create_table(
        "citizen_request",
        sa.Column("citizen_id", sa.Uuid, sa.ForeignKey("citizen.id"), primary_key=True),
        sa.Column("request_id", sa.Uuid, primary_key=True),
        sa.Column("tracking_code", sa.String(11), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("filed_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "sign_in_code",
        sa.Column("phone", sa.Text, primary_key=True),
        sa.Column("digest", sa.String(64)),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("sent", sa.Integer, nullable=False),
        sa.Column("since", UtcDateTime, nullable=False),
    )
    op.create_index("citizen_session_by_citizen", "citizen_session", ["citizen_id"])
    op.create_index("citizen_session_expires", "citizen_session", ["expires_at"])
    op.create_index("citizen_request_newest", "citizen_request", ["citizen_id", "filed_at", "request_id"])
    op.create_index("sign_in_code_since", "sign_in_code", ["since"])
