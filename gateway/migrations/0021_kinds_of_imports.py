"""Imports of more than areas: what kind of file it is, and whether what it does not say ends."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("import_job", sa.Column("kind", sa.String(12), nullable=False, server_default="areas"))
    op.add_column("import_job", sa.Column("complete", sa.Boolean, nullable=False, server_default=sa.false()))
