"""Photographs belong to rounds and cases too."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.drop_index("photo_unclaimed", "photo")
    op.drop_index("photo_by_request", "photo")
    with op.batch_alter_table("photo") as photo:
        photo.alter_column("request_id", new_column_name="record_id")
    unclaimed = sa.text("record_id IS NULL")
    op.create_index("photo_by_request", "photo", ["record_id", "uploaded_at"])
    op.create_index("photo_unclaimed", "photo", ["uploaded_at"], postgresql_where=unclaimed, sqlite_where=unclaimed)
