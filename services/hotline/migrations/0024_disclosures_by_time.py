"""Contacts that were shown are looked into by time, too."""

from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_index("contact_disclosure_at", "contact_disclosure", ["at", "id"])
