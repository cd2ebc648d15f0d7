"""What has climbed to a tier is found without looking at what has climbed to another; late ones of a community."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

CLIMBED = {"district": "length(escalated_to) = 6", "street": "length(escalated_to) = 9"}


def upgrade() -> None:
    for tier in ("district", "street"):
        op.drop_index(f"request_row_{tier}_escalated", "request_row")
        for climbed, where in CLIMBED.items():
            _create(f"request_row_{tier}_climbed_to_{climbed}", [tier, "opened_at", "id"], where)
    running = ["community", "settle_due_at", "category", "service"]
    _create("request_row_community_running", running, "stopped_at IS NULL")


def _create(name: str, columns: list[str], where: str) -> None:
    only = sa.text(where)
    op.create_index(name, "request_row", columns, postgresql_where=only, sqlite_where=only)
