"""What lists of requests show of returns, waits, supervision, joint handling and mergers."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0008"
down_revision = "0007"

MOMENTS = ("waiting_since", "dispute_due_at", "supervised_at")
COUNTS = ("returns", "reopenings", "extensions", "helpers_open")


def upgrade() -> None:
    for name in MOMENTS:
        op.add_column("request_row", sa.Column(name, UtcDateTime))
    op.add_column("request_row", sa.Column("merged_into", sa.Uuid))
    for name in COUNTS:
        op.add_column("request_row", sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    op.add_column("request_row", sa.Column("excluded", sa.Boolean, nullable=False, server_default=sa.false()))
    for tier in ("district", "street"):
        for name in ("merged", "referred"):
            _newest(f"request_row_{tier}_{name}", tier, f"state = '{name}'")
        _newest(f"request_row_{tier}_supervised", tier, "supervised_at IS NOT NULL")


def _newest(name: str, tier: str, where: str) -> None:
    only = sa.text(where)
    op.create_index(name, "request_row", [tier, "opened_at", "id"], postgresql_where=only, sqlite_where=only)
