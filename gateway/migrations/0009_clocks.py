"""How far the clocks of a request have run, and how high it has climbed."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

INDEXES = {"stage": "stage <> 'on_time'", "escalated": "escalated_to IS NOT NULL"}


def upgrade() -> None:
    op.add_column("request_row", sa.Column("stage", sa.String(24), nullable=False, server_default="on_time"))
    op.add_column("request_row", sa.Column("escalated_to", sa.String(20)))
    for tier in ("district", "street"):
        for name, where in INDEXES.items():
            columns = [tier, "stage", "opened_at", "id"] if name == "stage" else [tier, "opened_at", "id"]
            only = sa.text(where)
            op.create_index(
                f"request_row_{tier}_{name}", "request_row", columns, postgresql_where=only, sqlite_where=only
            )
