"""The picture of requests, tasks, counts and histories."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0003"
down_revision = "0002"

LATE = ("was_late", "was_late = 1")
LATE_OPEN = ("was_late AND ended_at IS NULL", "was_late = 1 AND ended_at IS NULL")


def upgrade() -> None:
    _create_request_row()
    _create_task_row()
    _create_figure_row()
    _create_timeline_row()
    _create_tier_indexes("district")
    _create_tier_indexes("street")
    _newest("request_row_district", "request_row", ["district"])
    _newest("task_row_district", "task_row", ["service", "district"])
    for column in ("category", "kind", "service"):
        _newest(f"request_row_district_{column}", "request_row", ["district", column])
    for column in ("category", "state"):
        _newest(f"task_row_district_{column}", "task_row", ["service", "district", column])
    for tier in ("street", "community"):
        _index(f"request_row_{tier}", "request_row", [tier, "opened_at", "id", "category", "kind", "service"])
        _index(f"task_row_{tier}", "task_row", ["service", tier, "opened_at", "id", "category", "state"])
    _index("request_row_late_open", "request_row", ["district", "street", "category", "service"], *LATE_OPEN)
    _index("task_row_request", "task_row", ["request_id"])


def _create_tier_indexes(tier: str) -> None:
    _newest(f"request_row_{tier}_open", "request_row", [tier], "ended_at IS NULL")
    _newest(f"request_row_{tier}_late", "request_row", [tier], *LATE)
    _newest(f"request_row_{tier}_withdrawn", "request_row", [tier], "state = 'withdrawn'")
    running = [tier, "settle_due_at", "category", "service"]
    _index(f"request_row_{tier}_running", "request_row", running, "stopped_at IS NULL")
    _newest(f"task_row_{tier}_open", "task_row", ["service", tier], "ended_at IS NULL")
    _newest(f"task_row_{tier}_late", "task_row", ["service", tier], *LATE)


def _newest(name: str, table: str, first: list[str], where: str | None = None, lite: str | None = None) -> None:
    _index(name, table, [*first, "opened_at", "id"], where, lite)


def _index(name: str, table: str, columns: list[str], where: str | None = None, lite: str | None = None) -> None:
    only = sa.text(where) if where else None
    only_lite = sa.text(lite or where) if where else None
    op.create_index(name, table, columns, postgresql_where=only, sqlite_where=only_lite)


def _area_columns() -> list[sa.Column]:
    return [
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("district", sa.String(6), nullable=False),
        sa.Column("street", sa.String(9)),
        sa.Column("community", sa.String(12)),
    ]


def _create_request_row() -> None:
    op.create_table(
        "request_row",
        sa.Column("id", sa.Uuid, primary_key=True),
        *_area_columns(),
        sa.Column("category", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("channel", sa.String(24), nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("unit_area", sa.String(20), nullable=False),
        sa.Column("department", sa.String(20), nullable=False),
        sa.Column("service", sa.String(24), nullable=False),
        sa.Column("task_id", sa.Uuid, nullable=False),
        sa.Column("opened_at", UtcDateTime, nullable=False),
        sa.Column("sign_due_at", UtcDateTime, nullable=False),
        sa.Column("settle_due_at", UtcDateTime, nullable=False),
        sa.Column("risk_at", UtcDateTime, nullable=False),
        sa.Column("settled_at", UtcDateTime),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("stopped_at", UtcDateTime),
        sa.Column("was_late", sa.Boolean, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )


def _create_task_row() -> None:
    op.create_table(
        "task_row",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("service", sa.String(24), nullable=False),
        sa.Column("request_id", sa.Uuid),
        *_area_columns(),
        sa.Column("category", sa.String(60), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("opened_at", UtcDateTime, nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("was_late", sa.Boolean, nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("sequence", sa.Integer, nullable=False),
    )


def _create_figure_row() -> None:
    op.create_table(
        "figure_row",
        sa.Column("area_code", sa.String(12), primary_key=True),
        sa.Column("category", sa.String(60), primary_key=True),
        sa.Column("service", sa.String(24), primary_key=True),
        sa.Column("district", sa.String(6), nullable=False),
        sa.Column("street", sa.String(9)),
        sa.Column("opened", sa.BigInteger, nullable=False),
        sa.Column("closed", sa.BigInteger, nullable=False),
        sa.Column("closed_late", sa.BigInteger, nullable=False),
    )
    op.create_index("figure_row_district", "figure_row", ["district"])
    op.create_index("figure_row_street", "figure_row", ["street"])


def _create_timeline_row() -> None:
    op.create_table(
        "timeline_row",
        sa.Column("event_id", sa.Uuid, primary_key=True),
        sa.Column("request_id", sa.Uuid),
        sa.Column("subject", sa.Uuid, nullable=False),
        sa.Column("source", sa.String(24), nullable=False),
        sa.Column("type", sa.String(80), nullable=False),
        sa.Column("occurred_at", UtcDateTime, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("received_at", UtcDateTime, nullable=False),
    )
    op.create_index("timeline_row_request", "timeline_row", ["request_id", "occurred_at"])
