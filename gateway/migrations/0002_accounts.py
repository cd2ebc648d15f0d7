"""Accounts, grants, tokens, failed sign-ins, and the requests that tracking codes belong to."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("login", sa.String(60), nullable=False, unique=True),
        sa.Column("display_name", sa.String(60), nullable=False),
        sa.Column("password_hash", sa.Text),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "account_grant",
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("role", sa.String(24), primary_key=True),
        sa.Column("area_code", sa.String(20), primary_key=True),
        sa.Column("path", sa.String(64), nullable=False),
    )
    op.create_table(
        "access_token",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("csrf", sa.String(43)),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("last_used", UtcDateTime),
        sa.Column("revoked_at", UtcDateTime),
    )
    op.create_table(
        "login_failure",
        sa.Column("subject", sa.String(64), primary_key=True),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("since", UtcDateTime, nullable=False),
    )
    op.create_index("access_token_by_account", "access_token", ["account_id"])
    op.create_index("login_failure_since", "login_failure", ["since"])
    op.create_table(
        "tracking",
        sa.Column("code", sa.String(11), primary_key=True),
        sa.Column("request_id", sa.Uuid, nullable=False),
    )
