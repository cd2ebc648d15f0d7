"""What the record of a request lacks."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("request", sa.Column("gaps", sa.Text, nullable=False, server_default=""))
