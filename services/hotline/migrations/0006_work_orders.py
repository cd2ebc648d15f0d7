"""All that a work order goes through, helping units, and the history that nobody changes."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0006"
down_revision = "0005"

COUNTS = ("returns", "reworks", "reopenings", "extensions", "helpers", "helpers_open", "call_backs")
MARKS = ("answered_at_once", "final", "excluded")
MOMENTS = (
    "first_answered_at",
    "waiting_since",
    "dispute_due_at",
    "extension_asked_at",
    "extension_until",
    "supervised_at",
)
WORDS = ("returned_for", "waiting_for", "referred_to")
REFUSED = "the history of requests is only added to"


def upgrade() -> None:
    _widen_requests()
    op.create_table(
        "helper",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("request_id", sa.Uuid, sa.ForeignKey("request.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("unit_area", sa.String(20), nullable=False),
        sa.Column("department", sa.String(20), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("asked_for", sa.Text, nullable=False),
        sa.Column("asked_at", UtcDateTime, nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("signed_at", UtcDateTime),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("result", sa.Text),
        sa.UniqueConstraint("request_id", "number", name="helper_of_request"),
    )
    op.create_table(
        "request_step",
        sa.Column("request_id", sa.Uuid, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("recorded_at", UtcDateTime, nullable=False),
        sa.Column("account_id", sa.Uuid),
        sa.Column("unit_area", sa.String(20), nullable=False),
        sa.Column("department", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(40)),
        sa.Column("note", sa.Text, nullable=False),
    )
    _guard_history()


def _widen_requests() -> None:
    for name in COUNTS:
        op.add_column("request", sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    for name in MARKS:
        op.add_column("request", sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false()))
    for name in MOMENTS:
        op.add_column("request", sa.Column(name, UtcDateTime))
    for name in WORDS:
        op.add_column("request", sa.Column(name, sa.String(24)))
    op.add_column("request", sa.Column("returned_by", sa.Text, nullable=False, server_default=""))
    op.add_column("request", sa.Column("dispute_area", sa.String(20)))
    op.add_column("request", sa.Column("supervised_by", sa.Uuid))
    op.add_column("request", sa.Column("satisfaction", sa.Integer))
    op.add_column("request", sa.Column("merged_into", sa.Uuid))
    op.add_column("request", sa.Column("task_outcome", sa.Text))
    for name, column in (("request_by_dispute", "dispute_due_at"), ("request_by_merger", "merged_into")):
        only = sa.text(f"{column} IS NOT NULL")
        op.create_index(name, "request", [column], postgresql_where=only, sqlite_where=only)


def _guard_history() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER request_step_no_{change.lower()} BEFORE {change} ON request_step "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION request_step_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER request_step_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON request_step "
        "FOR EACH STATEMENT EXECUTE FUNCTION request_step_refuse()"
    )
