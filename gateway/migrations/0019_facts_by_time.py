"""A period's facts are found by where they lie: pages of one time, known by the moments that they hold."""

from alembic import op

revision = "0019"
down_revision = "0018"

MOMENTS = ["opened_at", "dispatched_at", "sign_due_at", "answer_due_at", "settle_due_at"]


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.create_index(
            "handling_fact_by_time",
            "handling_fact",
            MOMENTS,
            postgresql_using="brin",
            postgresql_with={"pages_per_range": 32, "autosummarize": "on"},
        )
