"""An e-mail address is proved, and a number changes while its earlier requests keep the one they were filed with."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("citizen", sa.Column("email_proved_at", sa.DateTime(timezone=True)))
    op.add_column("citizen_request", sa.Column("phone", sa.Text))
