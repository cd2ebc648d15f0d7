"""The kept requests that the hotline refused are found by their own index."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    refused = sa.text("state = 'refused'")
    op.create_index("kept_request_refused", "kept_request", ["kept_at"], postgresql_where=refused, sqlite_where=refused)
