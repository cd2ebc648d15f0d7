"""Applications drawn by lot for a visit of the district."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("application", sa.Column("drawn", sa.Boolean))
