"""The directory of services and providers, and referrals to them."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0016"
down_revision = "0015"

PLAIN = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def upgrade() -> None:
    directory()
    referrals()


def directory() -> None:
    op.create_table(
        "listed_service",
        sa.Column("code", sa.String(60), primary_key=True),
        sa.Column("category", sa.String(24), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_table(
        "provider",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("code", sa.String(60), nullable=False, unique=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("stars", sa.Integer, nullable=False),
        sa.Column("ratings", sa.Integer, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("closed", sa.Boolean, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("provider_by_rank", "provider", ["rank", "id"])
    found_by("provider_reach", sa.Column("path", PLAIN, primary_key=True))
    service = sa.Column("service", sa.String(60), sa.ForeignKey("listed_service.code"), primary_key=True)
    found_by("provider_offer", service)
    found_by("provider_word", sa.Column("term", PLAIN, primary_key=True))


def found_by(table: str, column: sa.Column) -> None:
    """What providers are found by."""
    provider = sa.Column("provider_id", sa.Uuid, sa.ForeignKey("provider.id"), primary_key=True)
    op.create_table(table, column, provider)
    op.create_index(f"{table}_of", table, ["provider_id"])


def referrals() -> None:
    op.create_table(
        "referral",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("request_id", sa.Uuid, sa.ForeignKey("request.id"), nullable=False),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("service", sa.String(60), nullable=False),
        sa.Column("terms", sa.Text, nullable=False),
        sa.Column("candidates", sa.JSON, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("started_at", UtcDateTime, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("due_at", UtcDateTime),
        sa.Column("result", sa.Text),
        sa.Column("stars", sa.Integer),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("referral_by_request", "referral", ["request_id"])
    op.create_table(
        "referral_attempt",
        sa.Column("referral_id", sa.Uuid, sa.ForeignKey("referral.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("provider_id", sa.Uuid, sa.ForeignKey("provider.id"), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("asked_at", UtcDateTime, nullable=False),
        sa.Column("answered_at", UtcDateTime),
        sa.Column("outcome", sa.String(24)),
        sa.Column("note", sa.Text, nullable=False),
    )
