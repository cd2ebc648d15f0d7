"""What a granted application entitles to: the decision's moment, the bank account, the reckoning."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("application", sa.Column("decided_at", UtcDateTime))
    for name in ("payee_name", "payee_number"):
        op.add_column("application", sa.Column(name, sa.Text))
    op.add_column("application", sa.Column("payee_bank", sa.String(12)))
    op.add_column("entitlement", sa.Column("application_id", sa.Uuid))
    op.add_column("entitlement", sa.Column("reckoning", sa.JSON, nullable=False, server_default="[]"))
    first = sa.text("replaces IS NULL")
    op.create_index(
        "entitlement_of_application",
        "entitlement",
        ["application_id"],
        unique=True,
        sqlite_where=first,
        postgresql_where=first,
    )
